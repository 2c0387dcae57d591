/** Several block-by-block operations in one task: what the fuse pass makes. */

import type { Meta } from "../meta/meta.ts";
import type { OperationTable } from "./operation.ts";

/** One step of a fused task. An argument is an input of the task (`-1 - i`) or an earlier step (`i`). */
export interface FusedStep {
  readonly op: string;
  readonly kernel: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly args: readonly number[];
  /** What the step gives: kernels generated for it need the dtype. */
  readonly meta: Meta;
  /** Name of the expression whose work it does, for the profile. */
  readonly name: string;
}

export const FUSED: OperationTable = {
  fused: {
    work: "blockwise",
    result: "unknown",
    infer: (_inputs, params) => params["meta"] as Meta,
    lower: { as: "blockwise", kernel: "fused" },
    prefix: params => (params["steps"] as readonly FusedStep[]).map(step => step.op).join("-"),
    acceptsUnknown: true,
  },
};

/** Several block-by-block operations in one task: what the fuse pass makes. */

import type { Site } from "../../protocol/graph.ts";
import type { Meta } from "../meta/meta.ts";
import type { OperationTable } from "./operation.ts";

/** Calls beside a step. Its constant `hash` stands for it wherever params are hashed: where a call stands is no part of what is computed. */
export interface StepSites {
  readonly hash: "sites";
  readonly sites: readonly Site[];
}

/** One step of a fused task. An argument is an input of the task (`-1 - i`) or an earlier step (`i`). */
export interface FusedStep {
  readonly op: string;
  readonly kernel: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly args: readonly number[];
  /** What the step gives: kernels generated for it need the dtype. */
  readonly meta: Meta;
  /** Name of the expression whose work it does, and the calls that made it: for the profile. */
  readonly name: string;
  readonly made?: StepSites;
}

/** A step that is a view of one block of an input, which is its own: the lowering finds which. */
export interface FusedView {
  readonly step: number;
  readonly input: number;
}
/** The operations that can be such a step, and the kernels that make the views. */
export const VIEWS: Readonly<Record<string, string>> = { "array.getitem": "array.sliceView", "array.transpose": "array.transposeView" };

/** What keys begin with: the steps' own prefixes, a long chain cut short. */
function prefixOf(steps: readonly FusedStep[]): string {
  const prefixes = steps.map(step => step.name.replace(/-[^-]*$/, ""));
  return prefixes.length <= 5 ? prefixes.join("-") : [...prefixes.slice(0, 3), `${prefixes.length - 4}-more`, prefixes.at(-1)].join("-");
}

/** `params.steps`, the last of which is the result; `params.views` are those that are views; with `params.parts`, step `params.partStep` is a source that reads its part. */
export const FUSED: OperationTable = {
  fused: {
    work: "blockwise",
    result: "unknown",
    infer: (_inputs, params) => params["meta"] as Meta,
    lower: { as: "custom", form: "fused" },
    prefix: params => prefixOf(params["steps"] as readonly FusedStep[]),
    label: params => params["label"] as string,
    acceptsUnknown: true,
  },
};

/** Arrays made from nothing, or from data in memory: a block from its index and the settings. */

import type { DType } from "../meta/dtype.ts";
import { total } from "../meta/dim.ts";
import type { ArrayMeta, AxisChunks } from "../meta/meta.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

/** `params.chunks` and `params.dtype` say it all. */
export function gridMeta(params: Params): ArrayMeta {
  const chunks = params["chunks"] as readonly AxisChunks[];
  return {
    kind: "array",
    dtype: params["dtype"] as DType,
    shape: (params["shape"] as ArrayMeta["shape"] | undefined) ?? chunks.map(axis => ("unknown" in axis ? axis : total(axis))),
    chunks,
  };
}

/** One position of an axis of a source, or the stretch of it that each block is. */
export type ReadAxis = { readonly at: number } | { readonly pieces: readonly { readonly start: number; readonly step: number; readonly count: number }[] };

const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? `${(value as { re: number }).re} + ${(value as { im: number }).im}i` : String(value);
const made = (kernel: string, prefix: string, label?: Operation["label"]): Operation => ({
  work: "makes",
  result: "array",
  infer: (_inputs, params) => gridMeta(params),
  lower: { as: "source", kernel },
  prefix: () => prefix,
  ...(label === undefined ? {} : { label }),
});

export const CREATION: OperationTable = {
  "array.ones": made("array.full", "ones"),
  "array.zeros": made("array.full", "zeros"),
  "array.empty": made("array.full", "empty"),
  "array.full": made("array.full", "full", params => `full ${textOf(params["value"])}`),
  "array.arange": made("array.arange", "arange"),
  "array.linspace": made("array.linspace", "linspace"),
  "array.eye": made("array.eye", "eye"),
  "array.indices": made("array.indices", "indices"),
  /** `params.data` is a Constant of a plain NDArray. */
  "array.fromArray": made("array.fromArray", "array"),
  /** `params.read(region)` gives blocks of a source; `params.axes` says which parts of it. */
  "array.read": made("array.read", "array", () => "read"),
};

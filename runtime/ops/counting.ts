/** Counts: histograms in one or more dimensions, occurrences of whole numbers, bins. */

import { isUnknown } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { Dim } from "../meta/dim.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import type { Operation, OperationTable } from "./operation.ts";
import { ordered } from "./sorting.ts";

const counts = (name: string, kernel: string, label?: Operation["label"]): Operation => ({
  work: "reduces",
  result: "array",
  lower: { as: "tree", chunk: `${kernel}.chunk`, combine: `${kernel}.combine`, aggregate: `${kernel}.aggregate`, splitEvery: 8 },
  prefix: () => name,
  ...(label === undefined ? {} : { label }),
  infer: (_inputs, params) => ({ kind: "array", dtype: params["dtype"] as DType, shape: params["shape"] as Dim[], chunks: params["bins"] as AxisChunks[] }),
});

export const COUNTING: OperationTable = {
  /** Samples, then edges where `params` has none, then weights if `params.weighted`. */
  "array.histogram": counts("histogram", "histogram", params => {
    const shape = (params["shape"] as Dim[]).map(n => (isUnknown(n) ? "?" : n));
    return `histogram ${shape.join(" × ")} bins`;
  }),
  "array.bincount": counts("bincount", "bincount"),
  "array.digitize": {
    work: "blockwise",
    result: "array",
    lower: { as: "blockwise", kernel: "array.digitize" },
    prefix: () => "digitize",
    infer: ([input]: readonly Meta[]) => ({ ...ordered(input as ArrayMeta, "digitize"), dtype: "int64" }),
  },
};

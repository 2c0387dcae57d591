/** Reductions of frames: one row a column, or few rows of many. */

import { type AggregationSpec, aggregatedDtype } from "../meta/aggregation.ts";
import { columnOf, isNumeric, openDtype } from "../meta/columns.ts";
import { isUnknown } from "../meta/dim.ts";
import type { FrameMeta, Meta, SeriesMeta } from "../meta/meta.ts";
import { treeText } from "./frame.ts";
import type { OperationTable, Params } from "./operation.ts";
import { onePartition } from "./partitions.ts";

const frame = (inputs: readonly Meta[]): FrameMeta => inputs[0] as FrameMeta;

export const FRAME_REDUCTIONS: OperationTable = {
  "frame.quantile": {
    work: "reduces",
    result: "series",
    prefix: () => "quantile",
    label: params => `quantile ${String(params["q"])}`,
    infer: () => ({ kind: "series", column: { name: "", dtype: "float64" }, index: [{ name: "", dtype: "string" }], npartitions: 1, divisions: null }),
    lower: { as: "tree", chunk: "reduce.chunk", combine: "reduce.combine", aggregate: "frame.quantile.aggregate", splitEvery: 8 },
    how: () => "All values come together in one task: exact, and as large as the columns.",
  },
  "frame.memoryUsage": {
    work: "reduces",
    result: "series",
    prefix: () => "memoryUsage",
    infer: (_inputs, params) =>
      params["keepdims"] === true
        ? { kind: "series", column: { name: "", dtype: "int64" }, index: [{ name: "", dtype: "string" }], npartitions: 1, divisions: null }
        : { kind: "scalar", dtype: "int64" },
    lower: { as: "tree", chunk: "frame.memoryUsage.chunk", combine: "frame.memoryUsage.combine", aggregate: "frame.memoryUsage.aggregate", splitEvery: 8 },
  },
  "frame.reduce": {
    work: "reduces",
    result: "series",
    infer: reduceMeta,
    prefix: params => params["how"] as string,
    label: params => params["how"] as string,
    lower: { as: "tree", chunk: "reduce.chunk", combine: "reduce.combine", aggregate: "frame.reduce.aggregate", splitEvery: 8 },
    how: inputs => treeText("state of every column", frame(inputs).npartitions, 8),
  },
  "frame.describe": {
    work: "reduces",
    result: "frame",
    infer: describeMeta,
    prefix: () => "describe",
    lower: { as: "tree", chunk: "reduce.chunk", combine: "reduce.combine", aggregate: "frame.describe.aggregate", splitEvery: 8 },
  },
  "frame.nlargest": {
    work: "reduces",
    result: "frame",
    infer: inputs => onePartition(inputs[0]!),
    prefix: params => (params["largest"] === true ? "nlargest" : "nsmallest"),
    label: params => `${params["largest"] === true ? "nlargest" : "nsmallest"} ${String(params["n"])}`,
    lower: { as: "tree", chunk: "frame.nlargest", combine: "frame.nlargest.combine", aggregate: "frame.nlargest.combine", splitEvery: 8 },
  },
  "frame.dropDuplicates": {
    work: "reduces",
    result: "frame",
    infer: inputs => onePartition(inputs[0]!),
    prefix: () => "dropDuplicates",
    lower: { as: "tree", chunk: "frame.dropDuplicates", combine: "frame.dropDuplicates.combine", aggregate: "frame.dropDuplicates.combine", splitEvery: 8 },
  },
};

/** One row a column; text columns are left out of what needs numbers. */
function reduceMeta(inputs: readonly Meta[], params: Params): SeriesMeta {
  const specs = params["aggs"] as readonly AggregationSpec[];
  const meta = frame(inputs);
  const dtypes = specs.map(spec => aggregatedDtype(spec.how, columnOf(meta, spec.column), meta.index[0]?.dtype));
  const same = dtypes.every(dtype => dtype === dtypes[0]);
  const dtype = same ? (dtypes[0] ?? "float64") : dtypes.every(d => isNumeric(d) && d !== "bool") ? "float64" : "object";
  const sorted = specs.map(spec => spec.column).sort();
  return {
    kind: "series",
    column: { name: "", dtype },
    index: [{ name: "", dtype: "string" }],
    npartitions: 1,
    divisions: sorted.length === 0 ? null : [sorted[0]!, sorted.at(-1)!],
  };
}

function describeMeta(inputs: readonly Meta[], params: Params): FrameMeta {
  const specs = params["aggs"] as readonly AggregationSpec[];
  const columns = [...new Set(specs.map(spec => spec.column))].map(name => ({ name, dtype: "float64" as const }));
  return {
    kind: "frame",
    columns: isUnknown(frame(inputs).columns) ? openDtype() : columns,
    index: [{ name: "", dtype: "string" }],
    npartitions: 1,
    divisions: null,
  };
}

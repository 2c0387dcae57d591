/** Group-by aggregations: a partial table a partition, joined by a tree, finished and sorted by key in one partition. */

import { type AggregationSpec, aggregatedDtype } from "../meta/aggregation.ts";
import { columnOf, openDtype } from "../meta/columns.ts";
import { isUnknown } from "../meta/dim.ts";
import type { ColumnMeta, FrameMeta, Meta } from "../meta/meta.ts";
import { treeText } from "./frame.ts";
import type { GroupKey } from "./frame-params.ts";
import type { OperationTable, Params } from "./operation.ts";

const SPLIT_EVERY = 8;
const how = (params: Params): string => params["how"] as string;

export const GROUPBY: OperationTable = {
  groupby: {
    work: "reduces",
    result: "frame",
    infer: groupbyMeta,
    lower: { as: "tree", chunk: "groupby.chunk", combine: "groupby.combine", aggregate: "groupby.aggregate", splitEvery: SPLIT_EVERY },
    prefix: params => (how(params) === "valueCounts" ? "valueCounts" : `groupby-${how(params)}`),
    label: params => (how(params) === "valueCounts" ? "valueCounts" : `groupby.${how(params)}`),
    how: (inputs, params) =>
      treeText(
        how(params) === "agg" || how(params) === "valueCounts" ? "table of groups" : `${how(params)} of each group`,
        (inputs[0] as FrameMeta).npartitions,
        (params["splitEvery"] as number | undefined) ?? SPLIT_EVERY,
      ),
  },
};

/** The index is the keys; `series` asks for the one column alone. */
function groupbyMeta(inputs: readonly Meta[], params: Params): Meta {
  const meta = inputs[0] as FrameMeta;
  const keys = params["by"] as readonly GroupKey[];
  const index: readonly ColumnMeta[] = keys.map(key => ({ name: key.name, dtype: columnOf(meta, key.column).dtype }));
  const aggs = params["aggs"] as readonly AggregationSpec[] | undefined;
  const rest = { index, npartitions: 1, divisions: null } as const;
  if (aggs === undefined) return { kind: "frame", columns: isUnknown(meta.columns) ? meta.columns : openDtype(), ...rest };
  if (params["normalize"] === true) return { kind: "series", column: { name: aggs[0]!.out, dtype: "float64" }, ...rest };
  const columns = aggs.map(spec => ({
    name: spec.out,
    dtype: aggregatedDtype(spec.how, spec.how === "size" ? { name: spec.column, dtype: "int64" } : columnOf(meta, spec.column), meta.index[0]?.dtype),
  }));
  return params["series"] === true ? { kind: "series", column: columns[0]!, ...rest } : { kind: "frame", columns, ...rest };
}

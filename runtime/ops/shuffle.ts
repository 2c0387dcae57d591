/** Rows moved to the partition of their key, and functions of whole groups, which need that. */

import { columnOf, fewerRows, openDtype, seriesOf } from "../meta/columns.ts";
import type { ColumnType } from "../meta/dtype.ts";
import { dimText, isUnknown, type Unknown } from "../meta/dim.ts";
import { type ColumnMeta, DEFAULT_INDEX, type FrameMeta, type Meta } from "../meta/meta.ts";
import { shownName } from "./frame.ts";
import type { GroupKey } from "./frame-params.ts";
import type { OperationTable, Params } from "./operation.ts";

const name = (params: Params): string => (params["name"] as string | undefined) ?? "";

export const SHUFFLE: OperationTable = {
  "frame.shuffle": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "shuffleFrame" },
    prefix: () => "shuffle",
    label: params => `shuffle ${(params["on"] as readonly string[]).map(on => JSON.stringify(shownName(on))).join(", ")}`,
    infer: (inputs, params) => {
      const meta = inputs[0] as FrameMeta;
      for (const on of params["on"] as readonly string[]) columnOf(meta, on);
      return fewerRows({ ...meta, npartitions: (params["npartitions"] as number | undefined) ?? meta.npartitions, divisions: null });
    },
    how: (inputs, params) =>
      `Every row moves to the partition of its key: ${dimText((inputs[0] as FrameMeta).npartitions)} pieces of each of ${dimText((params["npartitions"] as number | undefined) ?? (inputs[0] as FrameMeta).npartitions)} partitions.`,
  },
  "groupby.apply": {
    work: "function",
    result: "series",
    lower: { as: "blockwise", kernel: "groupby.apply" },
    prefix: () => "groupby-apply",
    label: params => `groupby.apply ${String(params["text"])}`,
    infer: groupApplyMeta,
    how: () => "The function is called once a group, with all its rows.",
  },
  "groupby.transform": {
    work: "function",
    result: "series",
    lower: { as: "blockwise", kernel: "groupby.transform" },
    prefix: () => "groupby-transform",
    label: params => `groupby.transform ${String(params["text"])}`,
    infer: (inputs, params) =>
      seriesOf(inputs[0] as FrameMeta, {
        name: (params["column"] as string | undefined) ?? name(params),
        dtype: (params["dtype"] as ColumnType | undefined) ?? openDtype(),
      }),
    how: () => "The function is called once a group, with all its rows, and gives one value for each.",
  },
};

function groupApplyMeta(inputs: readonly Meta[], params: Params): Meta {
  const meta = inputs[0] as FrameMeta;
  const index: readonly ColumnMeta[] = (params["by"] as readonly GroupKey[]).map(key => ({ name: key.name, dtype: columnOf(meta, key.column).dtype }));
  const rest = { index: index.length > 0 ? index : DEFAULT_INDEX, npartitions: meta.npartitions, divisions: null };
  const columns = params["columns"] as readonly ColumnMeta[] | Unknown | undefined;
  if (columns !== undefined && !isUnknown(columns)) return { kind: "frame", columns, ...rest };
  return { kind: "series", column: { name: name(params), dtype: (params["dtype"] as ColumnType | undefined) ?? openDtype() }, ...rest };
}

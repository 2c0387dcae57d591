/** Two frames side by side, and the cut of frames at other divisions that it may need. */

import { columnOf, fewerRows, openDtype, withGaps } from "../meta/columns.ts";
import { type ColumnType, isDType, promote } from "../meta/dtype.ts";
import { type Dim, dimText, isKnown, isUnknown, type Unknown } from "../meta/dim.ts";
import { leavesGaps, type MergeParams } from "../meta/merge.ts";
import { type ColumnMeta, DEFAULT_INDEX, type Divisions, type FrameMeta, type Label, type Meta } from "../meta/meta.ts";
import type { OperationTable, Params } from "./operation.ts";

export const MERGE: OperationTable = {
  "frame.merge": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "mergeParts" },
    prefix: () => "merge",
    label: params =>
      `merge ${(params as unknown as MergeParams).byIndex ? "by index" : (params as unknown as MergeParams).leftOn.map(name => JSON.stringify(name)).join(", ")}`,
    infer: mergeMeta,
    how: (inputs, params) =>
      `Rows of equal keys are put side by side (${(params as unknown as MergeParams).how}), partition by partition: ${dimText((inputs[0] as FrameMeta).npartitions)} with ${dimText((inputs[1] as FrameMeta).npartitions)}.`,
  },
  /** Partition i has the rows from `divisions[i]` to below `divisions[i + 1]`; the last one its end too. */
  "frame.redivide": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "redivideFrame" },
    prefix: () => "repartition",
    label: () => "repartition",
    infer: (inputs, params) => {
      const divisions = params["divisions"] as readonly Label[];
      return fewerRows({ ...(inputs[0] as FrameMeta), npartitions: divisions.length - 1, divisions });
    },
    how: (_inputs, params) => `Rows are cut at the divisions ${(params["divisions"] as readonly Label[]).slice(0, 6).map(String).join(", ")}.`,
  },
};

function mergeMeta(inputs: readonly Meta[], params: Params): FrameMeta {
  const [left, right] = inputs as readonly [FrameMeta, FrameMeta];
  const { how, leftOn, rightOn, byIndex, out } = params as unknown as MergeParams;
  const unknown = [left, right].map(meta => meta.columns).find(isUnknown);
  const columns =
    unknown ??
    out.map((column): ColumnMeta => {
      if ("key" in column) return { name: column.name, dtype: both(columnOf(left, leftOn[column.key]!).dtype, columnOf(right, rightOn[column.key]!).dtype) };
      const own = columnOf(column.side === "left" ? left : right, column.column);
      return { ...own, name: column.name, dtype: leavesGaps(how, column.side) ? withGaps(own.dtype) : own.dtype };
    });
  const [n, m] = [left.npartitions, right.npartitions];
  const npartitions: Dim = n === 1 ? m : m === 1 ? n : isKnown(n) && isKnown(m) ? Math.max(n, m) : isKnown(n) ? m : n;
  if (!byIndex) return { kind: "frame", columns, index: DEFAULT_INDEX, npartitions, divisions: null };
  return { kind: "frame", columns, index: [left.index[0]!], npartitions, divisions: spanned(left.divisions, right.divisions) };
}

const both = (a: ColumnType | Unknown, b: ColumnType | Unknown): ColumnType | Unknown =>
  isUnknown(a) || isUnknown(b) ? openDtype() : a === b ? a : isDType(a) && isDType(b) ? (promote(a, b) as ColumnType) : "object";

/** Of two frames that were cut alike, or have a partition each. */
function spanned(a: Divisions | null, b: Divisions | null): Divisions | null {
  if (a === null || b === null) return null;
  if (a.length > 2 || b.length > 2) return a.length >= b.length ? a : b;
  return [a[0]! < b[0]! ? a[0]! : b[0]!, a.at(-1)! > b.at(-1)! ? a.at(-1)! : b.at(-1)!];
}

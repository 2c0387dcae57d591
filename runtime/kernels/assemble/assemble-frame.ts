/** Partitions put together: a Table of a frame, a Column of a series. */

import type { FrameMeta, SeriesMeta } from "../../meta/meta.ts";
import { Column } from "../../values/column.ts";
import { concatSeries, concatTables } from "../../values/concat.ts";
import type { Table } from "../../values/table.ts";
import { emptyTable } from "../../values/make-table.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { ColumnType } from "../../meta/dtype.ts";

export function assembleFrame(meta: FrameMeta | SeriesMeta, blocks: readonly unknown[]): Table | Column {
  if (blocks.length === 0) return nothing(meta);
  return meta.kind === "frame" ? concatTables(blocks as Table[]) : concatSeries(blocks as Column[]);
}

function nothing(meta: FrameMeta | SeriesMeta): Table | Column {
  const known = (dtype: unknown): ColumnType => (isUnknown(dtype) ? "object" : (dtype as ColumnType));
  const columns = meta.kind === "series" ? [meta.column] : isUnknown(meta.columns) ? [] : meta.columns;
  const table = emptyTable(columns.map(({ name, dtype }) => ({ name, dtype: known(dtype) })));
  return meta.kind === "frame" ? table : (table.fields[0] ?? new Column({ dtype: "float64", length: 0, data: new Float64Array(0) }));
}

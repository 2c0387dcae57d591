/** Facts about the columns of frames and series. */

import { ColumnError } from "../errors.ts";
import type { ColumnType } from "./dtype.ts";
import { isDType } from "./dtype.ts";
import { isUnknown, type Unknown, unknown } from "./dim.ts";
import { columnBytes, type ColumnMeta, type FrameMeta, type SeriesMeta } from "./meta.ts";

/** What a row holds by name: the columns and the named levels of the index. */
export function rowColumns(meta: FrameMeta): readonly ColumnMeta[] {
  const columns = isUnknown(meta.columns) ? [] : meta.columns;
  return [...meta.index.filter(level => level.name !== "" && !columns.some(column => column.name === level.name)), ...columns];
}

/** The column of that name; of a frame whose columns are not known, one of unknown dtype. */
export function columnOf(meta: FrameMeta, name: string): ColumnMeta {
  const found = findColumn(meta, name);
  if (found !== undefined) return found;
  if (isUnknown(meta.columns)) return { name, dtype: meta.columns };
  throw new ColumnError(
    name,
    rowColumns(meta).map(column => column.name),
  );
}
export const findColumn = (meta: FrameMeta, name: string): ColumnMeta | undefined => rowColumns(meta).find(column => column.name === name);

/** For the typing of lambdas: undefined where there is no such column. */
export const dtypesOf =
  (meta: FrameMeta) =>
  (name: string): ColumnType | Unknown | undefined =>
    findColumn(meta, name)?.dtype ?? (isUnknown(meta.columns) ? meta.columns : undefined);

export function seriesOf(meta: FrameMeta | SeriesMeta, column: ColumnMeta): SeriesMeta {
  const { index, npartitions, divisions, rows } = meta;
  return { kind: "series", column, index, npartitions, divisions, ...(rows === undefined ? {} : { rows }), ...bytesFor(meta, [column]) };
}
export function frameOf(meta: FrameMeta | SeriesMeta, columns: readonly ColumnMeta[] | Unknown): FrameMeta {
  const { index, npartitions, divisions, rows } = meta;
  return {
    kind: "frame",
    columns,
    index,
    npartitions,
    divisions,
    ...(rows === undefined ? {} : { rows }),
    ...(isUnknown(columns) ? {} : bytesFor(meta, columns)),
  };
}
/** Fewer rows, nobody knows how many: the bytes stay as the upper bound. */
export function fewerRows<M extends FrameMeta | SeriesMeta>(meta: M): M {
  const { rows: _rows, ...rest } = meta;
  return rest as M;
}

function bytesFor(meta: FrameMeta | SeriesMeta, columns: readonly ColumnMeta[]): { bytes?: number } {
  if (meta.bytes === undefined) return {};
  const before = meta.kind === "series" ? [meta.column] : isUnknown(meta.columns) ? [] : meta.columns;
  const size = (list: readonly ColumnMeta[]) => list.reduce((sum, column) => sum + columnBytes(column.dtype), 0);
  const whole = size(before);
  return whole === 0 ? {} : { bytes: Math.ceil((meta.bytes * size(columns)) / whole) };
}

export const isNumeric = (dtype: ColumnType | Unknown): boolean => isUnknown(dtype) || dtype === "bigint" || isDType(dtype);
/** The dtype of a result that the analysis cannot tell. */
export const openDtype = (why = "the result of a function is not known before it runs"): Unknown => unknown(why);

/** What a column becomes when values of it go missing. */
export const withGaps = (dtype: ColumnType | Unknown): ColumnType | Unknown =>
  isUnknown(dtype) || !/int|bool/.test(dtype) || dtype === "bigint" ? dtype : dtype === "bool" ? "object" : "float64";

/** Missing values: filled, dropped, made. */

import { DTypeError } from "../../errors.ts";
import { type ColumnType, isDType, promoteScalar } from "../../meta/dtype.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { columnOf } from "../../values/make-table.ts";
import type { Room } from "../../values/room.ts";
import type { Table } from "../../values/table.ts";
import { takeRows, takeSeries } from "../../values/take.ts";
import { fromNumbers, isNumbers, numbersOf } from "./numbers.ts";

/** Missing values become `value`; a column that cannot hold it stays an error that says so. */
export function fillna(column: Column, value: unknown, room: Room): Column {
  const missing = missingTest(column);
  const number = typeof value === "number" || typeof value === "boolean" || value instanceof Date ? Number(value) : undefined;
  const done = (made: Column): Column => made.with({ levels: column.ownLevels });
  if (isNumbers(column.dtype) && number !== undefined) {
    const dtype = isDType(column.dtype) && typeof value === "number" ? (promoteScalar(column.dtype, value) as ColumnType) : column.dtype;
    const values = numbersOf(column);
    const out = room.alloc("float64", column.length) as Float64Array;
    for (let i = 0; i < out.length; i++) out[i] = missing(i) ? number : values[i]!;
    return done(fromNumbers(column.name, dtype, out, room));
  }
  if (isNumbers(column.dtype)) throw new DTypeError(`fillna: column "${column.name ?? ""}" holds ${column.dtype}, got ${JSON.stringify(value)}`);
  const read = columnReader(column);
  return done(buildColumn(column.name, column.dtype, column.length, i => (missing(i) ? value : read(i)), room));
}

/** Rows in which nothing of `subset` is missing; `how: "all"`: rows in which not everything is; `thresh`: with so many present. */
export function dropna(table: Table, { subset, how, thresh }: { subset?: readonly string[]; how?: string; thresh?: number }, room: Room): Table {
  const columns = subset === undefined ? table.fields : subset.map(name => table.find(name)!);
  const tests = columns.map(missingTest);
  const least = thresh ?? (how === "all" ? 1 : tests.length);
  const rows = new Int32Array(table.length);
  let count = 0;
  for (let i = 0; i < table.length; i++) {
    let present = 0;
    for (const missing of tests) if (!missing(i)) present++;
    if (present >= least) rows[count++] = i;
  }
  return takeRows(table, rows.subarray(0, count), room);
}

export function dropnaSeries(column: Column, room: Room): Column {
  const missing = missingTest(column);
  const rows = Int32Array.from({ length: column.length }, (_, i) => i).filter(i => !missing(i));
  return takeSeries(column, rows, room);
}

/** Keeps the value where `keep` says so, else `other`. `gaps`: what is not kept goes missing, and the dtype is one that can say so in every partition. */
export function where(column: Column, keep: (i: number) => boolean, other: (i: number) => unknown, gaps: boolean, room: Room): Column {
  const read = columnReader(column);
  const { length } = column;
  const values = Array.from({ length }, (_, i) => (keep(i) ? read(i) : other(i)));
  let { dtype } = column;
  if (gaps && /int|bool/.test(dtype) && dtype !== "bigint") dtype = dtype === "bool" ? "object" : "float64";
  else if (/int|bool/.test(dtype) && values.some(value => value === null || value === undefined || Number.isNaN(value)))
    dtype = dtype === "bool" ? "object" : "float64";
  if (/int/.test(dtype) && values.some(value => typeof value === "number" && !Number.isInteger(value))) dtype = "float64";
  return buildColumn(column.name, dtype, length, i => values[i], room).with({ levels: column.ownLevels });
}

/** Values by a mapping; others stay. */
export function replaced(column: Column, entries: readonly (readonly [from: unknown, to: unknown])[], room: Room): Column {
  const read = columnReader(column);
  const key = (value: unknown) => (value instanceof Date ? +value : Number.isNaN(value) ? null : value);
  const known = new Map(entries.map(([from, to]) => [key(from), to]));
  const values = Array.from({ length: column.length }, (_, i) => (known.has(key(read(i))) ? known.get(key(read(i))) : read(i)));
  const wide = /int|bool/.test(column.dtype) && [...known.values()].some(to => to === null || (typeof to === "number" && !Number.isInteger(to)));
  return columnOf(column.name, values, wide ? "float64" : column.dtype, room).with({ levels: column.ownLevels });
}

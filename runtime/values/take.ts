/** Rows by position, and pieces of columns. */

import { type ColumnType, type DType, isDType } from "../meta/dtype.ts";
import type { Column, Range } from "./column.ts";
import { rangeColumn } from "./column.ts";
import { wordsOf } from "./int64.ts";
import { HEAP, type Room } from "./room.ts";
import { Table } from "./table.ts";
import { isValid, sliceValidity, type Validity, validityOf } from "./validity.ts";

/** The dtype of a column's storage; objects have none. */
export function storageDtype(dtype: ColumnType): DType | null {
  if (dtype === "bigint") return "int64";
  if (dtype === "string" || dtype === "category") return "int32";
  if (dtype === "datetime" || dtype === "timedelta") return "float64";
  return isDType(dtype) ? dtype : null;
}

/** The rows at `indices`, in that order. Position -1 gives a missing value. The index goes along. */
export function takeRows<Row>(table: Table<Row>, indices: Int32Array, room: Room = HEAP): Table<Row> {
  return new Table<Row>({
    fields: table.fields.map(field => takeColumn(field, indices, room)),
    levels: table.levels.map(level => takeColumn(level, indices, room)),
    length: indices.length,
  });
}

/** The column's values at `indices`, without its index: integers with missing positions get a bitmap. */
export function takeColumn(column: Column, indices: Int32Array, room: Room = HEAP): Column {
  const { length } = indices;
  const dtype = storageDtype(column.dtype);
  const bare = { levels: null, length, range: null };
  if (dtype === null) {
    const values = column.data as unknown as readonly unknown[];
    return column.with({ ...bare, data: Array.from(indices, i => (i < 0 ? null : (values[i] ?? null))) });
  }
  const data = room.alloc(dtype, length);
  if (column.range !== null) gatherRange(column.range, wordsOf(data), indices);
  else if (data.BYTES_PER_ELEMENT === 8 && dtype !== "float64") gatherWords(wordsOf(column.data), wordsOf(data), indices);
  else if (data instanceof Float64Array) gatherDoubles(column.data as Float64Array, data, indices);
  else if (data instanceof Int32Array) gatherInts(column.data as Int32Array, data, indices, dtype === "int32" && column.dictionary === null ? 0 : -1);
  else gather(column.data as Float32Array, data as Float32Array, indices, dtype === "float32" ? Number.NaN : 0);
  const { validity } = column;
  const bits = dtype === "float64" || dtype === "float32";
  const validities = validity === null && (bits || !indices.includes(-1)) ? null : gatheredValidity(validity, indices, room);
  return column.with({ ...bare, data, validity: validities });
}

const gatheredValidity = (validity: Validity, indices: Int32Array, room: Room): Validity =>
  validityOf(indices.length, k => indices[k]! >= 0 && isValid(validity, indices[k]!), room);

// One loop a kind of storage: a loop that has seen several is slow for all of them.

function gatherRange({ start, step }: Range, to: Int32Array, indices: Int32Array): void {
  for (let k = 0; k < indices.length; k++) {
    const value = start + indices[k]! * step;
    to[2 * k] = value;
    to[2 * k + 1] = Math.floor(value / 4_294_967_296);
  }
}
function gatherWords(from: Int32Array, to: Int32Array, indices: Int32Array): void {
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k]!;
    to[2 * k] = i < 0 ? 0 : from[2 * i]!;
    to[2 * k + 1] = i < 0 ? 0 : from[2 * i + 1]!;
  }
}
function gatherDoubles(from: Float64Array, to: Float64Array, indices: Int32Array): void {
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k]!;
    to[k] = i < 0 ? Number.NaN : from[i]!;
  }
}
function gatherInts(from: Int32Array, to: Int32Array, indices: Int32Array, missing: number): void {
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k]!;
    to[k] = i < 0 ? missing : from[i]!;
  }
}
/** Of the other kinds, which are rarer. */
function gather(from: Float32Array, to: Float32Array, indices: Int32Array, missing: number): void {
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k]!;
    to[k] = i < 0 ? missing : from[i]!;
  }
}

/** Rows `start` to `stop` (exclusive) as views of the same storage. */
export function sliceTable<Row>(table: Table<Row>, start: number, stop: number = table.length): Table<Row> {
  const from = Math.min(Math.max(0, start), table.length);
  const to = Math.min(Math.max(from, stop), table.length);
  if (from === 0 && to === table.length) return table;
  return new Table<Row>({
    fields: table.fields.map(field => sliceColumn(field, from, to)),
    levels: from === 0 && table.ownLevels === null ? null : table.levels.map(level => sliceColumn(level, from, to)),
    length: to - from,
  });
}

export function sliceColumn(column: Column, start: number, stop: number): Column {
  const length = stop - start;
  if (column.range !== null) return rangeColumn(length, column.range.start + start * column.range.step, column.range.step, column.name);
  const data = column.dtype === "object" ? (column.data as unknown as unknown[]).slice(start, stop) : (column.data as Float64Array).subarray(start, stop);
  return column.with({ length, data, validity: sliceValidity(column.validity, start, stop), levels: null });
}

/** A part of a column with the matching part of its index. */
export const sliceSeries = (column: Column, start: number, stop: number = column.length): Column =>
  sliceColumn(column, start, stop).with({
    levels: start === 0 && column.ownLevels === null ? null : column.levels.map(level => sliceColumn(level, start, stop)),
  });
export const takeSeries = (column: Column, indices: Int32Array, room: Room = HEAP): Column =>
  takeColumn(column, indices, room).with({ levels: column.levels.map(level => takeColumn(level, indices, room)) });

/** The positions at which a boolean column holds; missing is false. */
export function positionsWhere(mask: Column): Int32Array {
  const flags = mask.data as Uint8Array;
  const { length, validity } = mask;
  const positions = new Int32Array(length);
  let count = 0;
  if (validity === null) {
    for (let i = 0; i < length; i++) {
      positions[count] = i;
      count += flags[i]! & 1;
    }
  } else {
    for (let i = 0; i < length; i++) if (flags[i] !== 0 && isValid(validity, i)) positions[count++] = i;
  }
  return positions.subarray(0, count);
}

/** One column in, one column out: sign, rounding, bounds, membership. */

import { DTypeError } from "../../errors.ts";
import { type ColumnType, isDType, promoteScalar } from "../../meta/dtype.ts";
import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import type { Room } from "../../values/room.ts";
import { flags } from "./elementwise.ts";
import { flagsColumn, fromNumbers, numbersOf } from "./numbers.ts";

function mapNumbers(column: Column, room: Room, f: (value: number) => number, dtype: ColumnType = column.dtype === "bool" ? "int64" : column.dtype): Column {
  const values = numbersOf(column);
  const out = room.alloc("float64", values.length) as Float64Array;
  for (let i = 0; i < values.length; i++) out[i] = f(values[i]!);
  return fromNumbers(column.name, dtype, out, room).with({ levels: column.ownLevels });
}

export const neg = (column: Column, room: Room): Column => mapNumbers(column, room, value => 0 - value);
export function abs(column: Column, room: Room): Column {
  const values = numbersOf(column);
  const out = room.alloc("float64", values.length) as Float64Array;
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(values[i]!);
  return fromNumbers(column.name, column.dtype === "bool" ? "int64" : column.dtype, out, room).with({ levels: column.ownLevels });
}

/** Halves go to the even neighbour, as in NumPy. */
export function round(column: Column, decimals: number, room: Room): Column {
  if (/int|bool/.test(column.dtype) && decimals >= 0) return column;
  const factor = 10 ** Math.abs(decimals);
  return mapNumbers(
    column,
    room,
    decimals >= 0 ? value => (Math.abs(value) < 4e15 ? even(value * factor) / factor : value) : value => even(value / factor) * factor,
  );
}
function even(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

export function clip(column: Column, min: number | null, max: number | null, room: Room): Column {
  let { dtype } = column;
  for (const bound of [min, max]) if (bound !== null && isDType(dtype)) dtype = promoteScalar(dtype, bound) as ColumnType;
  return mapNumbers(column, room, value => (min !== null && value < min ? min : max !== null && value > max ? max : value), dtype);
}

export function not(column: Column, room: Room): Column {
  const flag = flags(column);
  const out = room.alloc("bool", column.length) as Uint8Array;
  for (let i = 0; i < out.length; i++) out[i] = 1 - flag(i);
  return flagsColumn(column.name, out).with({ levels: column.ownLevels });
}

/** Texts by dictionary entry, everything else by value; missing is in no list but one with null. */
export function isin(column: Column, values: readonly unknown[], room: Room): Column {
  const out = room.alloc("bool", column.length) as Uint8Array;
  const wanted = new Set(values.map(value => (value instanceof Date ? +value : typeof value === "bigint" ? Number(value) : value)));
  const missing = wanted.has(null) || wanted.has(Number.NaN) ? 1 : 0;
  if (column.dictionary !== null) {
    const hit = Uint8Array.from(column.dictionary, text => (wanted.has(text) ? 1 : 0));
    const codes = column.data as Int32Array;
    for (let i = 0; i < out.length; i++) out[i] = codes[i]! < 0 ? missing : hit[codes[i]!]!;
  } else if (column.dtype === "object") {
    const read = columnReader(column);
    for (let i = 0; i < out.length; i++) out[i] = wanted.has(read(i)) ? 1 : 0;
  } else {
    const numbers = numbersOf(column);
    const bool = column.dtype === "bool";
    for (let i = 0; i < out.length; i++) out[i] = Number.isNaN(numbers[i]!) ? missing : wanted.has(bool ? numbers[i] === 1 : numbers[i]!) ? 1 : 0;
  }
  return flagsColumn(column.name, out).with({ levels: column.ownLevels });
}

export function isna(column: Column, room: Room, present = false): Column {
  const gone = missingTest(column);
  const out = room.alloc("bool", column.length) as Uint8Array;
  for (let i = 0; i < out.length; i++) out[i] = gone(i) === present ? 0 : 1;
  return flagsColumn(column.name, out).with({ levels: column.ownLevels });
}

const UNITS: Readonly<Record<string, number>> = { d: 864e5, h: 36e5, m: 6e4, s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 };
export function toTimedelta(column: Column, unit: string, room: Room): Column {
  const factor = UNITS[unit];
  if (factor === undefined) throw new DTypeError(`toTimedelta: expected one of ${Object.keys(UNITS).join(", ")} as unit, got ${JSON.stringify(unit)}`);
  return mapNumbers(column, room, value => value * factor, "timedelta");
}

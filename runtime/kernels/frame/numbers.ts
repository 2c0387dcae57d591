/** Columns of numbers, booleans and times as doubles, NaN where missing, and back. Integers beyond 2^53 are rounded here: callers look for `large`. */

import { DTypeError } from "../../errors.ts";
import { type ColumnType, isDType } from "../../meta/dtype.ts";
import { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import { HEAP, type Room } from "../../values/room.ts";
import { allValid, clearBit, isValid, type Validity } from "../../values/validity.ts";

const TWO_32 = 4_294_967_296;
const SAFE = Number.MAX_SAFE_INTEGER;

export const isNumbers = (dtype: ColumnType): boolean => isDType(dtype) || dtype === "bigint" || dtype === "datetime" || dtype === "timedelta";
export const isFloat = (dtype: ColumnType): boolean => dtype === "float64" || dtype === "float32";

/** As doubles; the storage itself where that is what it holds. Not to be written into. */
export function numbersOf(column: Column): Float64Array {
  const { dtype, length, validity, range } = column;
  if ((dtype === "float64" || dtype === "datetime" || dtype === "timedelta") && validity === null) return column.data as Float64Array;
  if (!isNumbers(dtype)) {
    if (dtype !== "object") throw new DTypeError(`column "${column.name ?? ""}": expected numbers, got ${dtype}`);
    const values = column.data as unknown as readonly unknown[];
    return Float64Array.from({ length }, (_, i) => (values[i] === null || values[i] === undefined ? Number.NaN : Number(values[i])));
  }
  const out = new Float64Array(length);
  if (range !== null) for (let i = 0; i < length; i++) out[i] = range.start + i * range.step;
  else if (dtype === "int64" || dtype === "bigint") {
    const words = wordsOf(column.data);
    for (let i = 0; i < length; i++) {
      const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
      out[i] = high === low >> 31 ? low : high * TWO_32 + (low >>> 0);
    }
  } else if (dtype === "uint64") {
    const words = wordsOf(column.data);
    for (let i = 0; i < length; i++) out[i] = (words[2 * i + 1]! >>> 0) * TWO_32 + (words[2 * i]! >>> 0);
  } else {
    const data = column.data as Float64Array;
    for (let i = 0; i < length; i++) out[i] = data[i]!;
  }
  if (validity !== null) for (let i = 0; i < length; i++) if (!isValid(validity, i)) out[i] = Number.NaN;
  return out;
}

/** A column of `dtype` from doubles; NaN is missing where the dtype has no NaN. `values` may become its storage. */
export function fromNumbers(name: string | null, dtype: ColumnType, values: Float64Array, room: Room = HEAP): Column {
  const { length } = values;
  if (dtype === "float64" || dtype === "datetime" || dtype === "timedelta") return new Column({ name, dtype, length, data: values });
  if (!isDType(dtype) && dtype !== "bigint") throw new DTypeError(`column "${name ?? ""}": no ${dtype} from numbers`);
  const data = room.alloc(dtype === "bigint" ? "int64" : dtype, length);
  if (dtype === "float32") {
    (data as Float32Array).set(values);
    return new Column({ name, dtype, length, data });
  }
  let validity: Validity = null;
  const missing = (i: number) => clearBit((validity ??= allValid(length, room)), i);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const words = wordsOf(data);
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (value === value) {
        words[2 * i] = value;
        words[2 * i + 1] = Math.floor(value / TWO_32);
      } else {
        words[2 * i] = words[2 * i + 1] = 0;
        missing(i);
      }
    }
  } else {
    const out = data as Int32Array;
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (value === value) out[i] = value;
      else {
        out[i] = 0;
        missing(i);
      }
    }
  }
  return new Column({ name, dtype, length, data, validity });
}

/** Whether any value is beyond the whole numbers a double holds exactly. */
export function large(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! > SAFE || values[i]! < -SAFE) return true;
  return false;
}

export function flagsColumn(name: string | null, flags: Uint8Array, validity: Validity = null): Column {
  return new Column({ name, dtype: "bool", length: flags.length, data: flags, validity });
}

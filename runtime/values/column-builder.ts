/** Columns from JavaScript values of a known dtype. */

import { DTypeError } from "../errors.ts";
import { type ColumnType, isDType } from "../meta/dtype.ts";
import { Column } from "./column.ts";
import type { Dictionary } from "./dictionary.ts";
import { DictionaryBuilder } from "./dictionary-builder.ts";
import { writeInt64, wordsOf } from "./int64.ts";
import { HEAP, type Room } from "./room.ts";
import { Timedelta } from "./timedelta.ts";
import { allValid, clearBit, type Validity } from "./validity.ts";

const absent = (value: unknown): boolean => value === null || value === undefined;

/** A column of values read by `at(i)`. null and undefined are missing; NaN is too where the dtype has no NaN. */
export function buildColumn(name: string | null, dtype: ColumnType, length: number, at: (i: number) => unknown, room: Room = HEAP): Column {
  const wrong = (value: unknown, i: number): never => {
    throw new DTypeError(`row ${i} of column "${name ?? ""}": expected ${dtype}, got ${show(value)}`);
  };
  switch (dtype) {
    case "string":
    case "category": {
      const builder = new DictionaryBuilder();
      const codes = room.alloc("int32", length) as Int32Array;
      for (let i = 0; i < length; i++) {
        const value = at(i);
        codes[i] = absent(value) || Number.isNaN(value) ? -1 : builder.addText(typeof value === "string" ? value : String(value));
      }
      return codesColumn(name, codes, builder.build(room), { dtype, room });
    }
    case "object": {
      return new Column({ name, dtype, length, data: Array.from({ length }, (_, i) => at(i) ?? null) });
    }
    case "datetime":
    case "timedelta": {
      const data = room.alloc("float64", length) as Float64Array;
      for (let i = 0; i < length; i++) {
        const value = at(i);
        data[i] = absent(value)
          ? Number.NaN
          : value instanceof Date || value instanceof Timedelta || typeof value === "number"
            ? +value
            : typeof value === "string" && dtype === "datetime"
              ? Date.parse(value)
              : wrong(value, i);
      }
      return new Column({ name, dtype, length, data });
    }
    case "float32":
    case "float64": {
      const data = room.alloc(dtype, length) as Float64Array;
      for (let i = 0; i < length; i++) {
        const value = at(i);
        data[i] = absent(value)
          ? Number.NaN
          : typeof value === "number"
            ? value
            : typeof value === "bigint" || typeof value === "boolean"
              ? Number(value)
              : wrong(value, i);
      }
      return new Column({ name, dtype, length, data });
    }
    default:
      return integers(name, dtype, length, at, room, wrong);
  }
}

function integers(
  name: string | null,
  dtype: ColumnType,
  length: number,
  at: (i: number) => unknown,
  room: Room,
  wrong: (value: unknown, i: number) => never,
): Column {
  const data = room.alloc(dtype === "bigint" ? "int64" : isDType(dtype) ? dtype : "int64", length);
  const wide = data instanceof BigInt64Array || data instanceof BigUint64Array ? data : undefined;
  const words = wordsOf(data);
  let validity: Validity = null;
  for (let i = 0; i < length; i++) {
    const value = at(i);
    if (absent(value) || Number.isNaN(value)) {
      clearBit((validity ??= allValid(length, room)), i);
      if (wide !== undefined) wide[i] = 0n;
      else (data as Int32Array)[i] = 0;
    } else if (wide !== undefined) {
      if (typeof value === "bigint") wide[i] = value;
      else if (Number.isSafeInteger(value)) writeInt64(words, i, value as number);
      else if (typeof value === "boolean") wide[i] = value ? 1n : 0n;
      else wrong(value, i);
    } else if (dtype === "bool") {
      (data as Uint8Array)[i] = typeof value === "boolean" || typeof value === "number" ? (value ? 1 : 0) : wrong(value, i);
    } else {
      (data as Int32Array)[i] = typeof value === "number" || typeof value === "boolean" ? Number(value) : wrong(value, i);
    }
  }
  return new Column({ name, dtype, length, data, validity });
}

/** A string or category column of codes: -1 is missing, and the bitmap says so too. */
export function codesColumn(
  name: string | null,
  codes: Int32Array,
  dictionary: Dictionary,
  { dtype = "string", ordered = false, room = HEAP }: { dtype?: "string" | "category"; ordered?: boolean; room?: Room } = {},
): Column {
  let validity: Validity = null;
  if (codes.includes(-1)) for (let i = 0; i < codes.length; i++) if (codes[i]! < 0) clearBit((validity ??= allValid(codes.length, room)), i);
  return new Column({ name, dtype, length: codes.length, data: codes, validity, dictionary, ordered });
}

const show = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : typeof value === "object" ? (value?.constructor?.name ?? "null") : String(value);

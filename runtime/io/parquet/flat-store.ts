/** Typed storage that pages are decoded into: present values first, one after another, then spread over the rows. */

import type { SchemaElement } from "hyparquet";
import { Column } from "../../values/column.ts";
import { codesColumn } from "../../values/column-builder.ts";
import { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import { wordsOf } from "../../values/int64.ts";
import type { Room } from "../../values/room.ts";
import { storageDtype } from "../../values/take.ts";
import { allValid, clearBit, type Validity } from "../../values/validity.ts";
import type { Cursor } from "./page-header.ts";
import type { ParquetColumn } from "./schema.ts";
import { type Entries, readIndexed } from "./unpack.ts";

export interface FlatStore {
  /** A dictionary page of `count` plain values. */
  dictionary(bytes: Uint8Array, count: number): void;
  /** `count` plain values from `at` on. */
  plain(bytes: Uint8Array, at: number, count: number): void;
  /** `count` values by their places in the dictionary, of `width` bits each, at the cursor. */
  indexed(page: Uint8Array, cursor: Cursor, width: number, count: number): void;
  flags(values: Uint8Array, count: number): void;
  /** The `present` values just stored take their places among `rows` rows: those whose level is 1. */
  spread(levels: Uint8Array, rows: number, present: number): void;
  finish(): Column;
}

export function flatStore(column: ParquetColumn, element: SchemaElement, rows: number, room: Room): FlatStore | undefined {
  const { type } = element;
  if (column.dtype === "string" || column.dtype === "category") return type === "BYTE_ARRAY" ? texts(column, rows, room) : undefined;
  if (element.converted_type === "DECIMAL" || storageDtype(column.dtype) === null) return undefined;
  if (type === "BOOLEAN") return column.dtype === "bool" ? numbers(column, rows, room, "bool", plainFlags) : undefined;
  const time = column.dtype === "datetime" || column.dtype === "timedelta";
  const convert = time ? timesOf(column, element) : undefined;
  if (time && convert === undefined) return undefined;
  switch (type) {
    case "INT32":
    case "INT64":
    case "FLOAT":
    case "DOUBLE":
      return numbers(column, rows, room, convert === undefined ? type : "time", convert ?? (type === "INT64" ? plainWords : plainNumbers(type)));
    default:
      return undefined;
  }
}

/** Puts `count` plain values into the storage at `to`. */
type Plain = (bytes: Uint8Array, at: number, count: number, data: Storage, to: number) => void;
type Storage = Float64Array | Int32Array | Uint8Array | BigInt64Array;

const plainFlags: Plain = (bytes, at, count, data, to) => {
  for (let i = 0; i < count; i++) (data as Uint8Array)[to + i] = (bytes[at + (i >> 3)]! >> (i & 7)) & 1;
};
const plainWords: Plain = (bytes, at, count, data, to) => {
  new Uint8Array(data.buffer, data.byteOffset + to * 8, count * 8).set(bytes.subarray(at, at + count * 8));
};
const plainNumbers =
  (type: "INT32" | "FLOAT" | "DOUBLE"): Plain =>
  (bytes, at, count, data, to) => {
    const size = type === "DOUBLE" ? 8 : 4;
    const own = bytes.slice(at, at + count * size);
    const values =
      type === "INT32"
        ? new Int32Array(own.buffer, 0, count)
        : type === "FLOAT"
          ? new Float32Array(own.buffer, 0, count)
          : new Float64Array(own.buffer, 0, count);
    (data as Float64Array).set(values, to);
  };

const TWO_32 = 4_294_967_296;

/** Dates and durations as milliseconds; undefined for forms that are rare. */
function timesOf(column: ParquetColumn, { type, converted_type: converted, logical_type: logical }: SchemaElement): Plain | undefined {
  if (type !== "INT32" && type !== "INT64") return undefined;
  const unit =
    logical?.type === "TIMESTAMP" || logical?.type === "TIME"
      ? logical.unit
      : /_MILLIS$/.test(converted ?? "")
        ? "MILLIS"
        : /_MICROS$/.test(converted ?? "")
          ? "MICROS"
          : undefined;
  const day = converted === "DATE" || logical?.type === "DATE";
  if (!day && unit === undefined && column.unit === undefined) return undefined;
  return (bytes, at, count, data, to) => {
    const own = bytes.slice(at, at + count * (type === "INT32" ? 4 : 8));
    const words = new Int32Array(own.buffer, 0, own.length >> 2);
    for (let i = 0; i < count; i++) {
      const value = type === "INT32" ? words[i]! : words[2 * i + 1]! * TWO_32 + (words[2 * i]! >>> 0);
      // Nanoseconds are beyond what a double holds exactly: to microseconds first.
      (data as Float64Array)[to + i] = day
        ? value * 86_400_000
        : unit === "MICROS"
          ? value / 1000
          : unit === "NANOS"
            ? Math.round(value / 1000) / 1000
            : value * (column.unit ?? 1);
    }
  };
}

function numbers(column: ParquetColumn, rows: number, room: Room, physical: string, plain: Plain): FlatStore {
  const { name, dtype } = column;
  const stored = storageDtype(dtype)!;
  const data = room.alloc(stored, rows) as Storage;
  const wide = stored === "int64" || stored === "uint64";
  // Eight-byte integers come from eight-byte values; others are widened one by one.
  const words = wordsOf(data);
  const floats = stored === "float64" || stored === "float32";
  let entries: Storage = data.subarray(0, 0);
  let validity: Validity = null;
  let at = 0;
  const put: Plain = wide && physical === "INT32" ? widened : !wide && physical === "INT64" ? narrowed : plain;
  return {
    dictionary(bytes, count) {
      entries = new (data.constructor as new (length: number) => Storage)(count);
      put(bytes, 0, count, entries, 0);
    },
    plain: (bytes, from, count) => put(bytes, from, count, data, at),
    indexed(page, cursor, width, count) {
      if (data.BYTES_PER_ELEMENT >= 4) return readIndexed(page, cursor, width, entries as Entries, entries.length, data as Entries, at, count);
      const indices = new Int32Array(count);
      readIndexed(page, cursor, width, null, entries.length, indices, 0, count);
      for (let i = 0; i < count; i++) data[at + i] = entries[indices[i]!]!;
    },
    flags(values, count) {
      for (let i = 0; i < count; i++) (data as Uint8Array)[at + i] = values[i]!;
    },
    spread(levels, n, present) {
      if (present < n) {
        for (let i = n - 1, k = present; i >= 0; i--) {
          if (levels[i] === 1) {
            k--;
            if (wide) {
              words[2 * (at + i)] = words[2 * (at + k)]!;
              words[2 * (at + i) + 1] = words[2 * (at + k) + 1]!;
            } else (data as Float64Array)[at + i] = (data as Float64Array)[at + k]!;
          } else if (floats) (data as Float64Array)[at + i] = Number.NaN;
          else {
            clearBit((validity ??= allValid(rows, room)), at + i);
            if (wide) words[2 * (at + i)] = words[2 * (at + i) + 1] = 0;
            else (data as Uint8Array)[at + i] = 0;
          }
        }
      }
      at += n;
    },
    finish: () => new Column({ name, dtype, length: at, data, validity }),
  };
}

const widened: Plain = (bytes, at, count, data, to) => {
  const from = new Int32Array(bytes.slice(at, at + count * 4).buffer, 0, count);
  const words = wordsOf(data);
  for (let i = 0; i < count; i++) {
    words[2 * (to + i)] = from[i]!;
    words[2 * (to + i) + 1] = from[i]! >> 31;
  }
};
const narrowed: Plain = (bytes, at, count, data, to) => {
  const words = new Int32Array(bytes.slice(at, at + count * 8).buffer, 0, count * 2);
  for (let i = 0; i < count; i++) (data as Float64Array)[to + i] = words[2 * i + 1]! * TWO_32 + (words[2 * i]! >>> 0);
};

function texts(column: ParquetColumn, rows: number, room: Room): FlatStore {
  const builder = new DictionaryBuilder();
  const codes = room.alloc("int32", rows) as Int32Array;
  let entries = new Int32Array(0);
  /** The page's own indices are the codes: so it is with the first dictionary of a column. */
  let same = true;
  let at = 0;
  const put = (bytes: Uint8Array, from: number, count: number, into: Int32Array, to: number): void => {
    for (let i = 0; i < count; i++) {
      const size = bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24);
      from += 4;
      if (size < 0 || from + size > bytes.length) throw new RangeError("a page of text is cut short");
      into[to + i] = builder.add(bytes, from, from + size);
      from += size;
    }
  };
  return {
    dictionary(bytes, count) {
      entries = new Int32Array(count);
      put(bytes, 0, count, entries, 0);
      same = entries.every((code, i) => code === i);
    },
    plain: (bytes, from, count) => put(bytes, from, count, codes, at),
    indexed: (page, cursor, width, count) => readIndexed(page, cursor, width, same ? null : entries, entries.length, codes, at, count),
    flags() {
      throw new RangeError("text has no flags");
    },
    spread(levels, n, present) {
      if (present < n) for (let i = n - 1, k = present; i >= 0; i--) codes[at + i] = levels[i] === 1 ? codes[at + --k]! : -1;
      at += n;
    },
    finish: () => codesColumn(column.name, codes, builder.build(room), { dtype: column.dtype as "string", room }),
  };
}

/** Decoded pages of one column put into typed storage. */

import type { ParquetParsers } from "hyparquet";
import { Column } from "../../values/column.ts";
import { codesColumn } from "../../values/column-builder.ts";
import { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import { writeInt64, wordsOf } from "../../values/int64.ts";
import type { Room } from "../../values/room.ts";
import { storageDtype } from "../../values/take.ts";
import { allValid, clearBit, type Validity } from "../../values/validity.ts";
import type { ParquetColumn } from "./schema.ts";

export interface Assembler {
  /** How stored values are made: dates as milliseconds, texts as codes, without a JavaScript object a value. */
  readonly parsers: Partial<ParquetParsers>;
  add(values: ArrayLike<unknown>): void;
  finish(): Column;
}

export function assemblerFor(column: ParquetColumn, rows: number, room: Room): Assembler {
  const { name, dtype } = column;
  if (dtype === "string" || dtype === "category") return texts(name, dtype, rows, room);
  const stored = storageDtype(dtype);
  if (stored === null) return objects(name);
  const data = room.alloc(stored, rows);
  const words = wordsOf(data);
  const wide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  const floats = stored === "float64" || stored === "float32";
  const unit = column.unit ?? 1;
  let validity: Validity = null;
  let at = 0;
  const missing = (): void => {
    if (floats) (data as Float64Array)[at] = Number.NaN;
    else {
      clearBit((validity ??= allValid(rows, room)), at);
      if (wide) words[2 * at] = words[2 * at + 1] = 0;
      else (data as Uint8Array)[at] = 0;
    }
  };
  return {
    parsers: DATES,
    add(values) {
      if (values.constructor === data.constructor && unit === 1) {
        data.set(values as never, at);
        at += values.length;
        return;
      }
      for (let i = 0; i < values.length; i++, at++) {
        const value = values[i];
        if (value === null || value === undefined) missing();
        else if (!wide) (data as Float64Array)[at] = Number(value) * unit;
        else if (typeof value === "bigint") (data as BigInt64Array)[at] = value;
        else writeInt64(words, at, Number(value));
      }
    },
    finish: () => new Column({ name, dtype, length: at, data: at === rows ? data : data.subarray(0, at), validity }),
  };
}

const DATES: Partial<ParquetParsers> = {
  timestampFromMilliseconds: value => Number(value),
  timestampFromMicroseconds: value => Number(value) / 1000,
  timestampFromNanoseconds: value => Number(value) / 1e6,
  dateFromDays: value => value * 86_400_000,
};

function texts(name: string, dtype: "string" | "category", rows: number, room: Room): Assembler {
  const builder = new DictionaryBuilder();
  const codes = room.alloc("int32", rows) as Int32Array;
  let at = 0;
  return {
    parsers: { stringFromBytes: bytes => (bytes === undefined || bytes === null ? undefined : builder.add(bytes, 0, bytes.length)) },
    add(values) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        codes[at++] = typeof value === "number" ? value : typeof value === "string" ? builder.addText(value) : -1;
      }
    },
    finish: () => codesColumn(name, codes.subarray(0, at), builder.build(room), { dtype, room }),
  };
}

function objects(name: string): Assembler {
  const all: unknown[] = [];
  return {
    parsers: {},
    add(values) {
      for (let i = 0; i < values.length; i++) all.push(values[i] ?? null);
    },
    finish: () => new Column({ name, dtype: "object", length: all.length, data: all }),
  };
}

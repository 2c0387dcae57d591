/** Where the values of one column go, batch by batch. */

import { codesColumn } from "../../values/column-builder.ts";
import { Column } from "../../values/column.ts";
import { Dictionary } from "../../values/dictionary.ts";
import { DictionaryBuilder } from "../../values/dictionary-builder.ts";
import type { Room } from "../../values/room.ts";
import { allValid, clearBit } from "../../values/validity.ts";
import { ShortTexts } from "./columns.ts";
import { dateOf, daysFromCivil, validDay } from "./dates.ts";
import { Growing } from "./growing.ts";
import { FALSE, TRUE } from "./infer.ts";
import { numbers } from "./number-sink.ts";
import { slowFloat } from "./numbers.ts";
import type { CsvColumn } from "./params.ts";
import { fieldText, type Tokens, unquote } from "./tokenize.ts";

export interface Sink {
  readonly column: CsvColumn;
  /** Takes the column's field of every record; gives the first row that has no such value, or -1. */
  take(bytes: Uint8Array, tokens: Tokens, stride: number): number;
  finish(): Column;
}

/** `rows` is a guess of how many will come. */
export function sinkFor(column: CsvColumn, missing: ReadonlySet<string>, rows: number, room: Room): Sink {
  switch (column.dtype) {
    case "string":
    case "category":
    case "object":
      return texts(column, missing, rows, room);
    case "bool":
      return bools(column, missing, rows, room);
    case "datetime":
      return column.from.length > 1 ? joinedDates(column, missing, rows, room) : numbers(column, missing, rows, room);
    default:
      return numbers(column, missing, rows, room);
  }
}

function bools(column: CsvColumn, missing: ReadonlySet<string>, rows: number, room: Room): Sink {
  const into = new Growing("bool", rows, room);
  const gaps: number[] = [];
  const field = column.from[0]!;
  return {
    column,
    take(bytes, { positions, rows: n }, stride) {
      into.reserve(n);
      const data = into.data as Uint8Array;
      for (let r = 0, p = field; r < n; r++, p += stride) {
        const start = positions[p]! + 1;
        const end = positions[p + 1]!;
        const first = bytes[start]! - 48;
        if (end - start === 1 && first >>> 0 <= 1) {
          data[into.length + r] = first;
          continue;
        }
        const text = fieldText(bytes, start, end);
        if (missing.has(text)) gaps.push(into.length + r);
        else if (!TRUE.has(text) && !FALSE.has(text)) {
          const number = slowFloat(text, missing);
          if (number !== 0 && number !== 1) return r;
          data[into.length + r] = number;
          continue;
        }
        data[into.length + r] = TRUE.has(text) ? 1 : 0;
      }
      into.length += n;
      return -1;
    },
    finish() {
      const validity = gaps.length === 0 ? null : allValid(into.length, room);
      for (const i of gaps) clearBit(validity!, i);
      return new Column({ name: column.name, dtype: "bool", length: into.length, data: into.cut(), validity });
    },
  };
}

function texts(column: CsvColumn, missing: ReadonlySet<string>, rows: number, room: Room): Sink {
  const into = new Growing("int32", rows, room);
  const builder = new DictionaryBuilder();
  const short = new ShortTexts(builder);
  const field = column.from[0]!;
  const emptyIsMissing = missing.has("");
  let scratch = new Uint8Array(256);
  return {
    column,
    take(bytes, tokens, stride) {
      const { positions, rows: n, quoted } = tokens;
      into.reserve(n);
      const codes = into.data as Int32Array;
      const base = into.length;
      const empty = emptyIsMissing ? -1 : builder.add(bytes, 0, 0);
      if (!quoted) short.take(bytes, tokens, stride, field, codes, base, empty);
      else {
        for (let r = 0, p = field; r < n; r++, p += stride) {
          const start = positions[p]! + 1;
          const end = positions[p + 1]!;
          if (end <= start) codes[base + r] = empty;
          else if (bytes[start] !== QUOTE) codes[base + r] = builder.add(bytes, start, end);
          else {
            if (end - start > scratch.length) scratch = new Uint8Array(2 * (end - start));
            const length = unquote(bytes, start, end, scratch);
            codes[base + r] = length === 0 ? empty : builder.add(scratch, 0, length);
          }
        }
      }
      into.length += n;
      return -1;
    },
    finish() {
      const dictionary = withoutMissing(builder.build(room), missing, into.cut() as Int32Array, room);
      const dtype = column.dtype === "category" ? "category" : "string";
      return codesColumn(column.name, into.cut() as Int32Array, dictionary, { dtype, room });
    },
  };
}

const QUOTE = 34;

/** Takes the texts that mean "missing" out of a dictionary and makes their codes -1. */
function withoutMissing(dictionary: Dictionary, missing: ReadonlySet<string>, codes: Int32Array, room: Room): Dictionary {
  let longest = 0;
  for (const text of missing) longest = Math.max(longest, text.length * 3);
  const map = new Int32Array(dictionary.length);
  let kept = 0;
  for (let code = 0; code < map.length; code++) {
    const size = dictionary.offsets[code + 1]! - dictionary.offsets[code]!;
    map[code] = size <= longest && missing.has(dictionary.at(code)) ? -1 : kept++;
  }
  if (kept === map.length) return dictionary;
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = map[codes[i]!]!;
  const offsets = room.alloc("int32", kept + 1) as Int32Array;
  const bytes = room.bytes(dictionary.bytes.length);
  offsets[0] = 0;
  for (let code = 0; code < map.length; code++) {
    const to = map[code]!;
    if (to < 0) continue;
    bytes.set(dictionary.bytes.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]), offsets[to]);
    offsets[to + 1] = offsets[to]! + dictionary.offsets[code + 1]! - dictionary.offsets[code]!;
  }
  return new Dictionary(offsets, bytes.subarray(0, offsets[kept]));
}

/** A date from several fields: year, month and day as whole numbers, or their texts with spaces between. */
function joinedDates(column: CsvColumn, missing: ReadonlySet<string>, rows: number, room: Room): Sink {
  const into = new Growing("float64", rows, room);
  const { from } = column;
  return {
    column,
    take(bytes, { positions, rows: n }, stride) {
      into.reserve(n);
      const times = into.data as Float64Array;
      for (let r = 0; r < n; r++) {
        const base = r * stride;
        const day = from.length === 3 ? civil(bytes, positions, base, from) : Number.NaN;
        if (day === day) {
          times[into.length + r] = day;
          continue;
        }
        const parts = from.map(field => fieldText(bytes, positions[base + field]! + 1, positions[base + field + 1]!).trim());
        const date = parts.some(part => missing.has(part)) ? Number.NaN : dateOf(parts.join(" ").replace(/^(\d{4}) (\d{1,2}) (\d{1,2})/, "$1-$2-$3"), missing);
        if (date === null) return r;
        times[into.length + r] = date;
      }
      into.length += n;
      return -1;
    },
    finish: () => new Column({ name: column.name, dtype: "datetime", length: into.length, data: into.cut() }),
  };
}

function civil(bytes: Uint8Array, positions: Int32Array, base: number, from: readonly number[]): number {
  const year = whole(bytes, positions[base + from[0]!]! + 1, positions[base + from[0]! + 1]!);
  const month = whole(bytes, positions[base + from[1]!]! + 1, positions[base + from[1]! + 1]!);
  const day = whole(bytes, positions[base + from[2]!]! + 1, positions[base + from[2]! + 1]!);
  return year > 999 && validDay(year, month, day) ? daysFromCivil(year, month, day) * 86_400_000 : Number.NaN;
}

/** At most four digits, or -1. */
function whole(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 4) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit >>> 0 > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

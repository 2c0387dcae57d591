/** A column of numbers or dates, batch by batch. */

import type { DType } from "../../meta/dtype.ts";
import { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import type { Room } from "../../values/room.ts";
import { storageDtype } from "../../values/take.ts";
import { quickValues, type Values } from "./columns.ts";
import { parseDates } from "./dates.ts";
import { Growing } from "./growing.ts";
import { parseFloat64, parseInt64 } from "./numbers.ts";
import type { CsvColumn } from "./params.ts";
import type { Sink } from "./sinks.ts";

const TWO_32 = 4_294_967_296;

export function numbers(column: CsvColumn, missing: ReadonlySet<string>, rows: number, room: Room): Sink {
  const { name, dtype } = column;
  const stored = storageDtype(dtype)!;
  const kind = dtype === "datetime" ? "dates" : stored === "float64" || stored === "float32" ? "floats" : "integers";
  const unsigned = stored === "uint64";
  const flag = kind === "integers" ? unsigned : missing.has("");
  const into = new Growing(stored, rows, room);
  const field = column.from[0]!;
  return {
    column,
    take(bytes, tokens, stride) {
      const { positions } = tokens;
      const values = quickValues(kind, bytes, tokens, stride, field, flag, ({ doubles, words }, row, count) => {
        const first = row * stride + field;
        if (kind === "integers") return parseInt64(bytes, positions, stride, first, count, words, row, unsigned);
        return (kind === "dates" ? parseDates : parseFloat64)(bytes, positions, stride, first, count, doubles, row, missing);
      });
      if (typeof values === "number") return values;
      into.reserve(tokens.rows);
      const bad = store(values, tokens.rows, stored, into);
      into.length += tokens.rows;
      return bad;
    },
    finish: () => new Column({ name, dtype, length: into.length, data: into.cut() }),
  };
}

/** Gives the first row whose number is too large for the dtype, or -1. */
function store({ doubles, words }: Values, rows: number, stored: DType, into: Growing): number {
  if (stored === "int64" || stored === "uint64") {
    wordsOf(into.data).set(words, 2 * into.length);
    return -1;
  }
  const data = into.data as Float64Array;
  if (stored === "float64" || stored === "float32") {
    data.set(doubles, into.length);
    return -1;
  }
  for (let r = 0; r < rows; r++) {
    const value = words[2 * r + 1]! * TWO_32 + (words[2 * r]! >>> 0);
    data[into.length + r] = value;
    if (data[into.length + r] !== value) return r;
  }
  return -1;
}

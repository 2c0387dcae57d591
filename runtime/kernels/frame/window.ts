/** Windows over the rows of a partition and the rows beside it. */

import { NotSupportedError } from "../../errors.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import { ownCopy } from "../../memory/own-copy.ts";
import type { Column } from "../../values/column.ts";
import { concatSeries, concatTables } from "../../values/concat.ts";
import type { Room } from "../../values/room.ts";
import { Table } from "../../values/table.ts";
import { sliceSeries, sliceTable } from "../../values/take.ts";
import type { KernelTable } from "../kernel.ts";
import { fromNumbers, numbersOf } from "./numbers.ts";
import { asTable, schemaOf } from "./rows.ts";

type Part = Table | Column;
interface Beside {
  readonly before: number;
  readonly after: number;
}
/** Of the values of one window that are there. */
type Fold = (values: Float64Array, count: number, ddof: number) => number;

const sum: Fold = (values, count) => {
  let total = 0;
  for (let i = 0; i < count; i++) total += values[i]!;
  return total;
};
const variance: Fold = (values, count, ddof) => {
  if (count <= ddof) return Number.NaN;
  const mean = sum(values, count, 0) / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return squares / (count - ddof);
};
const FOLDS: Readonly<Record<string, Fold>> = {
  sum,
  mean: (values, count) => (count === 0 ? Number.NaN : sum(values, count, 0) / count),
  min: (values, count) => (count === 0 ? Number.NaN : Math.min(...values.subarray(0, count))),
  max: (values, count) => (count === 0 ? Number.NaN : Math.max(...values.subarray(0, count))),
  var: variance,
  std: (values, count, ddof) => Math.sqrt(variance(values, count, ddof)),
  count: (_values, count) => count,
  median: (values, count) => {
    if (count === 0) return Number.NaN;
    const sorted = values.slice(0, count).sort();
    const middle = count >> 1;
    return count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  },
};

export const WINDOW_KERNELS: KernelTable = {
  "frame.rolling": ([parts], params, room) => {
    const { how, minPeriods, ddof = 1, ...rest } = params as unknown as Beside & { how: string; minPeriods: number; ddof?: number };
    const { whole, start, length } = withNeighbours(parts as Part[], params, rest, room);
    const fold = FOLDS[how]!;
    const rolled = (column: Column): Column => {
      const values = numbersOf(column);
      const out = room.alloc("float64", length) as Float64Array;
      const window = new Float64Array(rest.before + rest.after + 1);
      for (let i = 0; i < length; i++) {
        let count = 0;
        const to = Math.min(values.length - 1, start + i + rest.after);
        for (let at = Math.max(0, start + i - rest.before); at <= to; at++) if (values[at]! === values[at]!) window[count++] = values[at]!;
        out[i] = count < minPeriods ? Number.NaN : fold(window, count, ddof);
      }
      return fromNumbers(column.name, "float64", out, room);
    };
    const own = cut(whole, start, start + length);
    return own instanceof Table
      ? new Table({ fields: (whole as Table).fields.map(rolled), levels: own.ownLevels, length })
      : rolled(whole as Column).with({ levels: own.ownLevels });
  },
  "frame.mapOverlap": async ([parts], params, room) => {
    const { whole, start, length } = withNeighbours(parts as Part[], params, params as unknown as Beside, room);
    const f = room.func(params["function"] as FunctionRef) as (...args: unknown[]) => unknown;
    const given = await f(ownCopy(whole), ...(params["args"] as readonly unknown[]));
    const result = asTable(given, schemaOf(params), room);
    if (result.length !== whole.length) throw new RangeError(`mapOverlap: expected ${whole.length} rows from the function, got ${result.length}`);
    // Rows that are made anew keep the labels of those they were made of.
    const labelled = result.ownLevels === null ? new Table({ fields: result.fields, levels: whole.levels, length: result.length }) : result;
    return cut(labelled, start, start + length);
  },
};

const cut = (part: Part, from: number, to: number): Part => (part instanceof Table ? sliceTable(part, from, to) : sliceSeries(part, from, to));

/** The partition between the rows beside it; a neighbour must have as many as are looked at. */
function withNeighbours(
  parts: readonly Part[],
  params: Readonly<Record<string, unknown>>,
  { before, after }: Beside,
  room: Room,
): { whole: Part; start: number; length: number } {
  const { prior, next } = params["part"] as { prior: boolean; next: boolean };
  const own = parts[prior ? 1 : 0]!;
  const taken = [...(prior ? [beside(parts[0]!, before, true)] : []), own, ...(next ? [beside(parts.at(-1)!, after, false)] : [])];
  const whole = own instanceof Table ? concatTables(taken as Table[], room) : concatSeries(taken as Column[], room);
  return { whole, start: prior ? before : 0, length: own.length };
}
function beside(part: Part, rows: number, last: boolean): Part {
  if (part.length < rows)
    throw new NotSupportedError(
      `a window looks at ${rows} rows of a neighbouring partition, which has ${part.length}: repartition to fewer, larger partitions`,
    );
  return last ? cut(part, part.length - rows, part.length) : cut(part, 0, rows);
}

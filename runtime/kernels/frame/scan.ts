/** Running totals, fills and shifts of one partition, begun with what came from its neighbour and handing on its own. */

import type { ColumnType } from "../../meta/dtype.ts";
import { isDType } from "../../meta/dtype.ts";
import type { GroupKey } from "../../ops/frame-params.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { concatColumns } from "../../values/concat.ts";
import type { Room } from "../../values/room.ts";
import { Table } from "../../values/table.ts";
import { takeColumn } from "../../values/take.ts";
import type { KernelTable } from "../kernel.ts";
import { binary } from "./elementwise.ts";
import { fromNumbers, numbersOf } from "./numbers.ts";

type Params = Readonly<Record<string, any>>;
interface Scan {
  /** The column's result, after what `before` handed on. */
  apply(column: Column, before: unknown, params: Params, room: Room): Column;
  /** What the column hands on. */
  carry(column: Column, before: unknown, params: Params, room: Room): unknown;
}

const running = (step: (total: number, value: number) => number): Scan => ({
  apply(column, before, _params, room) {
    const values = numbersOf(column);
    const out = room.alloc("float64", values.length) as Float64Array;
    let total = before as number | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === value) out[i] = total = total === undefined ? value : step(total, value);
      else out[i] = Number.NaN;
    }
    return fromNumbers(column.name, column.dtype === "bool" ? "int64" : column.dtype, out, room);
  },
  carry(column, before) {
    let total = before as number | undefined;
    for (const value of numbersOf(column)) if (value === value) total = total === undefined ? value : step(total, value);
    return total;
  },
});

/** The last value that is there, and how many rows ago it was. */
interface Last {
  readonly value: unknown;
  readonly ago: number;
}
const fill: Scan = {
  apply(column, before, { limit = Number.POSITIVE_INFINITY, reverse }, room) {
    const [read, missing] = [columnReader(column), missingTest(column)];
    const values = new Array<unknown>(column.length);
    let { value, ago } = (before as Last | undefined) ?? { value: null, ago: 0 };
    for (let k = 0; k < values.length; k++) {
      const i = reverse === true ? values.length - 1 - k : k;
      if (missing(i)) values[i] = ++ago <= limit ? value : null;
      else [values[i], ago] = [(value = read(i)), 0];
    }
    return buildColumn(column.name, column.dtype, column.length, i => values[i], room);
  },
  carry(column, before, { reverse }): Last {
    const [read, missing] = [columnReader(column), missingTest(column)];
    for (let k = 0; k < column.length; k++) {
      const i = reverse === true ? k : column.length - 1 - k;
      if (!missing(i)) return { value: read(i), ago: k };
    }
    const last = (before as Last | undefined) ?? { value: null, ago: 0 };
    return { value: last.value, ago: last.ago + column.length };
  },
};

const shift: Scan = {
  apply(column, before, { periods }, room) {
    const by = Math.abs(periods);
    const there = before as Column | undefined;
    const joined =
      periods > 0 ? (there === undefined ? column : concatColumns([there, column], room)) : there === undefined ? column : concatColumns([column, there], room);
    const offset = periods > 0 ? (there?.length ?? 0) - by : by;
    const rows = Int32Array.from({ length: column.length }, (_, i) => (i + offset >= 0 && i + offset < joined.length ? i + offset : -1));
    return loose(takeColumn(joined.with({ name: column.name }), rows, room), room);
  },
  carry(column, before, { periods }, room) {
    const by = Math.abs(periods);
    const there = before as Column | undefined;
    const joined =
      there === undefined || column.length >= by ? column : periods > 0 ? concatColumns([there, column], room) : concatColumns([column, there], room);
    const from = periods > 0 ? Math.max(0, joined.length - by) : 0;
    return takeColumn(
      joined,
      Int32Array.from({ length: Math.min(by, joined.length) }, (_, i) => from + i),
      room,
    );
  },
};
/** Whole numbers with a gap become floats, as in pandas, whether this partition has one or not. */
function loose(column: Column, room: Room): Column {
  if (column.dtype === "bool") return buildColumn(column.name, "object", column.length, i => column.at(i), room);
  return isDType(column.dtype) && column.dtype !== "float32" && column.dtype !== "float64"
    ? fromNumbers(column.name, "float64", Float64Array.from(numbersOf(column)))
    : column;
}
const diff: Scan = {
  ...shift,
  apply: (column, before, params, room) =>
    binary("sub", column.with({ levels: null }), shift.apply(column, before, params, room).with({ name: column.name }), room),
};

const SCANS: Readonly<Record<string, Scan>> = {
  cumsum: running((total, value) => total + value),
  cumprod: running((total, value) => total * value),
  cummax: running(Math.max),
  cummin: running(Math.min),
  ffill: fill,
  bfill: fill,
  shift,
  diff,
};

const columnsOf = (block: unknown): readonly Column[] => (block instanceof Table ? block.fields : [block as Column]);

export const SCAN_KERNELS: KernelTable = {
  "frame.scan": ([block, before], params, room) => {
    const scan = SCANS[params["code"] as string]!;
    const fields = columnsOf(block).map((column, c) => scan.apply(column, (before as unknown[] | undefined)?.[c], params, room));
    return block instanceof Table
      ? new Table({ fields, levels: block.ownLevels, length: block.length })
      : fields[0]!.with({ levels: (block as Column).ownLevels });
  },
  "frame.scan.carry": ([block, before], params, room) =>
    columnsOf(block).map((column, c) => SCANS[params["code"] as string]!.carry(column, (before as unknown[] | undefined)?.[c], params, room)),
  "groupby.scan": ([block, before], params, room) => {
    const { results } = grouped(block as Table, before as Totals | undefined, params, room);
    const { ownLevels, length } = block as Table;
    return params["series"] === true ? results[0]!.with({ levels: ownLevels }) : new Table({ fields: results, levels: ownLevels, length });
  },
  "groupby.scan.carry": ([block, before], params, room) => grouped(block as Table, before as Totals | undefined, params, room).totals,
};

/** The running total of every group, a list a column. */
type Totals = Map<string, number[]>;

function grouped(table: Table, before: Totals | undefined, params: Params, room: Room): { totals: Totals; results: Column[] } {
  const keys = (params["by"] as readonly GroupKey[]).map(key => table.find(key.column)!);
  const [read, missing] = [keys.map(columnReader), keys.map(missingTest)];
  const code = params["code"] as string;
  const columns = code === "cumcount" ? [null] : (params["columns"] as readonly string[]).map(name => table.find(name)!);
  const values = columns.map(column => (column === null ? null : numbersOf(column)));
  const outs = columns.map(() => new Float64Array(table.length));
  const totals: Totals = new Map([...(before ?? [])].map(([key, list]) => [key, [...list]]));
  for (let i = 0; i < table.length; i++) {
    const gone = params["dropna"] !== false && missing.some(test => test(i));
    const key = JSON.stringify(read.map(at => plain(at(i))));
    let list = totals.get(key);
    if (list === undefined && !gone) totals.set(key, (list = columns.map(() => (code === "cumprod" ? 1 : code === "cumcount" ? -1 : 0))));
    for (let c = 0; c < outs.length; c++) {
      const value = values[c]?.[i] ?? 1;
      if (gone || value !== value) outs[c]![i] = Number.NaN;
      else outs[c]![i] = list![c] = code === "cumprod" ? list![c]! * value : list![c]! + value;
    }
  }
  const dtypeOf = (dtype: ColumnType): ColumnType => (dtype === "bool" ? "int64" : dtype);
  return {
    totals,
    results: outs.map((out, c) => fromNumbers(columns[c]?.name ?? null, columns[c] === null ? "int64" : dtypeOf(columns[c]!.dtype), out, room)),
  };
}
const plain = (value: unknown): unknown =>
  value instanceof Date ? { date: +value } : typeof value === "bigint" ? String(value) : typeof value === "number" && Number.isNaN(value) ? null : value;

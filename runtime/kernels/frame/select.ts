/** Columns and rows of partitions picked, named, joined and cut. */

import { BaskError, ColumnError } from "../../errors.ts";
import type { BinaryCode } from "../../meta/column-arithmetic.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import type { ColumnMeta } from "../../meta/meta.ts";
import { isDType, itemsize } from "../../meta/dtype.ts";
import type { LocPart } from "../../ops/frame-params.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { concatSeries, concatTables } from "../../values/concat.ts";
import type { Room } from "../../values/room.ts";
import { Table } from "../../values/table.ts";
import { sliceSeries, sliceTable, takeRows, takeSeries } from "../../values/take.ts";
import type { KernelTable } from "../kernel.ts";
import { cast } from "./cast.ts";
import { binary, flags, type Operand } from "./elementwise.ts";
import { groupsOf } from "./groups.ts";
import { dropna, fillna, replaced, where } from "./missing.ts";
import { sortedRows } from "./order.ts";
import { abs, isin, isna, neg, round } from "./unary.ts";

type Params = Readonly<Record<string, any>>;
const same = (table: Table, fields: readonly Column[]): Table => new Table({ fields, levels: table.ownLevels, length: table.length });
const each = (block: unknown, f: (column: Column) => Column): Table => same(block as Table, (block as Table).fields.map(f));

function field(table: Table, name: string): Column {
  const found = table.find(name);
  if (found === undefined) throw new ColumnError(name, table.columns, "the partition");
  return found;
}

export const isTable = (block: unknown): block is Table => block instanceof Table;
export const concatParts = (parts: readonly (Table | Column)[], room: Room): Table | Column =>
  isTable(parts[0]) ? concatTables(parts as Table[], room) : concatSeries(parts as Column[], room);
const slice = (part: Table | Column, start: number, stop: number): Table | Column =>
  isTable(part) ? sliceTable(part, start, stop) : sliceSeries(part, start, stop);

/** The rows with the largest or smallest values of `by`; of equal ones the first. */
function extreme(block: Table | Column, { n, by, largest }: Params, room: Room): Table | Column {
  const keys = isTable(block) ? (by as readonly string[]).map(name => field(block, name)) : [block];
  const rows = sortedRows(
    keys,
    block.length,
    keys.map(() => largest !== true),
  ).subarray(0, n as number);
  if (isTable(block)) return takeRows(block, rows, room);
  const present = rows.filter(i => !Number.isNaN(block.at(i)) && block.at(i) !== null);
  return takeSeries(block, present, room);
}

function distinct(table: Table, { subset, keep }: Params, room: Room): Table {
  const keys = subset === undefined ? table.fields : (subset as readonly string[]).map(name => field(table, name));
  const { ids, count, first } = groupsOf(keys, table.length, false);
  if (keep !== "last") return takeRows(table, first, room);
  const last = new Int32Array(count);
  for (let i = 0; i < ids.length; i++) last[ids[i]!] = i;
  return takeRows(table, last.sort(), room);
}

export const SELECT_KERNELS: KernelTable = {
  "frame.get": ([table], params) => (table as Table).get(params["column"] as never).with({ name: params["column"] as string }),
  "frame.project": ([block], params) => {
    const table = block as Table;
    return same(
      table,
      (params["columns"] as readonly string[]).map(name => field(table, name)),
    );
  },
  "frame.drop": ([block], params) =>
    same(
      block as Table,
      (block as Table).fields.filter(column => !(params["columns"] as readonly string[]).includes(column.name!)),
    ),
  "frame.rename": ([block], params) => each(block, column => column.with({ name: (params["columns"] as Record<string, string>)[column.name!] ?? column.name })),
  "frame.astype": ([block], params, room) =>
    each(block, column => cast(column, (params["dtypes"] as Record<string, ColumnType>)[column.name!] ?? column.dtype, room)),
  "frame.fillna": ([block], params, room) => {
    const { values, value } = params as { values?: Record<string, unknown>; value?: unknown };
    return each(block, column => {
      if (values !== undefined) return Object.hasOwn(values, column.name!) ? fillna(column, values[column.name!], room) : column;
      const fits = typeof value === "string" ? !isDType(column.dtype) && !/time|bigint/.test(column.dtype) : isDType(column.dtype) || column.dtype === "object";
      return fits ? fillna(column, value, room) : column;
    });
  },
  "frame.dropna": ([block], params, room) => dropna(block as Table, params, room),
  "frame.isna": ([block], _params, room) => each(block, column => isna(column, room)),
  "frame.isin": ([block], params, room) => each(block, column => isin(column, params["values"] as unknown[], room)),
  "frame.elementwise": ([block, other], params, room) => {
    const { code } = params as { code: string };
    return each(block, column => {
      if (code === "abs") return abs(column, room);
      if (code === "neg") return neg(column, room);
      if (code === "round") return isDType(column.dtype) ? round(column, params["decimals"] as number, room) : column;
      const right: Operand = other instanceof Table ? field(other, column.name!) : ((other ?? params["scalar"]) as Operand);
      return binary(code as BinaryCode, column, right, room).with({ name: column.name });
    });
  },
  "frame.where": ([block, mask, other], params, room) => {
    const inverse = params["inverse"] === true ? 0 : 1;
    return each(block, column => {
      const flag = flags(isTable(mask) ? field(mask, column.name!) : (mask as Column));
      const instead = isTable(other) ? columnReader(field(other, column.name!)) : () => params["scalar"] ?? null;
      return where(column, i => flag(i) === inverse, instead, other === undefined && params["scalar"] === undefined, room);
    });
  },
  /** Only in columns that may hold what is looked for. */
  "frame.replace": ([block], params, room) => {
    const entries = params["entries"] as readonly (readonly [unknown, unknown])[];
    return each(block, column => {
      const fitting = entries.filter(([from]) => typeof from === typeof column.at(firstPresent(column)));
      return fitting.length === 0 ? column : replaced(column, fitting, room);
    });
  },
  "frame.index": ([block]) => indexSeries(block as Table),
  "frame.resetIndex": ([block]) => {
    const table = block as Table;
    return new Table({ fields: [...table.levels.map(level => level.with({ name: level.name || "index" })), ...table.fields], length: table.length });
  },
  "frame.setIndex": ([block], params) => {
    const table = block as Table;
    const column = field(table, params["column"] as string);
    return new Table({ fields: table.fields.filter(other => other.name !== column.name), levels: [column.with({ levels: null })], length: table.length });
  },
  "frame.clearDivisions": ([block]) => block,
  "frame.memoryUsage.chunk": ([block], params) =>
    isTable(block)
      ? [...(params["index"] === false ? [] : [storageBytes(block.levels)]), ...block.fields.map(column => storageBytes([column]))]
      : [storageBytes([block as Column])],
  "frame.memoryUsage.combine": ([parts]) => (parts as number[][]).reduce((sums, part) => sums.map((sum, i) => sum + part[i]!)),
  "frame.memoryUsage.aggregate": ([parts], params) => {
    const sums = (parts as number[][]).reduce((total, part) => total.map((sum, i) => sum + part[i]!));
    if (params["keepdims"] !== true) return sums[0];
    const names = params["names"] as readonly string[];
    return buildColumn(null, "int64", sums.length, i => sums[i]).with({ levels: [buildColumn(null, "string", names.length, i => names[i])] });
  },
  "frame.head": ([parts], params, room) => {
    const n = params["n"] as number;
    const taken: (Table | Column)[] = [];
    let rows = 0;
    for (const part of parts as (Table | Column)[]) {
      if (rows >= n && taken.length > 0) break;
      taken.push(slice(part, 0, n < 0 ? part.length + n : n - rows));
      rows += taken.at(-1)!.length;
    }
    return concatParts(taken, room);
  },
  "frame.tail": ([parts], params) => {
    const part = (parts as (Table | Column)[]).at(-1)!;
    return slice(part, Math.max(0, part.length - (params["n"] as number)), part.length);
  },
  "frame.loc": ([block], params, room) => located(block as Table | Column, params["part"] as LocPart, room),
  "frame.same": ([block]) => block,
  /** The columns of a schema, in its order and dtypes; one that is not there is missing in every row. */
  "frame.conform": ([block], params, room) => {
    const table = block as Table;
    const columns = params["columns"] as readonly ColumnMeta[] | undefined;
    if (columns === undefined) return table;
    return same(
      table,
      columns.map(({ name, dtype }) => {
        const own = table.find(name);
        const type = dtype as ColumnType;
        if (own === undefined) return buildColumn(name, type, table.length, () => (isDType(type) ? Number.NaN : null), room);
        return own.dtype === type ? own : cast(own, type, room);
      }),
    );
  },
  "frame.concat": ([parts], _params, room) => concatParts(parts as (Table | Column)[], room),
  "frame.split": ([block], params) => {
    const part = block as Table | Column;
    const { piece, of } = params as { piece: number; of: number };
    return slice(part, Math.floor((piece * part.length) / of), Math.floor(((piece + 1) * part.length) / of));
  },
  "frame.length.chunk": ([block]) => (block as Table | Column).length,
  "frame.length.combine": ([parts]) => (parts as number[]).reduce((sum, n) => sum + n, 0),
  "frame.knownLength": (_inputs, params) => params["rows"],
  "frame.nlargest": ([block], params, room) => extreme(block as Table, params, room),
  "frame.nlargest.combine": ([parts], params, room) => extreme(concatParts(parts as Table[], room), params, room),
  "series.nlargest": ([block], params, room) => extreme(block as Column, params, room),
  "series.nlargest.combine": ([parts], params, room) => extreme(concatParts(parts as Column[], room), params, room),
  "frame.dropDuplicates": ([block], params, room) => distinct(block as Table, params, room),
  "frame.dropDuplicates.combine": ([parts], params, room) => distinct(concatTables(parts as Table[], room), params, room),
  "frame.toBag": ([block]) => (block as Table).toArray(),
  "series.toBag": ([block]) => (block as Column).toArray(),
  "series.index": ([block]) => indexSeries(block as Column),
};

const firstPresent = (column: Column): number => {
  const missing = missingTest(column);
  for (let i = 0; i < column.length; i++) if (!missing(i)) return i;
  return 0;
};

/** Bytes of a value times the values: texts count as references. */
const storageBytes = (columns: readonly Column[]): number =>
  columns.reduce((sum, { dtype, length }) => sum + length * (isDType(dtype) ? itemsize(dtype) : dtype === "category" ? 4 : 8), 0);

/** Rows by label: of a range in the order of the partition, of a list in that of the list, every row of a label as often as it is named. */
function located(block: Table | Column, part: LocPart, room: Room): Table | Column {
  const read = columnReader(block.levels[0]!);
  const at = (i: number): any => {
    const label: unknown = read(i);
    return label instanceof Date ? +label : label;
  };
  const rows = part.labels === undefined ? inRange(block.length, at, part) : labelled(block.length, at, part);
  return isTable(block) ? takeRows(block, rows, room) : takeSeries(block, rows, room);
}

function inRange(length: number, at: (i: number) => any, { from = null, to = null }: LocPart): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const label = at(i);
    if ((from === null || label >= from) && (to === null || label <= to)) rows[count++] = i;
  }
  return rows.subarray(0, count);
}

function labelled(length: number, at: (i: number) => any, part: LocPart): Int32Array {
  const labels = part.labels!.map(label => (typeof label === "bigint" ? Number(label) : label));
  const found = new Map<unknown, number[]>(labels.map(label => [label, []]));
  for (let i = 0; i < length; i++) found.get(at(i))?.push(i);
  const lacking = part.all === true ? [...found].find(([, rows]) => rows.length === 0) : undefined;
  if (lacking !== undefined) throw new BaskError("INDEX", `loc: no label ${JSON.stringify(lacking[0])} in the index`);
  return Int32Array.from(labels.flatMap(label => found.get(label)!));
}

function indexSeries(block: Table | Column): Column {
  const { levels } = block;
  if (levels.length === 1) return levels[0]!.with({ levels: block.ownLevels });
  const { index } = block;
  return buildColumn(null, "object", block.length, i => index.at(i)).with({ levels: block.ownLevels });
}

/** Rows to the partition of their key: equal keys have equal hashes, whatever partition and dictionary they come from. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import type { ColumnMeta } from "../../meta/meta.ts";
import type { GroupKey } from "../../ops/frame-params.ts";
import type { Column } from "../../values/column.ts";
import { columnReader } from "../../values/column-reader.ts";
import { concatTables } from "../../values/concat.ts";
import { inferDtype } from "../../values/infer-dtype.ts";
import { columnOf, fromRows } from "../../values/make-table.ts";
import { Table } from "../../values/table.ts";
import { takeColumn, takeRows, takeSeries } from "../../values/take.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { groupsOf } from "./groups.ts";
import { numbersOf } from "./numbers.ts";
import { sortedRows } from "./order.ts";

type Params = Readonly<Record<string, unknown>>;
type F = (...args: unknown[]) => unknown;

export const SHUFFLE_KERNELS: KernelTable = {
  "frame.shuffle.split": ([block], params, room) => {
    const table = block as Table;
    const pieces = params["npartitions"] as number;
    const hashes = new Int32Array(table.length);
    for (const name of params["on"] as readonly string[]) addHashes(table.find(name)!, hashes);
    const rows: number[][] = Array.from({ length: pieces }, () => []);
    for (let i = 0; i < hashes.length; i++) rows[(mixed(hashes[i]!) >>> 0) % pieces]!.push(i);
    return rows.map(list => takeRows(table, Int32Array.from(list), room));
  },
  "frame.shuffle.collect": ([splits], _params, room) =>
    concatTables(
      (splits as Table[][]).map(pieces => pieces[room.index[0]!]!),
      room,
    ),
  "groupby.apply": async ([block], params, room) => {
    const table = block as Table;
    const { groups, levels } = groupRows(table, params, room);
    const f = room.func(params["function"] as FunctionRef) as F;
    const values: unknown[] = [];
    for (const rows of groups) values.push(await f(groupOf(table, rows, params, room)));
    const columns = params["columns"] as readonly ColumnMeta[] | undefined;
    if (columns !== undefined)
      return new Table({
        fields: fromRows(values as object[], Object.fromEntries(columns.map(({ name, dtype }) => [name, dtype as ColumnType])), room).fields,
        levels,
        length: values.length,
      });
    return columnOf(
      (params["name"] as string) || null,
      values,
      (params["dtype"] as ColumnType | undefined) ?? (values.length === 0 ? "float64" : inferDtype(values)),
      room,
    ).with({ levels });
  },
  "groupby.transform": async ([block], params, room) => {
    const table = block as Table;
    const { groups } = groupRows(table, params, room);
    const f = room.func(params["function"] as FunctionRef) as F;
    const values = new Array<unknown>(table.length).fill(null);
    for (const rows of groups) {
      const result = [...((await f(groupOf(table, rows, params, room))) as Iterable<unknown>)];
      if (result.length !== rows.length) throw new RangeError(`transform: expected ${rows.length} values for a group of as many rows, got ${result.length}`);
      rows.forEach((row, i) => (values[row] = result[i]));
    }
    return columnOf(
      (params["column"] as string | undefined) ?? null,
      values,
      (params["dtype"] as ColumnType | undefined) ?? (values.length === 0 ? "float64" : inferDtype(values)),
      room,
    ).with({ levels: table.ownLevels });
  },
};

/** The rows of every group in the order of the keys, and the keys as an index. */
function groupRows(table: Table, params: Params, room: KernelContext): { groups: Int32Array[]; levels: Column[] } {
  const keys = (params["by"] as readonly GroupKey[]).map(key => table.find(key.column)!);
  const { ids, count, first } = groupsOf(keys, table.length, params["dropna"] !== false);
  const rows: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < ids.length; i++) if (ids[i]! >= 0) rows[ids[i]!]!.push(i);
  const firsts = keys.map(key => takeColumn(key, first, room));
  const order = sortedRows(firsts, count);
  const levels = firsts.map((key, k) => takeColumn(key, order, room).with({ name: (params["by"] as readonly GroupKey[])[k]!.name || null, levels: null }));
  return { groups: Array.from(order, group => Int32Array.from(rows[group]!)), levels };
}

/** A group's table, without hidden keys, or its one column. */
function groupOf(table: Table, rows: Int32Array, params: Params, room: KernelContext): Table | Column {
  const column = params["column"] as string | undefined;
  if (column !== undefined) return takeSeries(table.find(column)!.with({ levels: table.levels }), rows, room);
  const whole = takeRows(table, rows, room);
  return new Table({ fields: whole.fields.filter(field => field.name?.charCodeAt(0) !== 0), levels: whole.ownLevels, length: whole.length });
}

const words = new Int32Array(2);
const double = new Float64Array(words.buffer);

function addHashes(key: Column, into: Int32Array): void {
  if (key.dictionary !== null) {
    const hashes = Int32Array.from(key.dictionary, textHash);
    const codes = key.data as Int32Array;
    for (let i = 0; i < into.length; i++) into[i] = Math.imul(into[i]!, 31) + (codes[i]! < 0 ? 0 : hashes[codes[i]!]!);
  } else if (key.dtype === "object") {
    const read = columnReader(key);
    for (let i = 0; i < into.length; i++) into[i] = Math.imul(into[i]!, 31) + anyHash(read(i));
  } else {
    const values = numbersOf(key);
    for (let i = 0; i < into.length; i++) into[i] = Math.imul(into[i]!, 31) + numberHash(values[i]!);
  }
}
/** Of a value in a column of objects: as it would be in a column of its own kind. */
function anyHash(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "number" || typeof value === "boolean") return numberHash(Number(value));
  return textHash(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}
function numberHash(value: number): number {
  double[0] = value === value ? value + 0 : 0;
  return words[0]! ^ Math.imul(words[1]!, 0x9e3779b1);
}
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

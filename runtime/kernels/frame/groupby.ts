/** Group-by and reductions: tables of states, a row a group, made of partitions, joined, and finished. */

import type { AggregationSpec } from "../../meta/aggregation.ts";
import type { GroupKey } from "../../ops/frame-params.ts";
import { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { concatColumns, concatTables } from "../../values/concat.ts";
import type { Room } from "../../values/room.ts";
import { Table } from "../../values/table.ts";
import { takeColumn } from "../../values/take.ts";
import { ColumnError } from "../../errors.ts";
import type { KernelTable } from "../kernel.ts";
import { stepsOf } from "./aggregations.ts";
import { type Groups, groupsOf } from "./groups.ts";
import { isNumbers, numbersOf } from "./numbers.ts";
import { sortedRows } from "./order.ts";

type Params = Readonly<Record<string, unknown>>;
const specsOf = (params: Params): readonly AggregationSpec[] => params["aggs"] as readonly AggregationSpec[];
const keysOf = (params: Params): readonly GroupKey[] => params["by"] as readonly GroupKey[];

/** The table of states of `specs` over groups of rows; keys come first, named `k0`, `k1` ... */
function statesOf(
  find: (name: string) => Column,
  label: Column,
  keys: readonly Column[],
  groups: Groups,
  specs: readonly AggregationSpec[],
  room: Room,
): Table {
  const fields = keys.map((key, k) => takeColumn(key, groups.first, room).with({ name: `k${k}` }));
  specs.forEach((spec, a) => {
    const states = stepsOf(spec.how).chunk({ column: spec.how === "size" ? null : find(spec.column), groups, label, room }, spec);
    states.forEach((state, s) => fields.push(state.with({ name: `s${a}.${s}` })));
  });
  return new Table({ fields, length: groups.count });
}

const statesAt = (table: Table, a: number): Column[] => table.fields.filter(field => field.name!.startsWith(`s${a}.`));
const keyFields = (table: Table): Column[] => table.fields.filter(field => field.name!.startsWith("k"));

function merged(parts: readonly Table[], specs: readonly AggregationSpec[], room: Room, group: (table: Table) => Groups): Table {
  if (parts.length === 1) return parts[0]!;
  const table = concatTables(parts, room);
  const groups = group(table);
  const fields = keyFields(table).map(key => takeColumn(key, groups.first, room));
  specs.forEach((spec, a) => {
    const states = stepsOf(spec.how).merge(statesAt(table, a), groups, room, spec);
    states.forEach((state, s) => fields.push(state.with({ name: `s${a}.${s}` })));
  });
  return new Table({ fields, length: groups.count });
}

const byKeys = (table: Table): Groups => groupsOf(keyFields(table), table.length, false);
const all = (length: number): Groups => ({ ids: new Int32Array(length), count: 1, first: Int32Array.of(0), whole: true });

const finder =
  (block: Table | Column) =>
  (name: string): Column => {
    if (block instanceof Column) return block;
    const found = block.find(name);
    if (found === undefined) throw new ColumnError(name, block.columns, "the partition");
    return found;
  };
const labelOf = (block: Table | Column): Column => block.levels[0]!;

const finished = (table: Table, specs: readonly AggregationSpec[], room: Room): Column[] =>
  specs.map((spec, a) => stepsOf(spec.how).finish(statesAt(table, a), spec, room).with({ name: spec.out, levels: null }));

const combine: KernelTable[string] = ([parts], params, room) => merged(parts as Table[], specsOf(params), room, table => all(table.length));

export const GROUPBY_KERNELS: KernelTable = {
  "groupby.chunk": ([block], params, room) => {
    const table = block as Table;
    const find = finder(block as Table | Column);
    const keys = keysOf(params).map(key => find(key.column));
    return statesOf(find, labelOf(block as Table | Column), keys, groupsOf(keys, table.length, params["dropna"] !== false), specsOf(params), room);
  },
  "groupby.combine": ([parts], params, room) => merged(parts as Table[], specsOf(params), room, byKeys),
  "groupby.aggregate": ([parts], params, room) => {
    const specs = specsOf(params);
    const table = merged(parts as Table[], specs, room, byKeys);
    const keys = keyFields(table);
    const results = finished(table, specs, room);
    // Value counts: the most frequent first.
    const order =
      params["order"] === "descending"
        ? sortedRows([results[0]!, ...keys], table.length, [false])
        : params["sort"] === false
          ? null
          : sortedRows(keys, table.length);
    const ordered = (column: Column): Column => (order === null ? column : takeColumn(column, order, room).with({ name: column.name }));
    const levels = keys.map((key, k) => ordered(key).with({ name: keysOf(params)[k]!.name || null, levels: null }));
    const fields = results.map(column => ordered(params["normalize"] === true ? shares(column) : column));
    return params["series"] === true ? fields[0]!.with({ levels }) : new Table({ fields, levels, length: table.length });
  },
  /** The most frequent values, in order. */
  "series.mode.aggregate": ([parts], params, room) => {
    const specs = specsOf(params);
    const table = merged(parts as Table[], specs, room, byKeys);
    const counts = numbersOf(finished(table, specs, room)[0]!);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const [key] = keyFields(table);
    const rows = sortedRows([key!], table.length).filter(i => counts[i] === most);
    return takeColumn(key!, rows, room).with({ name: params["name"] as string | null, levels: null });
  },
  "reduce.chunk": ([block], params, room) => {
    const part = block as Table | Column;
    return statesOf(finder(part), labelOf(part), [], all(part.length), specsOf(params), room);
  },
  "reduce.combine": combine,
  "series.reduce.aggregate": (inputs, params, room) => finished(combine(inputs, params, room) as Table, specsOf(params), room)[0]!.at(0),
  "frame.reduce.aggregate": (inputs, params, room) => {
    const specs = specsOf(params);
    const results = finished(combine(inputs, params, room) as Table, specs, room);
    const levels = [buildColumn(null, "string", specs.length, i => specs[i]!.out)];
    if (results.length === 0) return new Column({ dtype: "float64", length: 0, data: new Float64Array(0), levels });
    const same = results.every(column => column.dtype === results[0]!.dtype);
    if (same) return concatColumns(results, room).with({ name: null, levels });
    const numbers = results.every(column => isNumbers(column.dtype) && column.dtype !== "datetime" && column.dtype !== "timedelta" && column.dtype !== "bool");
    return buildColumn(null, numbers ? "float64" : "object", results.length, i => results[i]!.at(0)).with({ levels });
  },
  "frame.describe.aggregate": (inputs, params, room) => {
    const specs = specsOf(params);
    const results = finished(combine(inputs, params, room) as Table, specs, room);
    const names = [...new Set(specs.map(spec => spec.column))];
    const fields = names.map(name => described(name, specs, results));
    return new Table({ fields, levels: [buildColumn(null, "string", ROWS.length, i => ROWS[i])], length: ROWS.length });
  },
  "frame.quantile.aggregate": (inputs, params, room) => {
    const specs = specsOf(params);
    const lists = finished(combine(inputs, params, room) as Table, specs, room);
    const values = lists.map(column =>
      quantile(Float64Array.from((column.at(0) as unknown[]).map(Number).filter(value => !Number.isNaN(value))).sort(), params["q"] as number),
    );
    return buildColumn(null, "float64", values.length, i => values[i]).with({ levels: [buildColumn(null, "string", specs.length, i => specs[i]!.out)] });
  },
  "series.describe.aggregate": (inputs, params, room) => {
    const specs = specsOf(params);
    const results = finished(combine(inputs, params, room) as Table, specs, room);
    return described(specs[0]!.column, specs, results).with({
      name: params["name"] as string | null,
      levels: [buildColumn(null, "string", ROWS.length, i => ROWS[i])],
    });
  },
  "series.values.chunk": ([column]) => numbersOf(column as Column).filter(value => value === value),
  "series.values.combine": ([parts]) => joined(parts as Float64Array[]),
  "series.quantile.aggregate": ([parts], params) => {
    const sorted = joined(parts as Float64Array[]).sort();
    const { q } = params as { q: number | readonly number[] };
    if (typeof q === "number") return quantile(sorted, q);
    return buildColumn(params["name"] as string | null, "float64", q.length, i => quantile(sorted, q[i]!)).with({
      levels: [buildColumn(null, "float64", q.length, i => q[i])],
    });
  },
};

function shares(column: Column): Column {
  const values = numbersOf(column);
  const total = values.reduce((sum, value) => sum + value, 0);
  return buildColumn(column.name, "float64", column.length, i => values[i]! / total);
}

const ROWS = ["count", "mean", "std", "min", "25%", "50%", "75%", "max"];

function described(name: string, specs: readonly AggregationSpec[], results: readonly Column[]): Column {
  const of = (how: string): any => results[specs.findIndex(spec => spec.column === name && spec.how === how)]!.at(0);
  const sorted = Float64Array.from((of("list") as unknown[]).map(Number).filter(value => !Number.isNaN(value))).sort();
  const values = [
    of("count"),
    of("mean"),
    of("std"),
    Number(of("min") ?? Number.NaN),
    quantile(sorted, 0.25),
    quantile(sorted, 0.5),
    quantile(sorted, 0.75),
    Number(of("max") ?? Number.NaN),
  ];
  return buildColumn(name, "float64", ROWS.length, i => values[i]);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Linear between the two nearest values. */
export function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return low === high ? sorted[low]! : sorted[low]! + (sorted[high]! - sorted[low]!) * (position - low);
}

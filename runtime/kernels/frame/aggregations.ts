/**
 * The states of aggregations, one column or more with a row a group. Every aggregation is three steps over the same kind of columns: `chunk`
 * makes states of rows, `merge` makes states of states, `finish` makes the result. A reduction of a whole column is the one group 0.
 */

import type { Aggregation, AggregationSpec } from "../../meta/aggregation.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { wordsOf } from "../../values/int64.ts";
import { inferDtype } from "../../values/infer-dtype.ts";
import type { Room } from "../../values/room.ts";
import { takeColumn } from "../../values/take.ts";
import type { KernelContext } from "../kernel.ts";
import type { Groups } from "./groups.ts";
import { fromNumbers, isFloat, numbersOf } from "./numbers.ts";
import { comparer } from "./order.ts";
import { presentIn, products, squaresAround, sums, sumsAndCounts, wholeSum } from "./totals.ts";

export interface Source {
  /** The column; null for `size`. */
  readonly column: Column | null;
  readonly groups: Groups;
  /** Labels of the rows, for `idxmin` and `idxmax`. */
  readonly label: Column;
  readonly room: Room;
}
interface Steps {
  chunk(source: Source, spec: AggregationSpec): readonly Column[];
  merge(states: readonly Column[], groups: Groups, room: Room, spec: AggregationSpec): readonly Column[];
  finish(states: readonly Column[], spec: AggregationSpec, room: Room): Column;
}

const doubles = (values: Float64Array): Column => new Column({ dtype: "float64", length: values.length, data: values });
const wholes = (values: Float64Array, room: Room): Column => fromNumbers(null, "int64", values, room);

// ---- counts and sums

function counts({ column, groups }: Source): Float64Array {
  const { ids, count, whole } = groups;
  if (whole === true && (column === null || (column.validity === null && column.dtype !== "object")))
    return Float64Array.of(column !== null && /float|time/.test(column.dtype) ? presentIn(column.data as Float64Array) : ids.length);
  const out = new Float64Array(count + 1);
  if (column === null || (column.validity === null && !/float|time|object|string|category/.test(column.dtype)))
    for (let i = 0; i < ids.length; i++) out[ids[i]! + 1]!++;
  else if (column.dictionary !== null) {
    const codes = column.data as Int32Array;
    for (let i = 0; i < ids.length; i++) if (codes[i]! >= 0) out[ids[i]! + 1]!++;
  } else if (column.validity === null && column.dtype !== "object") {
    const values = column.data as Float64Array;
    for (let i = 0; i < ids.length; i++) if (values[i]! === values[i]!) out[ids[i]! + 1]!++;
  } else {
    const missing = missingTest(column);
    for (let i = 0; i < ids.length; i++) if (!missing(i)) out[ids[i]! + 1]!++;
  }
  return out.subarray(1);
}
/** How many rows there are, where missing ones are to spoil the result. */
const rowCounts = (source: Source, spec: AggregationSpec): Column[] =>
  spec.skipna === false ? [wholes(counts({ ...source, column: null }), source.room)] : [];

/** Exact sums of 64-bit integers, wrapping around: low and high words apart, carried over before a double could round. */
function exactSums(column: Column, { ids, count, whole }: Groups, room: Room): Column {
  const words = wordsOf(column.data);
  if (whole === true && column.validity === null) {
    const data = room.alloc("int64", 1) as BigInt64Array;
    [wordsOf(data)[0], wordsOf(data)[1]] = wholeSum(words);
    return new Column({ dtype: "int64", length: 1, data });
  }
  const missing = missingTest(column);
  const low = new Float64Array(count + 1);
  const high = new Float64Array(count + 1);
  const CARRY = 1 << 20;
  for (let start = 0; start < ids.length; start += CARRY) {
    const stop = Math.min(ids.length, start + CARRY);
    for (let i = start; i < stop; i++) {
      if (column.validity !== null && missing(i)) continue;
      const group = ids[i]! + 1;
      low[group]! += words[2 * i]! >>> 0;
      high[group]! += words[2 * i + 1]!;
    }
    for (let g = 0; g <= count; g++) {
      const over = Math.floor(low[g]! / 4_294_967_296);
      low[g]! -= over * 4_294_967_296;
      high[g] = (high[g]! + over) | 0;
    }
  }
  const data = room.alloc("int64", count) as BigInt64Array;
  const out = wordsOf(data);
  for (let g = 0; g < count; g++) {
    out[2 * g] = low[g + 1]!;
    out[2 * g + 1] = high[g + 1]!;
  }
  return new Column({ dtype: "int64", length: count, data });
}

function summed(column: Column, groups: Groups, room: Room): Column {
  if (/^(u?int64|bigint)$/.test(column.dtype)) return exactSums(column.range === null ? column : fromNumbers(null, "int64", numbersOf(column)), groups, room);
  const total = sums(numbersOf(column), groups);
  return isFloat(column.dtype) || column.dtype === "timedelta" || column.dtype === "datetime" || column.dtype === "object"
    ? doubles(total)
    : wholes(total, room);
}
const mergedCounts = (state: Column, groups: Groups, room: Room): Column => wholes(sums(numbersOf(state), groups), room);

const count: Steps = {
  chunk: source => [wholes(counts(source), source.room)],
  merge: ([n], groups, room) => [mergedCounts(n!, groups, room)],
  finish: ([n]) => n!,
};

const sum: Steps = {
  chunk: (source, spec) => {
    const { column, groups, room } = source;
    if (isFloat(column!.dtype)) {
      const [total, n] = sumsAndCounts(column!, groups);
      return [doubles(total), wholes(n, room), ...rowCounts(source, spec)];
    }
    return [typed(summed(column!, groups, room), column!.dtype), wholes(counts(source), room), ...rowCounts(source, spec)];
  },
  merge: ([total, ...counted], groups, room) => [typed(summed(total!, groups, room), total!.dtype), ...counted.map(n => mergedCounts(n, groups, room))],
  finish: ([total, n, rows], spec) => {
    const least = spec.minCount ?? 0;
    if (least === 0 && rows === undefined) return total!;
    const [present, all] = [numbersOf(n!), rows === undefined ? null : numbersOf(rows)];
    if (present.every((k, i) => k >= least && (all === null || k === all[i]))) return total!;
    const values = numbersOf(total!);
    const kept = Float64Array.from(values, (value, i) => (present[i]! < least || (all !== null && present[i]! < all[i]!) ? Number.NaN : value));
    return fromNumbers(null, total!.dtype === "timedelta" ? "timedelta" : "float64", kept);
  },
};
/** The sum's dtype from the column's, so that the result says what pandas says. */
function typed(total: Column, from: ColumnType): Column {
  if (from === "bigint" || from === "timedelta" || from === "datetime") return total.with({ dtype: from });
  if (from === "uint64" || from === "uint8" || from === "uint16" || from === "uint32")
    return total.dtype === "int64"
      ? total.with({ dtype: "uint64", data: new BigUint64Array((total.data as BigInt64Array).buffer, total.data.byteOffset, total.length) })
      : total;
  return total;
}

const prod: Steps = {
  chunk: ({ column, groups }) => [
    doubles(products(numbersOf(column!), groups)),
    buildColumn(null, "bool", groups.count, () => !isFloat(column!.dtype) && column!.dtype !== "object"),
  ],
  merge: ([total, whole], groups) => [doubles(products(numbersOf(total!), groups)), buildColumn(null, "bool", groups.count, () => whole!.at(0) === true)],
  finish: ([total, whole], _spec, room) => (whole!.length > 0 && whole!.at(0) === true ? fromNumbers(null, "int64", numbersOf(total!), room) : total!),
};
const mean: Steps = {
  chunk: (source, spec) => {
    const { dtype } = source.column!;
    const [total, n] = sumsAndCounts(source.column!, source.groups);
    return [
      doubles(total).with({ dtype: dtype === "timedelta" || dtype === "datetime" ? dtype : "float64" }),
      wholes(n, source.room),
      ...rowCounts(source, spec),
    ];
  },
  merge: ([total, ...counted], groups, room) => [
    doubles(sums(numbersOf(total!), groups)).with({ dtype: total!.dtype }),
    ...counted.map(n => mergedCounts(n, groups, room)),
  ],
  finish: ([total, n, rows]) => {
    const [values, present, all] = [numbersOf(total!), numbersOf(n!), rows === undefined ? null : numbersOf(rows)];
    return fromNumbers(
      null,
      total!.dtype,
      Float64Array.from(values, (value, i) => (present[i] === 0 || (all !== null && present[i]! < all[i]!) ? Number.NaN : value / present[i]!)),
    );
  },
};

// ---- moments: count, mean and sum of squared deviations, joined by Chan's formula

const moments: Steps = {
  chunk: ({ column, groups }) => {
    const [total, n] = sumsAndCounts(column!, groups);
    const means = total.map((sum, g) => (n[g] === 0 ? 0 : sum / n[g]!));
    return [doubles(Float64Array.from(n)), doubles(means), doubles(squaresAround(means, column!, groups))];
  },
  merge: (states, groups) => {
    const [ns, ms, ss] = states.map(numbersOf) as [Float64Array, Float64Array, Float64Array];
    const [n, m, s] = [new Float64Array(groups.count), new Float64Array(groups.count), new Float64Array(groups.count)];
    for (let i = 0; i < ns.length; i++) {
      const g = groups.ids[i]!;
      if (g < 0 || ns[i] === 0) continue;
      const all = n[g]! + ns[i]!;
      const apart = ms[i]! - m[g]!;
      m[g]! += (apart * ns[i]!) / all;
      s[g]! += ss[i]! + (apart * apart * n[g]! * ns[i]!) / all;
      n[g] = all;
    }
    return [doubles(n), doubles(m), doubles(s)];
  },
  finish: ([n, , s], { how, ddof = 1 }) => {
    const [present, squares] = [numbersOf(n!), numbersOf(s!)];
    return doubles(
      Float64Array.from(squares, (square, i) => {
        const variance = present[i]! - ddof > 0 ? square / (present[i]! - ddof) : Number.NaN;
        return how === "var" ? variance : how === "std" ? Math.sqrt(variance) : Math.sqrt(variance / present[i]!);
      }),
    );
  },
};

// ---- one row of each group: least, greatest, first, last

/** The row of each group that `better` prefers, -1 where there is none. */
function chosen({ ids, count }: Groups, missing: (i: number) => boolean, better: (a: number, b: number) => boolean): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  for (let i = 0; i < ids.length; i++) {
    const group = ids[i]!;
    if (group < 0 || missing(i)) continue;
    if (rows[group]! < 0 || better(i, rows[group]!)) rows[group] = i;
  }
  return rows;
}
function preferred(column: Column, groups: Groups, how: AggregationSpec["how"]): Int32Array {
  const missing = missingTest(column);
  if (how === "first" || how === "last") return chosen(groups, missing, how === "first" ? () => false : () => true);
  const [least, values] = [how === "min" || how === "idxmin", column.dictionary === null && column.dtype !== "object" ? numbersOf(column) : null];
  if (values !== null && !/^(u?int64|bigint)$/.test(column.dtype)) return extremes(groups, values, least);
  const compare = comparer(column);
  return chosen(groups, missing, least ? (a, b) => compare(a, b) < 0 : (a, b) => compare(a, b) > 0);
}
function extremes({ ids, count }: Groups, values: Float64Array, least: boolean): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  const best = new Float64Array(count).fill(least ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  for (let i = 0; i < ids.length; i++) {
    const [group, value] = [ids[i]!, values[i]!];
    if (group < 0) continue;
    if ((least ? value < best[group]! : value > best[group]!) || (rows[group]! < 0 && value === value)) {
      best[group] = value;
      rows[group] = i;
    }
  }
  return rows;
}
const oneRow: Steps = {
  chunk: ({ column, groups, room }, { how }) => [takeColumn(column!, preferred(column!, groups, how), room)],
  merge: ([state], groups, room, { how }) => [takeColumn(state!, preferred(state!, groups, how), room)],
  finish: ([state]) => state!,
};
const labelled: Steps = {
  chunk: ({ column, groups, label, room }, { how }) => {
    const rows = preferred(column!, groups, how);
    return [takeColumn(column!, rows, room), takeColumn(label, rows, room)];
  },
  merge: ([state, label], groups, room, { how }) => {
    const rows = preferred(state!, groups, how);
    return [takeColumn(state!, rows, room), takeColumn(label!, rows, room)];
  },
  finish: ([, label]) => label!,
};

// ---- truth

const truth: Steps = {
  chunk: ({ column, groups, room }, { how }) => {
    const read = columnReader(column!);
    const missing = missingTest(column!);
    return [bool(groups, how === "all", room, i => (missing(i) ? undefined : Boolean(read(i))))];
  },
  merge: ([state], groups, room, { how }) => [bool(groups, how === "all", room, i => state!.at(i) === true)],
  finish: ([state]) => state!,
};
function bool({ ids, count }: Groups, all: boolean, room: Room, test: (i: number) => boolean | undefined): Column {
  const data = room.alloc("bool", count) as Uint8Array;
  data.fill(all ? 1 : 0);
  for (let i = 0; i < ids.length; i++) {
    if (ids[i]! < 0) continue;
    const holds = test(i);
    if (holds !== undefined && holds !== all) data[ids[i]!] = all ? 0 : 1;
  }
  return new Column({ dtype: "bool", length: count, data });
}

// ---- all values of a group

const lists = (distinct: boolean): Pick<Steps, "chunk" | "merge"> => ({
  chunk: ({ column, groups, room }, { how }) => {
    const [read, missing] = [columnReader(column!), missingTest(column!)];
    const values: unknown[][] = Array.from({ length: groups.count }, () => []);
    for (let i = 0; i < groups.ids.length; i++) if (groups.ids[i]! >= 0 && (how === "list" || !missing(i))) values[groups.ids[i]!]!.push(read(i));
    return [buildColumn(null, "object", groups.count, g => (distinct ? unique(values[g]!) : values[g]), room)];
  },
  merge: ([state], groups, room) => {
    const values: unknown[][] = Array.from({ length: groups.count }, () => []);
    for (let i = 0; i < groups.ids.length; i++) if (groups.ids[i]! >= 0) for (const value of state!.at(i) as unknown[]) values[groups.ids[i]!]!.push(value);
    return [buildColumn(null, "object", groups.count, g => (distinct ? unique(values[g]!) : values[g]), room)];
  },
});
function unique(values: readonly unknown[]): unknown[] {
  const seen = new Map<unknown, unknown>();
  for (const value of values) seen.set(value instanceof Date ? `date ${+value}` : value, value);
  return [...seen.values()];
}
export function median(values: readonly unknown[]): number {
  const sorted = Float64Array.from(values, Number).sort();
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The user's own stages: `chunk` of a group's column, `combine` of the list of what chunks gave, `finalize` of the whole. */
const custom: Steps = {
  chunk: ({ column, groups, room }, { stages }) => {
    const f = live(stages!.chunk, room);
    const rows = rowsOf(groups);
    return [buildColumn(null, "object", groups.count, g => f(takeColumn(column!, Int32Array.from(rows[g]!), room).with({ name: column!.name })), room)];
  },
  merge: ([state], groups, room, { stages }) => {
    const f = live(stages!.combine, room);
    const rows = rowsOf(groups);
    return [buildColumn(null, "object", groups.count, g => f(rows[g]!.map(i => state!.at(i))), room)];
  },
  finish: ([state], { stages }, room) => {
    const f = stages!.finalize === undefined ? (value: unknown) => value : live(stages!.finalize, room);
    const values = state!.toArray().map(value => f(value));
    return buildColumn(null, inferDtype(values), values.length, i => values[i], room);
  },
};
const live = (ref: unknown, room: Room): ((...args: unknown[]) => unknown) => (room as KernelContext).func(ref as FunctionRef) as never;
function rowsOf({ ids, count }: Groups): number[][] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < ids.length; i++) if (ids[i]! >= 0) rows[ids[i]!]!.push(i);
  return rows;
}

const STEPS: Readonly<Record<Aggregation | "custom", Steps>> = {
  custom,
  count,
  size: { ...count, chunk: source => count.chunk({ ...source, column: null }, { out: "", column: "", how: "size" }) },
  sum,
  prod,
  mean,
  var: moments,
  std: moments,
  sem: moments,
  min: oneRow,
  max: oneRow,
  first: oneRow,
  last: oneRow,
  idxmin: labelled,
  idxmax: labelled,
  any: truth,
  all: truth,
  nunique: {
    ...lists(true),
    finish: ([state], _spec, room) =>
      fromNumbers(
        null,
        "int64",
        Float64Array.from(state!, values => (values as unknown[]).length),
        room,
      ),
  },
  list: { ...lists(false), finish: ([state]) => state! },
  median: { ...lists(false), finish: ([state]) => doubles(Float64Array.from(state!, values => median(values as unknown[]))) },
};
export const stepsOf = (how: Aggregation | "custom"): Steps => STEPS[how];

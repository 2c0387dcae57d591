/**
 * Which group each row is in: dense ids in order of first sight, -1 for rows that are left out because a key is missing. Text is grouped by
 * its codes, integers of a narrow range by a table, other numbers by open addressing.
 */

import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { large, numbersOf } from "./numbers.ts";

export interface Groups {
  readonly ids: Int32Array;
  readonly count: number;
  /** A row of each group, the first. */
  readonly first: Int32Array;
  /** All rows are one group, none is left out: totals need not be looked up row by row. */
  readonly whole?: true;
}

export function groupsOf(keys: readonly Column[], length: number, dropna: boolean): Groups {
  if (keys.length === 0) return { ids: new Int32Array(length), count: length === 0 ? 0 : 1, first: Int32Array.of(0).subarray(0, length === 0 ? 0 : 1) };
  let groups = groupColumn(keys[0]!, dropna);
  for (const key of keys.slice(1)) groups = cross(groups, groupColumn(key, dropna));
  return groups;
}

function groupColumn(key: Column, dropna: boolean): Groups {
  if (key.dictionary !== null) return byTable(key.data as Int32Array, key.length, -1, key.dictionary.length - 1, dropna ? -1 : undefined);
  if (key.dtype === "object") return byMap(key, dropna);
  const values = numbersOf(key);
  if (/^(u?int64|bigint)$/.test(key.dtype) && large(values)) return byMap(key, dropna);
  const missing = missingTest(key);
  let [low, high, whole, gaps] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true, false];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== value) gaps = true;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
      if (whole && Math.floor(value) !== value) whole = false;
    }
  }
  if (whole && high - low <= Math.max(1 << 16, 4 * values.length) && high - low < 1 << 26) {
    const shifted = new Int32Array(values.length);
    for (let i = 0; i < shifted.length; i++) shifted[i] = values[i]! === values[i]! ? values[i]! - low : -1;
    return byTable(shifted, shifted.length, -1, low > high ? 0 : high - low, dropna ? -1 : undefined);
  }
  return byHash(values, gaps, dropna, missing);
}

/** Small whole numbers `low` to `high`; `out` is the one to leave out. */
function byTable(codes: Int32Array, length: number, low: number, high: number, out: number | undefined): Groups {
  const of = new Int32Array(high - low + 1);
  const ids = new Int32Array(length);
  const first = new Int32Array(Math.min(length, of.length));
  let count = 0;
  if (out !== undefined) of[out - low] = -1;
  for (let i = 0; i < length; i++) {
    const slot = codes[i]! - low;
    let id = of[slot]!;
    if (id === 0) {
      first[count] = i;
      id = of[slot] = ++count;
    }
    ids[i] = id > 0 ? id - 1 : -1;
  }
  return { ids, count, first: first.subarray(0, count) };
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function byHash(values: Float64Array, gaps: boolean, dropna: boolean, missing: (i: number) => boolean): Groups {
  const { length } = values;
  let mask = 1023;
  let slots = new Int32Array(mask + 1);
  let keys = new Float64Array(512);
  const ids = new Int32Array(length);
  const first: number[] = [];
  let absent = -1;
  const hash = (value: number): number => {
    bits[0] = value;
    let h = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    return Math.imul(h, 0xc2b2ae35) ^ (h >>> 13);
  };
  for (let i = 0; i < length; i++) {
    const value = values[i]! + 0;
    if (value !== value) {
      if (dropna && gaps && missing(i)) ids[i] = -1;
      else {
        if (absent < 0) {
          absent = first.length;
          grow(absent);
          keys[absent] = Number.NaN;
          first.push(i);
        }
        ids[i] = absent;
      }
      continue;
    }
    let slot = hash(value) & mask;
    let id = slots[slot]! - 1;
    while (id >= 0 && keys[id] !== value) {
      slot = (slot + 1) & mask;
      id = slots[slot]! - 1;
    }
    if (id < 0) {
      id = first.length;
      grow(id);
      keys[id] = value;
      first.push(i);
      slots[slot] = id + 1;
      if (first.length * 2 > mask) rehash();
    }
    ids[i] = id;
  }
  return { ids, count: first.length, first: Int32Array.from(first) };

  function grow(size: number): void {
    if (size < keys.length) return;
    const larger = new Float64Array(keys.length * 2);
    larger.set(keys);
    keys = larger;
  }
  function rehash(): void {
    mask = mask * 2 + 1;
    slots = new Int32Array(mask + 1);
    for (let id = 0; id < first.length; id++) {
      if (keys[id] !== keys[id]) continue;
      let slot = hash(keys[id]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
  }
}

function byMap(key: Column, dropna: boolean): Groups {
  const { length } = key;
  const read = /^u?int64$/.test(key.dtype) ? (i: number) => (key.data as BigInt64Array)[i] : columnReader(key);
  const missing = missingTest(key);
  const known = new Map<unknown, number>();
  const ids = new Int32Array(length);
  const first: number[] = [];
  for (let i = 0; i < length; i++) {
    if (missing(i) && dropna) {
      ids[i] = -1;
      continue;
    }
    const value = missing(i) ? null : read(i);
    const by = value instanceof Date ? `date ${+value}` : typeof value === "object" && value !== null ? JSON.stringify(value) : value;
    let id = known.get(by);
    if (id === undefined) {
      known.set(by, (id = first.length));
      first.push(i);
    }
    ids[i] = id;
  }
  return { ids, count: first.length, first: Int32Array.from(first) };
}

/** Groups of pairs of ids. */
function cross(a: Groups, b: Groups): Groups {
  const { length } = a.ids;
  const wide = a.count * b.count;
  if (wide < 1 << 26 && wide <= Math.max(1 << 16, 8 * length)) {
    const codes = new Int32Array(length);
    for (let i = 0; i < length; i++) codes[i] = a.ids[i]! < 0 || b.ids[i]! < 0 ? -1 : a.ids[i]! * b.count + b.ids[i]!;
    return byTable(codes, length, -1, Math.max(0, wide - 1), -1);
  }
  const codes = new Float64Array(length);
  for (let i = 0; i < length; i++) codes[i] = a.ids[i]! < 0 || b.ids[i]! < 0 ? Number.NaN : a.ids[i]! * b.count + b.ids[i]!;
  return byHash(codes, true, true, i => codes[i] !== codes[i]);
}

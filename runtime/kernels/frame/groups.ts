/**
 * Which group each row is in: dense ids in order of first sight, -1 for rows that are left out because a key is missing. Keys become whole
 * numbers, several keys one number of mixed radix; those are looked up in a table where they are few and hashed where they are not. Numbers
 * without such a code are hashed as the two words they are stored in.
 */

import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { wordsOf } from "../../values/int64.ts";
import { isValid } from "../../values/validity.ts";
import { codesOf, isDense, MOST_CODES } from "./key-codes.ts";
import { numbersOf } from "./numbers.ts";

export interface Groups {
  readonly ids: Int32Array;
  readonly count: number;
  /** A row of each group, the first. */
  readonly first: Int32Array;
  /** All rows are one group, none is left out: totals need not be looked up row by row. */
  readonly whole?: true;
}

/** Numbers 0 to `size - 1` of rows, -1 for rows that are left out. */
interface Coded {
  readonly codes: Int32Array;
  readonly size: number;
  /** Where they are ids of groups already. */
  readonly groups?: Groups;
}

export function groupsOf(keys: readonly Column[], length: number, dropna: boolean): Groups {
  if (keys.length === 0) return { ids: new Int32Array(length), count: length === 0 ? 0 : 1, first: Int32Array.of(0).subarray(0, length === 0 ? 0 : 1) };
  let all = coded(keys[0]!, dropna);
  for (const key of keys.slice(1)) all = crossed(all, coded(key, dropna));
  return grouped(all);
}

function coded(key: Column, dropna: boolean): Coded {
  const small = codesOf(key);
  if (small !== undefined) {
    const { codes, size } = small;
    if (dropna || !codes.includes(-1)) return { codes, size };
    const shifted = new Int32Array(codes.length);
    for (let i = 0; i < shifted.length; i++) shifted[i] = codes[i]! + 1;
    return { codes: shifted, size: size + 1 };
  }
  const groups = key.dtype === "object" ? byMap(key, dropna) : byStorage(key, dropna);
  return { codes: groups.ids, size: groups.count, groups };
}

/** Ids of groups, and a row of each. */
export function grouped({ codes, size, groups }: Coded): Groups {
  return groups ?? (isDense(size, codes.length) ? byTable(codes, size) : byCode(codes, size));
}

function crossed(a: Coded, b: Coded): Coded {
  const { length } = a.codes;
  if (a.size * b.size > MOST_CODES) {
    const [one, two] = [grouped(a), grouped(b)];
    if (one.count * two.count > MOST_CODES) {
      const groups = byPair(one.ids, two.ids, 1, length, i => one.ids[i]! < 0 || two.ids[i]! < 0, true);
      return { codes: groups.ids, size: groups.count, groups };
    }
    return product(one.ids, two.ids, one.count, two.count);
  }
  return product(a.codes, b.codes, a.size, b.size);
}

export function product(a: Int32Array, b: Int32Array, n: number, m: number): Coded {
  const codes = new Int32Array(a.length);
  for (let i = 0; i < codes.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    codes[i] = (x | y) < 0 ? -1 : Math.imul(x, m) + y;
  }
  return { codes, size: n * m };
}

function byTable(codes: Int32Array, size: number): Groups {
  const { length } = codes;
  const first = new Int32Array(Math.min(length, size));
  // Codes that were given out in the order of first sight, as readers do, are the ids already.
  let count = 0;
  let start = 0;
  for (; start < length; start++) {
    const code = codes[start]!;
    if (code < count) continue;
    if (code > count) break;
    first[count++] = start;
  }
  if (start === length) return { ids: codes, count, first: first.subarray(0, count) };
  // Place 0 is that of -1; ids are kept plus 1.
  const known = new Int32Array(size + 1);
  for (let id = 1; id <= count; id++) known[id] = id;
  const ids = new Int32Array(length);
  ids.set(codes.subarray(0, start));
  for (let i = start; i < length; i++) {
    const code = codes[i]!;
    let id = known[code + 1]!;
    if (id === 0 && code >= 0) {
      first[count] = i;
      id = known[code + 1] = ++count;
    }
    ids[i] = id - 1;
  }
  return { ids, count, first: first.subarray(0, count) };
}

/** Slots of a table at its start: for that many keys it never grows. */
const slotsFor = (keys: number): number => 2 ** Math.ceil(Math.log2(Math.min(1 << 17, Math.max(512, keys)) * 2));

const mixed = (code: number): number => {
  const h = Math.imul(code ^ (code >>> 15), 0x85ebca6b);
  return h ^ (h >>> 13);
};

/** Open addressing, half of it free at least; a slot is a code and the id plus 1. */
function byCode(codes: Int32Array, size: number): Groups {
  const { length } = codes;
  const ids = new Int32Array(length);
  const first = new Int32Array(Math.min(length, size));
  let mask = slotsFor(Math.min(length, size)) - 1;
  let slots: Int32Array = new Int32Array(2 * (mask + 1));
  let count = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i]!;
    if (code < 0) {
      ids[i] = -1;
      continue;
    }
    let slot = mixed(code) & mask;
    let id = slots[2 * slot + 1]!;
    while (id !== 0 && slots[2 * slot] !== code) {
      slot = (slot + 1) & mask;
      id = slots[2 * slot + 1]!;
    }
    if (id === 0) {
      first[count] = i;
      id = ++count;
      slots[2 * slot] = code;
      slots[2 * slot + 1] = id;
      if (2 * count > mask) {
        mask = 4 * mask + 3;
        slots = slotsOfCodes(codes, first, count, mask);
      }
    }
    ids[i] = id - 1;
  }
  return { ids, count, first: first.subarray(0, count) };
}

function slotsOfCodes(codes: Int32Array, first: Int32Array, count: number, mask: number): Int32Array {
  const slots = new Int32Array(2 * (mask + 1));
  for (let id = 0; id < count; id++) {
    const code = codes[first[id]!]!;
    let slot = mixed(code) & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = code;
    slots[2 * slot + 1] = id + 1;
  }
  return slots;
}

/** 64-bit integers and doubles by their words, which tell them apart whatever their size. */
function byStorage(key: Column, dropna: boolean): Groups {
  const { length, validity, range } = key;
  if (/^(u?int64|bigint)$/.test(key.dtype) && range === null) {
    const words = wordsOf(key.data);
    return byPair(words, words.subarray(1), 2, length, validity === null ? undefined : i => !isValid(validity, i), dropna);
  }
  const values = numbersOf(key);
  const own = new Float64Array(length);
  // -0 becomes 0.
  for (let i = 0; i < length; i++) own[i] = values[i]! + 0;
  const words = wordsOf(own);
  return byPair(words, words.subarray(1), 2, length, i => own[i]! !== own[i]!, dropna);
}

/** Pairs of words; those of row i are at `i * stride`. Rows without a key are left out, or are a group. */
function byPair(low: Int32Array, high: Int32Array, stride: number, length: number, gone: ((i: number) => boolean) | undefined, dropna: boolean): Groups {
  const ids = new Int32Array(length);
  const first = new Int32Array(length);
  let mask = slotsFor(length) - 1;
  let slots: Int32Array = new Int32Array(mask + 1);
  let count = 0;
  let absent = -1;
  for (let i = 0; i < length; i++) {
    if (gone?.(i) === true) {
      if (!dropna && absent < 0) {
        absent = count;
        first[count++] = i;
      }
      ids[i] = absent;
      continue;
    }
    const x = low[i * stride]!;
    const y = high[i * stride]!;
    let slot = mixed(x ^ Math.imul(y, 0x9e3779b1)) & mask;
    let id = slots[slot]!;
    while (id !== 0) {
      const row = first[id - 1]! * stride;
      if (low[row] === x && high[row] === y) break;
      slot = (slot + 1) & mask;
      id = slots[slot]!;
    }
    if (id === 0) {
      first[count] = i;
      id = slots[slot] = ++count;
      if (2 * count > mask) {
        mask = 4 * mask + 3;
        slots = slotsOfPairs(low, high, stride, first, count, absent, mask);
      }
    }
    ids[i] = id - 1;
  }
  return { ids, count, first: first.slice(0, count) };
}

function slotsOfPairs(low: Int32Array, high: Int32Array, stride: number, first: Int32Array, count: number, absent: number, mask: number): Int32Array {
  const slots = new Int32Array(mask + 1);
  for (let id = 0; id < count; id++) {
    if (id === absent) continue;
    const row = first[id]! * stride;
    let slot = mixed(low[row]! ^ Math.imul(high[row]!, 0x9e3779b1)) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id + 1;
  }
  return slots;
}

function byMap(key: Column, dropna: boolean): Groups {
  const { length } = key;
  const read = columnReader(key);
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

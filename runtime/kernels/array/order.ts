/**
 * The order of numbers: numbers first, by size, -0 and 0 alike, NaN last, as NumPy sorts. Radix sort of positions, the best few of a line,
 * and selection by rank.
 */

import type { NDArray } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { is64 } from "./expressions.ts";
import { complexRanks, isComplex, partsOf } from "./complex-order.ts";
import { asFloats } from "./fold.ts";
import { packed } from "./copy.ts";

/** What a block's elements are compared by, in C order: their values, or their ranks where those are beyond 2^53 or complex. Not to be written into. */
export function keysOf(block: NDArray, context: KernelContext): Float64Array {
  if (isComplex(block)) return complexRanks(partsOf(block, context));
  const source = block.contiguous ? block : packed(block, context);
  const floats = asFloats(source);
  if (floats === null) return ranksOf(source);
  const data = floats.data.subarray(floats.offset, floats.offset + floats.size);
  return data instanceof Float64Array ? data : Float64Array.from(data as Float32Array);
}

function ranksOf({ data, offset, size }: NDArray): Float64Array {
  const values = (data as BigInt64Array).subarray(offset, offset + size);
  const sorted = values.slice().sort();
  return Float64Array.from({ length: size }, (_, i) => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < values[i]!) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** 64-bit integers as numbers, or undefined where one is beyond 2^53; other dtypes as they are. */
export function numbersOf(block: NDArray, context: KernelContext): ArrayLike<number> | undefined {
  const source = block.contiguous ? block : packed(block, context);
  const floats = is64(source.dtype) ? asFloats(source) : source;
  return floats === null ? undefined : (floats.data.subarray(floats.offset, floats.offset + floats.size) as Float64Array);
}

/** Fewer are sorted by comparing. */
const FEW = 512;
const BUCKETS = 2048;

/** The positions of `keys` in ascending order; equal ones keep theirs. Least digit first, 11 bits at a time. */
export function argsort(keys: Float64Array): Uint32Array {
  const n = keys.length;
  let order = Uint32Array.from(keys, (_, i) => i);
  if (n < FEW) {
    return order.sort((a, b) => {
      const [x, y] = [keys[a]!, keys[b]!];
      if (x < y) return -1;
      if (x > y) return 1;
      return Number(x !== x) - Number(y !== y) || a - b;
    });
  }
  const words = new Int32Array(new Float64Array(1).buffer);
  const cell = new Float64Array(words.buffer);
  let [low, high] = [new Uint32Array(n), new Uint32Array(n)];
  const counts = new Uint32Array(6 * BUCKETS);
  for (let i = 0; i < n; i++) {
    cell[0] = keys[i]! + 0;
    const negative = words[1]! < 0;
    const missing = keys[i] !== keys[i];
    const l = missing ? -1 : negative ? ~words[0]! : words[0]!;
    const h = missing ? -1 : negative ? ~words[1]! : words[1]! ^ 0x80000000;
    low[i] = l;
    high[i] = h;
    counts[l & 2047]!++;
    counts[BUCKETS + ((l >>> 11) & 2047)]!++;
    counts[2 * BUCKETS + (l >>> 22)]!++;
    counts[3 * BUCKETS + (h & 2047)]!++;
    counts[4 * BUCKETS + ((h >>> 11) & 2047)]!++;
    counts[5 * BUCKETS + (h >>> 22)]!++;
  }
  let [order2, low2, high2] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n)];
  for (let pass = 0; pass < 6; pass++) {
    const at = counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS);
    const word = pass < 3 ? low : high;
    const shift = (pass % 3) * 11;
    if (at[(word[0]! >>> shift) & 2047] === n) continue;
    for (let b = 0, sum = 0; b < BUCKETS; b++) [at[b], sum] = [sum, sum + at[b]!];
    for (let i = 0; i < n; i++) {
      const to = at[(word[i]! >>> shift) & 2047]!++;
      order2[to] = order[i]!;
      low2[to] = low[i]!;
      high2[to] = high[i]!;
    }
    [order, order2, low, low2, high, high2] = [order2, order, low2, low, high2, high];
  }
  return order;
}

/** Positions of the `k` greatest (or least) of keys[from], ..., keys[from + n - 1], the best first; the earlier of equal ones. NaN is greater than all. */
export function bestPositions(keys: Float64Array, from: number, n: number, k: number, greatest: boolean): Uint32Array {
  const count = Math.min(k, n);
  const out = new Uint32Array(count);
  const missing: number[] = [];
  for (let i = 0; i < n && missing.length < count; i++) if (keys[from + i] !== keys[from + i]) missing.push(i);
  const sign = greatest ? 1 : -1;
  let filled = 0;
  if (greatest) for (const position of missing) out[filled++] = position;
  const wanted = count - filled;
  const best = 8 * wanted > n && wanted > 64 ? sortedBest(keys, from, n, sign, wanted) : heapBest(keys, from, n, sign, wanted);
  out.set(best, filled);
  filled += best.length;
  if (!greatest) for (let i = 0; filled < count;) out[filled++] = missing[i++]!;
  return out;
}

function sortedBest(keys: Float64Array, from: number, n: number, sign: number, wanted: number): Uint32Array {
  const negated = new Float64Array(n);
  for (let i = 0; i < n; i++) negated[i] = -sign * keys[from + i]!;
  const numbers = negated.reduce((c, x) => c + Number(x === x), 0);
  return argsort(negated).subarray(0, Math.min(wanted, numbers));
}

/** A heap of the best so far with the worst of them on top. */
function heapBest(keys: Float64Array, from: number, n: number, sign: number, wanted: number): Uint32Array {
  const values = new Float64Array(wanted);
  const places = new Uint32Array(wanted);
  let size = 0;
  const worse = (a: number, b: number): boolean => values[a]! < values[b]! || (values[a] === values[b] && places[a]! > places[b]!);
  const swap = (a: number, b: number): void => {
    const [value, place] = [values[a]!, places[a]!];
    values[a] = values[b]!;
    places[a] = places[b]!;
    values[b] = value;
    places[b] = place;
  };
  const sink = (): void => {
    for (let i = 0; ;) {
      let child = 2 * i + 1;
      if (child >= size) return;
      if (child + 1 < size && worse(child + 1, child)) child++;
      if (!worse(child, i)) return;
      swap(i, child);
      i = child;
    }
  };
  if (wanted === 0) return places;
  for (let i = 0; i < n; i++) {
    const x = sign * keys[from + i]!;
    if (x !== x) continue;
    if (size < wanted) {
      let at = size++;
      values[at] = x;
      places[at] = i;
      for (let parent = (at - 1) >> 1; at > 0 && worse(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent);
        at = parent;
      }
    } else if (x > values[0]!) {
      values[0] = x;
      places[0] = i;
      sink();
    }
  }
  const out = new Uint32Array(size);
  while (size > 0) {
    out[size - 1] = places[0]!;
    swap(0, --size);
    sink();
  }
  return out;
}

/** Puts the element of rank `k` in its place, lesser ones before it, greater ones after it (Hoare 1961; pivots are medians of three). No NaN. */
export function select(a: Float64Array, k: number, from = 0, to = a.length - 1): number {
  let [left, right] = [from, to];
  while (left < right) {
    const middle = (left + right) >>> 1;
    const [x, y, z] = [a[left]!, a[middle]!, a[right]!];
    const pivot = x < y ? (y < z ? y : x < z ? z : x) : x < z ? x : y < z ? z : y;
    let [i, j] = [left, right];
    while (i <= j) {
      while (a[i]! < pivot) i++;
      while (a[j]! > pivot) j--;
      if (i <= j) {
        const kept = a[i]!;
        a[i++] = a[j]!;
        a[j--] = kept;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return a[k]!;
}

/** How many of an ascending list come before `x`; with `right`, how many come before or are equal to it. NaN comes last. */
export function rankIn<T extends number | bigint>(sorted: ArrayLike<T>, x: T, right: boolean, low = 0, high = sorted.length): number {
  const missing = x !== x;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const y = sorted[middle]!;
    const before = right ? (missing ? true : y <= x) : missing ? y === y : y < x;
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Totals by group, in float64: sums, counts, products, squares. */

import type { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import type { Groups } from "./groups.ts";
import { numbersOf } from "./numbers.ts";

/** Sums of doubles; NaN is left out. */
export function sums(values: Float64Array, { ids, count, whole }: Groups): Float64Array {
  if (whole === true) {
    let total = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === value) total += value;
    }
    return Float64Array.of(total);
  }
  const out = new Float64Array(count + 1);
  for (let i = 0; i < ids.length; i++) {
    const value = values[i]!;
    if (value === value) out[ids[i]! + 1]! += value;
  }
  return out.subarray(1);
}

/** Products of doubles; NaN is left out. */
export function products(values: Float64Array, { ids, count }: Groups): Float64Array {
  const out = new Float64Array(count + 1).fill(1);
  for (let i = 0; i < ids.length; i++) if (values[i]! === values[i]!) out[ids[i]! + 1]! *= values[i]!;
  return out.subarray(1);
}

/** In one pass; 64-bit integers straight from their words. */
export function sumsAndCounts(column: Column, { ids, count, whole }: Groups): [sums: Float64Array, counts: Float64Array] {
  if (whole === true) return sumAndCount(column);
  const [total, n] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  if (column.dtype === "int64" && column.validity === null && column.range === null) {
    const words = wordsOf(column.data);
    for (let i = 0; i < ids.length; i++) {
      const [low, high, group] = [words[2 * i]!, words[2 * i + 1]!, ids[i]! + 1];
      total[group]! += high === low >> 31 ? low : high * 4_294_967_296 + (low >>> 0);
      n[group]!++;
    }
  } else {
    const values = numbersOf(column);
    for (let i = 0; i < ids.length; i++) {
      const value = values[i]!;
      if (value !== value) continue;
      const group = ids[i]! + 1;
      total[group]! += value;
      n[group]!++;
    }
  }
  return [total.subarray(1), n.subarray(1)];
}

function sumAndCount(column: Column): [sums: Float64Array, counts: Float64Array] {
  let total = 0;
  let n = 0;
  if (column.dtype === "int64" && column.validity === null && column.range === null) {
    const words = wordsOf(column.data);
    n = column.length;
    for (let i = 0; i < 2 * n; i += 2) {
      const [low, high] = [words[i]!, words[i + 1]!];
      total += high === low >> 31 ? low : high * 4_294_967_296 + (low >>> 0);
    }
  } else {
    const values = numbersOf(column);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value !== value) continue;
      total += value;
      n++;
    }
  }
  return [Float64Array.of(total), Float64Array.of(n)];
}

/** Sums of squared distances from the mean of each group; missing values are left out. */
export function squaresAround(means: Float64Array, column: Column, { ids, count, whole }: Groups): Float64Array {
  if (whole === true) return Float64Array.of(squaresOf(means[0]!, column));
  const out = new Float64Array(count + 1);
  const around = new Float64Array(count + 1);
  around.set(means, 1);
  const values = numbersOf(column);
  for (let i = 0; i < ids.length; i++) {
    const [value, group] = [values[i]!, ids[i]! + 1];
    if (value !== value) continue;
    const off = value - around[group]!;
    out[group]! += off * off;
  }
  return out.subarray(1);
}

function squaresOf(mean: number, column: Column): number {
  let sum = 0;
  if (column.dtype === "int64" && column.validity === null && column.range === null) {
    const words = wordsOf(column.data);
    for (let i = 0; i < words.length; i += 2) {
      const [low, high] = [words[i]!, words[i + 1]!];
      const off = (high === low >> 31 ? low : high * 4_294_967_296 + (low >>> 0)) - mean;
      sum += off * off;
    }
  } else {
    const values = numbersOf(column);
    for (let i = 0; i < values.length; i++) {
      const off = values[i]! - mean;
      if (off === off) sum += off * off;
    }
  }
  return sum;
}

/** The words of a sum of 64-bit integers without gaps, each carried over before a double could round. */
export function wholeSum(words: Int32Array): readonly [low: number, high: number] {
  const CARRY = 1 << 21;
  let low = 0;
  let high = 0;
  for (let start = 0; start < words.length; start += CARRY) {
    const stop = Math.min(words.length, start + CARRY);
    for (let i = start; i < stop; i += 2) {
      low += words[i]! >>> 0;
      high += words[i + 1]!;
    }
    const over = Math.floor(low / 4_294_967_296);
    low -= over * 4_294_967_296;
    // What lies beyond the word is gone anyway, and would not be exact for long.
    high = (high + over) | 0;
  }
  return [low, high];
}

/** Doubles that are not NaN. */
export function presentIn(values: Float64Array): number {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! === values[i]!) n++;
  return n;
}

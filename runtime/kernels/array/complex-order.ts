/** The order of complex numbers: by their real parts, then by their imaginary ones; what is not a number in either part comes last, as NumPy sorts. */

import { DTYPE_INFO } from "../../meta/dtype.ts";
import type { NDArray } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { packed } from "./copy.ts";

export const isComplex = (block: NDArray): boolean => DTYPE_INFO[block.dtype].lanes === 2;

/** Elements as real and imaginary parts in turn; those of real numbers are 0. */
export function partsOf(block: NDArray, context: KernelContext): Float64Array {
  const { data, offset, size, dtype } = block.contiguous ? block : packed(block, context);
  if (DTYPE_INFO[dtype].lanes === 2) return Float64Array.from((data as Float64Array).subarray(2 * offset, 2 * (offset + size)));
  const parts = new Float64Array(2 * size);
  for (let i = 0; i < size; i++) parts[2 * i] = Number(data[offset + i]);
  return parts;
}

/** Which parts are not numbers: R + Rj before R + NaNj before NaN + Rj before NaN + NaNj. */
const missing = (re: number, im: number): number => 2 * Number(re !== re) + Number(im !== im);

function compare(a: number, b: number, c: number, d: number): number {
  const [x, y] = [missing(a, b), missing(c, d)];
  if (x !== y) return x - y;
  if (x < 2 && a !== c) return a - c < 0 ? -1 : 1;
  return (x & 1) === 0 && b !== d ? (b < d ? -1 : 1) : 0;
}

/** Positions in ascending order; equal ones keep theirs. */
export function argsortComplex(parts: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: parts.length / 2 }, (_, i) => i);
  return order.sort((i, j) => compare(parts[2 * i]!, parts[2 * i + 1]!, parts[2 * j]!, parts[2 * j + 1]!) || i - j);
}

/** Numbers that compare as the elements do; NaN for what is not a number. */
export function complexRanks(parts: Float64Array, order = argsortComplex(parts)): Float64Array {
  const ranks = new Float64Array(order.length);
  let rank = 0;
  for (const [k, i] of order.entries()) {
    const [re, im] = [parts[2 * i]!, parts[2 * i + 1]!];
    const before = order[k - 1];
    if (before !== undefined && (re !== parts[2 * before] || im !== parts[2 * before + 1])) rank++;
    ranks[i] = re !== re || im !== im ? Number.NaN : rank;
  }
  return ranks;
}

/** How many of ascending elements come before one, or with `right` are equal to it too. All that are not numbers count as equal. */
export function complexRankIn(sorted: Float64Array, re: number, im: number, right: boolean): number {
  const wanted = re !== re || im !== im;
  let [low, high] = [0, sorted.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [a, b] = [sorted[2 * middle]!, sorted[2 * middle + 1]!];
    const order = wanted || a !== a || b !== b ? Number(a !== a || b !== b) - Number(wanted) : compare(a, b, re, im);
    if (right ? order <= 0 : order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether elements are among others; what is not a number never is. */
export function complexMembers(others: Float64Array): (re: number, im: number) => boolean {
  const members = new Map<number, Set<number>>();
  for (let i = 0; i < others.length; i += 2) {
    const [re, im] = [others[i]!, others[i + 1]!];
    if (re !== re || im !== im) continue;
    const same = members.get(re);
    if (same === undefined) members.set(re, new Set([im]));
    else same.add(im);
  }
  return (re, im) => members.get(re)?.has(im) === true;
}

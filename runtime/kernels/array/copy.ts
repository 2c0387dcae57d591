/** Copies between blocks of one shape and dtype, whatever their strides. */

import { DTYPE_INFO, type TypedArray } from "../../meta/dtype.ts";
import { cStrides, NDArray } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { alignedStrides, collapse } from "./run-program.ts";

/** Runs shorter than this are copied element by element. */
const LONG = 32;
/** Side of the squares in which axes that lie across each other are walked. */
const TILE = 32;

export function copyInto(target: NDArray, source: NDArray): void {
  if (target.size === 0) return;
  const { lanes, size } = DTYPE_INFO[target.dtype];
  const walk = collapse(target.shape, [target.strides, alignedStrides(source, target.shape)]);
  // BigInt elements would each be an object: 64-bit integers move as two words. Not as floats: some bits would become another NaN.
  const words = size === 8 && lanes === 1 && !(target.data instanceof Float64Array && source.data instanceof Float64Array) ? 2 : lanes;
  const [to, from] = [asWords(target.data, size, words), asWords(source.data, size, words)];
  const [toStrides, fromStrides] = walk.strides as [number[], number[]];
  copyAxes(
    to,
    target.offset * words,
    toStrides.map(s => s * words),
    from,
    source.offset * words,
    fromStrides.map(s => s * words),
    walk.shape,
    words,
  );
}

function asWords(data: TypedArray, size: number, words: number): TypedArray {
  if (size === 8 && words === 2 && !(data instanceof Float64Array)) return new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  return data;
}

function copyAxes(
  to: TypedArray,
  t: number,
  ts: readonly number[],
  from: TypedArray,
  f: number,
  fs: readonly number[],
  shape: readonly number[],
  words: number,
): void {
  const rank = shape.length;
  if (rank === 0) {
    for (let w = 0; w < words; w++) to[t + w] = from[f + w]!;
    return;
  }
  const last = rank - 1;
  const n = shape[last]!;
  if (rank >= 2 && ts[last] === words && fs[last] !== words && shape[last - 1]! > 1) {
    outer(shape.slice(0, -2), ts, fs, t, f, (a, b) => copyTiled(to, a, ts[last - 1]!, words, from, b, fs[last - 1]!, fs[last]!, shape[last - 1]!, n, words));
    return;
  }
  outer(shape.slice(0, -1), ts, fs, t, f, (a, b) => {
    if (ts[last] === words && fs[last] === words && n * words >= LONG) to.set(from.subarray(b, b + n * words) as never, a);
    else for (let i = 0; i < n; i++, a += ts[last]!, b += fs[last]!) for (let w = 0; w < words; w++) to[a + w] = from[b + w]!;
  });
}

function copyTiled(
  to: TypedArray,
  t: number,
  tRow: number,
  tCol: number,
  from: TypedArray,
  f: number,
  fRow: number,
  fCol: number,
  rows: number,
  columns: number,
  words: number,
): void {
  for (let r0 = 0; r0 < rows; r0 += TILE) {
    const r1 = Math.min(rows, r0 + TILE);
    for (let c0 = 0; c0 < columns; c0 += TILE) {
      const c1 = Math.min(columns, c0 + TILE);
      for (let r = r0; r < r1; r++) {
        let a = t + r * tRow + c0 * tCol;
        let b = f + r * fRow + c0 * fCol;
        for (let c = c0; c < c1; c++, a += tCol, b += fCol) {
          to[a] = from[b]!;
          if (words === 2) to[a + 1] = from[b + 1]!;
        }
      }
    }
  }
}

function outer(shape: readonly number[], ts: readonly number[], fs: readonly number[], t: number, f: number, visit: (t: number, f: number) => void): void {
  if (shape.length === 0) return visit(t, f);
  const [n, ...rest] = shape as [number, ...number[]];
  for (let i = 0; i < n; i++) outer(rest, ts.slice(1), fs.slice(1), t + i * ts[0]!, f + i * fs[0]!, visit);
}

/** A copy in C order in block memory. */
export function packed(block: NDArray, context: Pick<KernelContext, "alloc">): NDArray {
  const out = new NDArray(context.alloc(block.dtype, block.size), block.shape, block.dtype);
  copyInto(out, block);
  return out;
}

/** The same elements along other axes, without copying: `shape` and `strides` in place of the block's own. */
export const viewed = (block: NDArray, shape: readonly number[], strides: readonly number[] = cStrides(shape), offset = block.offset): NDArray =>
  new NDArray(block.data, shape, block.dtype, strides, offset);

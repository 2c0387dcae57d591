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
  const { size } = DTYPE_INFO[target.dtype];
  const walk = collapse(target.shape, [target.strides, alignedStrides(source, target.shape)]);
  const words = wordsOf(target, source);
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

/** BigInt elements would each be an object: 64-bit integers move as two words. Not as floats: some bits would become another NaN. */
function wordsOf({ dtype, data }: NDArray, source: NDArray): 1 | 2 {
  const { lanes, size } = DTYPE_INFO[dtype];
  return size === 8 && lanes === 1 && !(data instanceof Float64Array && source.data instanceof Float64Array) ? 2 : lanes;
}

/** Positions with fewer elements each than this are copied element by element. */
const WIDE = 16;

/**
 * Fills `out` along `axis`: position k is position `at[k]` of block `from[k]` (of the one block, without `from`). The blocks are like `out`
 * but for their size along the axis.
 */
export function gatherAlong(out: NDArray, axis: number, blocks: readonly NDArray[], at: ArrayLike<number>, from?: ArrayLike<number>): void {
  const n = out.shape[axis]!;
  if (out.size === 0) return;
  if (out.size / n >= WIDE) {
    for (let k = 0; k < n;) {
      let end = k + 1;
      while (end < n && at[end] === at[end - 1]! + 1 && (from === undefined || from[end] === from[k])) end++;
      const source = blocks[from?.[k] ?? 0]!;
      const shape = out.shape.with(axis, end - k);
      copyInto(
        new NDArray(out.data, shape, out.dtype, out.strides, out.offset + k * out.strides[axis]!),
        new NDArray(source.data, shape, source.dtype, source.strides, source.offset + at[k]! * source.strides[axis]!),
      );
      k = end;
    }
    return;
  }
  const words = wordsOf(out, blocks[0]!);
  const { size } = DTYPE_INFO[out.dtype];
  const to = asWords(out.data, size, words);
  const sources = blocks.map(block => asWords(block.data, size, words));
  const rest = out.shape.with(axis, 1);
  for (let index = 0; index < out.size / n; index++) {
    const place = placeIn(rest, index);
    const starts = blocks.map(block => words * (block.offset + dot(place, block.strides)));
    const [start, step] = [words * (out.offset + dot(place, out.strides)), words * out.strides[axis]!];
    for (let k = 0; k < n; k++) {
      const b = from === undefined ? 0 : from[k]!;
      const source = starts[b]! + words * at[k]! * blocks[b]!.strides[axis]!;
      to[start + k * step] = sources[b]![source]!;
      if (words === 2) to[start + k * step + 1] = sources[b]![source + 1]!;
    }
  }
}
const dot = (index: readonly number[], strides: readonly number[]): number => index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
/** The index of the `at`-th element in C order. */
function placeIn(shape: readonly number[], at: number): number[] {
  const index = new Array<number>(shape.length);
  let left = at;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = left % shape[axis]!;
    left = Math.floor(left / shape[axis]!);
  }
  return index;
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

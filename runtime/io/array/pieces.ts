/** What a block wants of a stored array: along each axis every `step`-th of `count` positions from `start` on. */

import { NDArray } from "../../values/ndarray.ts";
import type { ReadAxis } from "../../ops/creation.ts";
import type { BlockPlan } from "./load-kernel.ts";

export interface Piece {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** The pieces of block `index`, an integer position as one of length one; `shape` has the axes that stay. */
export function planOf(axes: readonly ReadAxis[], index: readonly number[]): BlockPlan {
  let out = 0;
  const pieces = axes.map((axis): Piece => ("at" in axis ? { start: axis.at, step: 1, count: 1 } : axis.pieces[index[out++]!]!));
  return { pieces, shape: pieces.filter((_, axis) => !("at" in axes[axis]!)).map(piece => piece.count) };
}

/** The part of the pieces that lies between `from` and `to` of the stored axis: where it begins there, and which results it makes. */
export function clip(piece: Piece, from: number, to: number): { at: number; out: number; count: number } | undefined {
  const { start, step, count } = piece;
  const inside = (i: number) => start + i * step;
  const forward = step > 0;
  const first = forward ? Math.max(0, Math.ceil((from - start) / step)) : Math.max(0, Math.ceil((start - (to - 1)) / -step));
  const last = forward ? Math.min(count - 1, Math.floor((to - 1 - start) / step)) : Math.min(count - 1, Math.floor((start - from) / -step));
  if (first > last) return undefined;
  return { at: inside(first) - from, out: first, count: last - first + 1 };
}

/** Lowest and one beyond the highest position. */
export function spanOf({ start, step, count }: Piece): [from: number, to: number] {
  const last = start + (count - 1) * step;
  return step > 0 ? [start, last + 1] : [last, start + 1];
}

/** A view of `block`: `count` elements from `at` by `step` along each axis. */
export function partOf(block: NDArray, cut: readonly { readonly at: number; readonly step: number; readonly count: number }[]): NDArray {
  return new NDArray(
    block.data,
    cut.map(({ count }) => count),
    block.dtype,
    cut.map(({ step }, axis) => step * block.strides[axis]!),
    cut.reduce((offset, { at }, axis) => offset + at * block.strides[axis]!, block.offset),
  );
}

/** Relations between blockings: the common refinement, where blocks meet, and what a slice leaves of them. */

import { ShapeError, UnknownSizeError } from "../errors.ts";
import { type Dim, isKnown, isUnknown, sameDim, unknown } from "./dim.ts";
import type { AxisChunks } from "./meta.ts";

export const sameBlocks = (a: AxisChunks, b: AxisChunks): boolean =>
  isUnknown(a) || isUnknown(b) ? isUnknown(a) && isUnknown(b) && a.id === b.id : a === b || (a.length === b.length && a.every((n, i) => Object.is(n, b[i])));

/** Where each block begins, and the end. */
export function offsetsOf(blocks: readonly number[]): number[] {
  const offsets = [0];
  for (const size of blocks) offsets.push(offsets.at(-1)! + size);
  return offsets;
}

/**
 * The coarsest blocking that refines all. Blockings of one block do not constrain where another has several. NaN sizes must be laid out alike.
 */
export function commonBlockdim(blockings: readonly (readonly number[])[]): readonly number[] {
  const distinct = blockings.filter((blocks, i) => blockings.findIndex(other => sameBlocks(other, blocks)) === i);
  if (distinct.length === 0) return [];
  const several = distinct.filter(blocks => blocks.length > 1);
  if (several.length === 1 && distinct.every(blocks => blocks.length === 1 || sameBlocks(blocks, several[0]!))) return several[0]!;
  if (several.length === 0) return distinct.reduce((best, blocks) => (blocks[0]! > best[0]! ? blocks : best));
  if (distinct.some(blocks => blocks.some(Number.isNaN))) {
    throw new UnknownSizeError(
      `blocks of unknown sizes are laid out differently: ${distinct.map(blocks => `(${blocks.join(", ")})`).join(" and ")}; await computeChunkSizes() first`,
    );
  }
  const sums = several.map(blocks => blocks.reduce((n, size) => n + size, 0));
  if (sums.some(sum => sum !== sums[0])) throw new ShapeError(`blocks do not add up to the same size: ${sums.join(" and ")}`, [sums[0]!], sums);
  const ends = new Set(several.flatMap(blocks => offsetsOf(blocks).slice(1)));
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.map((end, i) => end - (sorted[i - 1] ?? 0));
}

/** The same for axes of which the editor may not know the blocks. */
export function commonAxis(axes: readonly AxisChunks[]): AxisChunks {
  const first = axes.find(isUnknown);
  if (first === undefined) return commonBlockdim(axes as readonly (readonly number[])[]);
  return axes.every(axis => sameBlocks(axis, axes[0]!)) ? axes[0]! : unknown(first.unknown);
}

/** A piece of an old block: positions `start` to `stop` of block `block`. */
export interface Piece {
  readonly block: number;
  readonly start: number;
  readonly stop: number;
}

/** For each new block of an axis, the pieces of old blocks it is made of. Both blockings cover the same length. */
export function intersectChunks(before: readonly number[], after: readonly number[]): Piece[][] {
  const offsets = offsetsOf(before);
  let block = 0;
  let at = 0;
  return after.map(size => {
    const stop = at + size;
    const pieces: Piece[] = [];
    while (block < before.length && offsets[block + 1]! <= at && !(size === 0 && before[block] === 0)) block++;
    for (let b = block; b < before.length && offsets[b]! < stop; b++) {
      const [start, end] = [Math.max(at, offsets[b]!) - offsets[b]!, Math.min(stop, offsets[b + 1]!) - offsets[b]!];
      if (end > start) pieces.push({ block: b, start, stop: end });
    }
    at = stop;
    return pieces.length > 0 ? pieces : [{ block: Math.min(block, before.length - 1), start: 0, stop: 0 }];
  });
}

/** What a slice takes of one input block: `count` elements from `start` by `step`. */
export interface SlicedBlock {
  readonly block: number;
  readonly start: number;
  readonly count: number;
}

/** The blocks a slice touches, in its own direction; one empty piece where it touches none. */
export function sliceChunks(blocks: readonly number[], start: number, step: number, length: number): SlicedBlock[] {
  const offsets = offsetsOf(blocks);
  const pieces: SlicedBlock[] = [];
  if (step > 0) {
    let taken = 0;
    for (let b = 0; b < blocks.length && taken < length; b++) {
      const position = start + taken * step;
      if (position >= offsets[b + 1]!) continue;
      const count = Math.min(length - taken, Math.ceil((offsets[b + 1]! - position) / step));
      pieces.push({ block: b, start: position - offsets[b]!, count });
      taken += count;
    }
  } else {
    let taken = 0;
    for (let b = blocks.length - 1; b >= 0 && taken < length; b--) {
      const position = start + taken * step;
      if (position < offsets[b]!) continue;
      const count = Math.min(length - taken, Math.floor((position - offsets[b]!) / -step) + 1);
      pieces.push({ block: b, start: position - offsets[b]!, count });
      taken += count;
    }
  }
  return pieces.length > 0 ? pieces : [{ block: 0, start: 0, count: 0 }];
}

/** The block that holds a position, and where in it. */
export function locate(blocks: readonly number[], position: number): { block: number; at: number } {
  let start = 0;
  for (let block = 0; block < blocks.length; block++) {
    if (position < start + blocks[block]!) return { block, at: position - start };
    start += blocks[block]!;
  }
  return { block: blocks.length - 1, at: blocks.at(-1) ?? 0 };
}

/** NumPy's broadcasting of shapes; trailing axes match or are 1. */
export function broadcastShapes(shapes: readonly (readonly Dim[])[]): Dim[] {
  const rank = Math.max(0, ...shapes.map(shape => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let result: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[axis - rank + shape.length];
      if (dim === undefined || dim === 1 || sameDim(dim, result)) continue;
      if (result === 1) result = dim;
      else if (!isKnown(dim) || !isKnown(result)) result = isKnown(result) && isUnknown(dim) ? result : dim;
      else
        throw new ShapeError(
          `shapes do not broadcast: ${shapes.map(s => `(${s.map(d => (isKnown(d) ? d : "?")).join(", ")})`).join(" and ")}`,
          shapes[0]!.map(numeric),
          (shapes[1] ?? []).map(numeric),
        );
    }
    return result;
  });
}

const numeric = (dim: Dim): number => (isUnknown(dim) ? Number.NaN : dim);

/** Consecutive blocks made alike in size: as many as there are, but for a small last one. */
export function balanced(blocks: readonly number[]): readonly number[] {
  const sorted = [...blocks].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = Math.floor(sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2);
  const sum = blocks.reduce((n, size) => n + size, 0);
  const count = blocks.length - (sorted[0]! <= 0.5 * sorted.at(-1)! ? 1 : 0);
  let best: number[] | undefined;
  for (let size = Math.max(1, median - (median >> 1)); size <= median + (median >> 1); size++) {
    const pieces = Array.from({ length: Math.ceil(sum / size) }, (_, i) => Math.min(size, sum - i * size));
    if (pieces.length === count && (best === undefined || pieces[0]! - pieces.at(-1)! < best[0]! - best.at(-1)!)) best = pieces;
  }
  return best ?? blocks;
}

/** Another shape over the same elements: axes are split or merged where blocks allow it, after rechunking so that they do. */

import { NotSupportedError, ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown, unknown } from "../../meta/dim.ts";
import { defaultChunkBytes } from "../../meta/auto-chunks.ts";
import { itemsize } from "../../meta/dtype.ts";
import { formatBytes } from "../../meta/format.ts";
import { build } from "../lazy.ts";
import { knownDType, metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { warn } from "./warn.ts";

export interface ReshapeOptions {
  readonly mergeChunks?: boolean;
}

export function reshape(node: Expr, given: unknown, { mergeChunks = true }: ReshapeOptions = {}): Expr {
  const { shape, chunks } = metaOf(node);
  const wanted = (Array.isArray(given) ? given : [given]) as Dim[];
  if (wanted.some(isUnknown) || shape.some(isUnknown) || chunks.some(isUnknown)) return ofUnknown(node, wanted);
  const known = shape as readonly number[];
  if (known.some(Number.isNaN)) {
    if (wanted.length === 1 && shape.length === 1 && wanted[0] === -1) return node;
    if (wanted.length === 1 && wanted[0] === -1)
      return build("array.reshape", [node], { shape: [Number.NaN], chunks: [flatUnknown(chunks as readonly (readonly number[])[])] });
    throw new UnknownSizeError("reshape needs sizes that are known: await computeChunkSizes() first");
  }
  const sizes = inferSize(wanted as readonly number[], known);
  if (sizes.length === known.length && sizes.every((n, axis) => n === known[axis])) return node;
  const blocks = chunks as readonly (readonly number[])[];
  if (blocks.every(axis => axis.length === 1)) return build("array.reshape", [node], { shape: sizes, chunks: sizes.map(n => [n]) });
  if (sizes.includes(0))
    return build(
      "array.reshape",
      [
        rechunkTo(
          node,
          known.map(n => [n]),
        ),
      ],
      { shape: sizes, chunks: sizes.map(n => [n]) },
    );
  const slow = known.length - sizes.length;
  const source = !mergeChunks && slow > 0 ? blocks.map((axis, k) => (k < slow ? new Array<number>(known[k]!).fill(1) : axis)) : blocks;
  const plan = planReshape(known, sizes, source);
  warnOfGrowth(node, source, plan.after);
  return build("array.reshape", [rechunkTo(node, plan.before)], { shape: sizes, chunks: plan.after });
}

/** Axes that are merged must be whole, which may make blocks of any size. */
function warnOfGrowth(node: Expr, before: readonly (readonly number[])[], after: readonly (readonly number[])[]): void {
  const dtype = knownDType(node);
  const largest = (chunks: readonly (readonly number[])[]): number =>
    chunks.reduce((n, axis) => n * Math.max(...axis), dtype === undefined ? 1 : itemsize(dtype));
  const [old, made] = [largest(before), largest(after)];
  if (made > defaultChunkBytes() && made >= 4 * old)
    warn("AR12", `reshape makes blocks of ${formatBytes(made)} of blocks of ${formatBytes(old)}: rechunk first, or give mergeChunks: false`);
}

export const ravel = (node: Expr): Expr => reshape(node, [-1]);

function inferSize(wanted: readonly number[], shape: readonly number[]): number[] {
  const size = shape.reduce((n, k) => n * k, 1);
  if (wanted.filter(n => n === -1).length > 1) throw new ShapeError("reshape: only one size can be -1", wanted, shape);
  const rest = wanted.reduce((n, k) => (k === -1 ? n : n * k), 1);
  const sizes = wanted.map(n => (n === -1 ? (rest === 0 ? 0 : size / rest) : n));
  if (sizes.some(n => !Number.isInteger(n) || n < 0) || sizes.reduce((n, k) => n * k, 1) !== size) {
    throw new ShapeError(`an array of shape (${shape.join(", ")}), ${size} elements, cannot have the shape (${wanted.join(", ")})`, wanted, shape);
  }
  return sizes;
}

/** Walks both shapes from the last axis: equal axes keep their blocks, groups of axes with equal products are merged or split. */
function planReshape(from: readonly number[], to: readonly number[], blocks: readonly (readonly number[])[]): { before: number[][]; after: number[][] } {
  const before: number[][] = from.map(n => [n]);
  const after: number[][] = to.map(n => [n]);
  let i = from.length - 1;
  let o = to.length - 1;
  while (i >= 0 || o >= 0) {
    const [n, m] = [from[i] ?? 1, to[o] ?? 1];
    if (i >= 0 && o >= 0 && n === m) [before[i--], after[o--]] = [[...blocks[i]!], [...blocks[i]!]];
    else if (i >= 0 && n === 1) before[i--] = [1];
    else if (o >= 0 && m === 1) after[o--] = [1];
    else if (n < m) {
      const first = groupStart(from, i, m, from, to);
      mergeAxes(from, first, i, blocks, before, after, o);
      i = first - 1;
      o--;
    } else {
      const first = groupStart(to, o, n, from, to);
      const inner = to.slice(first + 1, o + 1).reduce((k, size) => k * size, 1);
      const cuts = multiples(blocks[i]!, inner);
      before[i] = cuts;
      after[first] = cuts.map(size => size / inner);
      o = first - 1;
      i--;
    }
  }
  return { before, after };
}

/** The first axis of a group that ends at `last` and has `product` elements. */
function groupStart(shape: readonly number[], last: number, product: number, from: readonly number[], to: readonly number[]): number {
  let first = last;
  let size = shape[last]!;
  while (first > 0 && size < product) size *= shape[--first]!;
  if (size !== product)
    throw new NotSupportedError(`reshape of (${from.join(", ")}) to (${to.join(", ")}) would cut across axes: rechunk to one block first (rechunk(-1))`);
  return first;
}

function mergeAxes(
  from: readonly number[],
  first: number,
  last: number,
  blocks: readonly (readonly number[])[],
  before: number[][],
  after: number[][],
  out: number,
): void {
  const single = blocks.slice(0, last).every(axis => axis.every(size => size === 1));
  if (single) {
    for (let k = first; k <= last; k++) before[k] = [...blocks[k]!];
    const times = blocks.slice(first, last).reduce((n, axis) => n * axis.length, 1);
    after[out] = Array.from({ length: times }, () => blocks[last]!).flat();
    return;
  }
  const pieces = blocks.slice(first + 1, last + 1).reduce((n, axis) => n * axis.length, 1);
  const inner = from.slice(first + 1, last + 1).reduce((n, size) => n * size, 1);
  before[first] = blocks[first]!.flatMap(size => cut(size, pieces));
  after[out] = before[first].map(size => size * inner);
}

/** A block in about `pieces` parts, so that merging whole axes to it does not make it grow. */
function cut(size: number, pieces: number): number[] {
  const part = Math.max(1, size / pieces);
  const parts: number[] = [];
  let left = size;
  while (left >= 2 * part) {
    parts.push(Math.floor(part));
    left -= Math.floor(part);
  }
  if (left > 0) parts.push(left);
  return parts;
}

/** Blocks moved to multiples of `inner`; what is over goes to the next. */
function multiples(blocks: readonly number[], inner: number): number[] {
  const result: number[] = [];
  let carried = 0;
  for (const size of blocks) {
    const whole = Math.floor((size + carried) / inner) * inner;
    carried = size + carried - whole;
    if (whole > 0) result.push(whole);
  }
  return result;
}

/** One block of unknown size for each block there is. */
const flatUnknown = (blocks: readonly (readonly number[])[]): number[] => new Array<number>(blocks.reduce((n, axis) => n * axis.length, 1)).fill(Number.NaN);

/** The editor: the array with an axis of another length, when its own is not known. */
export function withUnknownAxis(node: Expr, axis: number): Expr {
  const { shape, chunks } = metaOf(node);
  const why = unknown("an axis that is longer or shorter than one whose size is not known");
  return build("array.reshape", [node], { shape: shape.with(axis, why), chunks: chunks.with(axis, why) });
}

function ofUnknown(node: Expr, wanted: readonly Dim[]): Expr {
  const { shape } = metaOf(node);
  const size = shape.every(isKnown) ? shape.reduce<number>((n, d) => n * (d as number), 1) : undefined;
  const sizes = wanted.map(n => {
    if (n !== -1) return n;
    const rest = wanted.filter(other => other !== -1);
    return size !== undefined && rest.every(isKnown)
      ? size / rest.reduce<number>((k, d) => k * (d as number), 1)
      : unknown("reshape of an array whose size is not known");
  });
  return build("array.reshape", [node], { shape: sizes, chunks: sizes.map(() => unknown("blocks after a reshape of an array whose blocks are not known")) });
}

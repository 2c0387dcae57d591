/** Python's `x[...]`: slices, integers, new axes, one list, masks. */

import { IndexError, NotSupportedError, ShapeError, UnknownSizeError } from "../../errors.ts";
import { dimText, isKnown, isUnknown, sameDim } from "../../meta/dim.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { type IndexEntry, newaxis, readIndex } from "../../meta/slice.ts";
import { Expr } from "../../expr/expr.ts";
import { build, exprOf, isLazy } from "../lazy.ts";
import { blockOf, fromData, isBlock, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";
import { unify } from "./unify.ts";

export function getitem(node: Expr, index: readonly unknown[]): Expr {
  const meta = metaOf(node);
  const entries = readIndex(index.map(eager), meta.shape, value => {
    const mask = nodeOf(value);
    return mask === undefined ? undefined : lazyAxes(mask);
  });
  const lists = entries.filter(entry => entry.kind === "list" || entry.kind === "other");
  if (lists.length > 1) throw new NotSupportedError("an index can have one list or mask; for points use vindex.get(rows, columns)");
  const plain = entries.map(entry => (entry.kind === "list" || entry.kind === "other" ? whole(entry.axis, meta) : entry));
  const [special] = lists;
  if (special === undefined) return sliced(node, entries);
  if (special.kind === "other") {
    const chosen = nodeOf(special.value)!;
    return isMask(chosen) ? masked(node, chosen, special, plain) : takeComputed(node, chosen, special, plain);
  }
  return take(sliced(node, plain), special.positions, axisAfter(special, plain));
}

/** Blocks in memory index as lists do, or as masks where they have more axes. */
export function eager(value: unknown): unknown {
  if (!isBlock(value)) return value;
  if (value.ndim === 0) return value.item();
  return value.ndim === 1 ? value.toArray() : fromData(blockOf(value), -1);
}
export const nodeOf = (value: unknown): Expr | undefined => (value instanceof Expr ? value : isLazy(value) ? exprOf(value) : undefined);

/** A mask takes as many axes as it has, positions one. */
export function lazyAxes(chosen: Expr): number {
  const meta = chosen.meta as ArrayMeta;
  if (meta.kind === "array" && (isUnknown(meta.dtype) || meta.dtype === "bool")) return meta.shape.length;
  if (meta.kind === "array" && !isUnknown(meta.dtype) && /^u?int/.test(meta.dtype)) {
    if (meta.shape.length <= 1) return 1;
    throw new NotSupportedError(`positions must be one-dimensional, got an array of ${meta.shape.length} axes: for points use vindex.get(rows, columns)`);
  }
  throw new IndexError(
    `an index must be integers or booleans, or a lazy array of them, got ${meta.kind === "array" ? `a lazy array of ${String(meta.dtype)}` : `a ${meta.kind}`}`,
  );
}
export const isMask = (chosen: Expr): boolean => isUnknown((chosen.meta as ArrayMeta).dtype) || (chosen.meta as ArrayMeta).dtype === "bool";

const whole = (axis: number, meta: ArrayMeta): IndexEntry => ({ kind: "slice", axis, start: 0, step: 1, length: meta.shape[axis]!, full: true });

function sliced(node: Expr, index: readonly IndexEntry[]): Expr {
  const trivial = index.every(entry => entry.kind === "slice" && entry.full);
  return trivial ? node : build("array.getitem", [node], { index });
}

/** Elements at `positions` along an axis, in blocks of about the average input block. */
export function take(node: Expr, positions: readonly number[], axis: number): Expr {
  const { shape, chunks } = metaOf(node);
  const blocks = chunks[axis]!;
  const length = shape[axis]!;
  if (isUnknown(blocks) || !isKnown(length)) return build("array.take", [node], { axis, positions, blocks: [positions.length] });
  if (positions.length === length && positions.every((position, i) => position === i)) return node;
  const size = Math.max(1, Math.floor(length / blocks.length));
  return build("array.take", [node], { axis, positions, blocks: packedSizes(splitSizes(positions.length, size), length / blocks.length) });
}

const splitSizes = (n: number, size: number): number[] => (n === 0 ? [] : Array.from({ length: Math.ceil(n / size) }, (_, i) => Math.min(size, n - i * size)));

/** Neighbouring groups share a block while it stays within 1.25 of the average. */
export function packedSizes(groups: readonly number[], average: number): number[] {
  const limit = Math.floor(average * 1.25);
  const sizes: number[] = [];
  let current = 0;
  for (const group of groups) {
    if (current > 0 && current + group > limit) {
      sizes.push(current);
      current = group;
    } else {
      current += group;
      if (current > limit / 1.25) {
        sizes.push(current);
        current = 0;
      }
    }
  }
  if (current > 0 || sizes.length === 0) sizes.push(current);
  return sizes;
}

function masked(node: Expr, mask: Expr, entry: Extract<IndexEntry, { kind: "other" }>, plain: readonly IndexEntry[]): Expr {
  const meta = metaOf(node);
  const maskShape = metaOf(mask).shape;
  for (const [k, n] of maskShape.entries()) {
    const own = meta.shape[entry.axis + k]!;
    if (isKnown(n) && isKnown(own) && !sameDim(n, own))
      throw new ShapeError(
        `a mask must have the size of the axes it stands for: expected ${dimText(own)} on axis ${entry.axis + k}, got ${dimText(n)}`,
        meta.shape.map(d => (isKnown(d) ? d : "?")),
        maskShape.map(d => (isKnown(d) ? d : Number.NaN)),
      );
  }
  const others = plain.filter(one => !(one.kind === "slice" && one.full));
  if (entry.axes > 1) {
    if (entry.axes !== meta.shape.length || others.length > 0)
      throw new NotSupportedError(`a mask of ${entry.axes} axes must cover the array, which has ${meta.shape.length}`);
    const [a, b] = unify([node, mask]) as [Expr, Expr];
    return build("array.mask", [ravel(a), ravel(b)], { axis: 0 });
  }
  const base = sliced(node, plain);
  const axis = axisAfter(entry, plain);
  const [a, b] = unify([base, mask], [metaOf(base).shape.map((_, k) => k), [axis]]) as [Expr, Expr];
  return build("array.mask", [a, b], { axis });
}

/** Where an axis of the input is after a slice. */
function axisAfter({ axis }: { readonly axis: number }, plain: readonly IndexEntry[]): number {
  const at = plain.findIndex(one => one.kind === "slice" && one.axis === axis);
  return plain.slice(0, at).filter(one => one.kind !== "int").length;
}

/** Positions that are known only by computing; the result has their blocks. A single one takes its axis away. */
function takeComputed(node: Expr, given: Expr, entry: IndexEntry & { readonly axis: number }, plain: readonly IndexEntry[]): Expr {
  const base = sliced(node, plain);
  const axis = axisAfter(entry, plain);
  const blocks = metaOf(base).chunks[axis]!;
  if (!isUnknown(blocks) && blocks.some(Number.isNaN))
    throw new UnknownSizeError(`axis ${axis} has an unknown size, so it cannot be indexed by positions: await computeChunkSizes() first`);
  const positions = metaOf(given).shape.length === 0 ? getitem(given, [newaxis]) : given;
  const taken = build("array.takeLazy", [base, positions], { axis });
  if (positions === given) return taken;
  return getitem(
    taken,
    metaOf(taken).shape.map((_, k) => (k === axis ? 0 : ":")),
  );
}

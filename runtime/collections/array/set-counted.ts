/** Assigned values of which there is one a position, where only the run knows which positions a mask or an index chooses. */

import { ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { newaxis } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { cumulative } from "./cumulative.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import { ravel, reshape } from "./reshape.ts";

/** One element, along an axis or at all: it goes to every position. */
export const isSingle = (value: Expr, axis?: number): boolean => {
  const { shape } = metaOf(value);
  return (axis === undefined ? shape : [shape[axis]!]).every(n => n === 1 || isUnknown(n));
};

/** The elements of `value`, in C order, where a mask of all axes holds. */
export function setCounted(node: Expr, mask: Expr, value: Expr): Expr {
  const { shape, chunks, dtype } = metaOf(node);
  const rank = metaOf(value).shape.length;
  if (rank !== 1) throw new ShapeError(`setItem: a mask of several axes takes one number, or a list of as many as it chooses; got ${rank} axes`, [1], [rank]);
  const [flat, chosen] = [ravel(node), ravel(rechunkTo(mask, chunks))];
  const each = taken(value, ranks(chosen, value, 0), 0);
  const changed = reshape(elementwise("where", [chosen, each, flat]), shape, { mergeChunks: true });
  const result = rechunkTo(changed, chunks);
  return isUnknown(dtype) || metaOf(result).dtype === dtype ? result : build("array.astype", [result], { dtype });
}

/** For each position of a mask of one axis how many before it are chosen; 0 where it is not. A run in which that many values are not there fails. */
export function ranks(mask: Expr, value: Expr, axis: number): Expr {
  const count = metaOf(value).shape[axis]!;
  if (!isKnown(count))
    throw new UnknownSizeError("setItem: how many values there are must be known, to be set where a lazy mask holds: await computeChunkSizes() first");
  const before = elementwise("sub", [cumulative("cumsum", mask, [{ axis: 0 }]), 1]);
  return build("array.counted", [elementwise("where", [mask, before, 0]), reduce("countNonzero", mask, [])], { count });
}

/** For each position of an axis which value it is set to, the last of several; -1 where it keeps its own. */
export function placesOf(positions: Expr, value: Expr, own: number, blocks: AxisChunks, axis: number): Expr {
  const [wanted, got] = [metaOf(positions).shape[0] ?? 1, metaOf(value).shape[own]!];
  if (!isKnown(got) || (!isUnknown(blocks) && blocks.some(Number.isNaN)))
    throw new UnknownSizeError(`setItem: axis ${axis} or the values along it have an unknown size: await computeChunkSizes() first`);
  if (isKnown(wanted) && wanted !== got)
    throw new ShapeError(`setItem: the index names ${wanted} positions on axis ${axis}, the value has ${got}`, [wanted], [got]);
  return build("array.positionMask", [positions], { chunks: blocks, axis, count: got });
}

/** The values at these places, which count from 0; what is below that may be any of them. */
export function taken(value: Expr, places: Expr, axis: number): Expr {
  // Without values there is nothing to be set; the places are still looked at, for they say so if there should have been some.
  const { shape } = metaOf(value);
  if (shape[axis] === 0) return getitem(elementwise("mul", [places, 0]), [":", ...shape.slice(axis + 1).map(() => newaxis)]);
  return build("array.takeLazy", [value, elementwise("maximum", [places, 0])], { axis });
}

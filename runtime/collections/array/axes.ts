/** Axes as users give them (negative ones count from the end), and operations that only rearrange axes. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { newaxis, slice } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { getitem } from "./get.ts";
import { metaOf } from "./operands.ts";

export function axisOf(axis: unknown, rank: number, where: string): number {
  const at = typeof axis === "number" && axis < 0 ? axis + rank : axis;
  if (typeof at !== "number" || !Number.isInteger(at) || at < 0 || at >= rank) {
    throw new ShapeError(
      `${where}: there is no axis ${String(axis)} in an array of ${rank} ${rank === 1 ? "axis" : "axes"}`,
      rank === 0 ? [] : [`-${rank} to ${rank - 1}`],
      [Number(axis)],
    );
  }
  return at;
}

/** One axis, several, or all (undefined and null), in order and each once. */
export function axesOf(axis: unknown, rank: number, where: string): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  const list = (Array.isArray(axis) ? axis : [axis]).map(one => axisOf(one, rank, where));
  if (new Set(list).size !== list.length) throw new ShapeError(`${where}: axis ${list.join(", ")} names one axis twice`, [rank], list);
  return list.sort((a, b) => a - b);
}

export function transpose(node: Expr, given: readonly unknown[] = []): Expr {
  const rank = metaOf(node).shape.length;
  const axes = given.length === 0 ? Array.from({ length: rank }, (_, axis) => rank - 1 - axis) : given.map(axis => axisOf(axis, rank, "transpose"));
  if (axes.length !== rank || new Set(axes).size !== rank)
    throw new ShapeError(
      `transpose needs each of the ${rank} axes once, got (${given.join(", ")})`,
      metaOf(node).shape.map((_, i) => i),
      axes,
    );
  return axes.every((axis, i) => axis === i) ? node : build("array.transpose", [node], { axes });
}

export function swapaxes(node: Expr, a: unknown, b: unknown): Expr {
  const rank = metaOf(node).shape.length;
  const [x, y] = [axisOf(a, rank, "swapaxes"), axisOf(b, rank, "swapaxes")];
  return transpose(
    node,
    Array.from({ length: rank }, (_, axis) => (axis === x ? y : axis === y ? x : axis)),
  );
}

export function moveaxis(node: Expr, source: unknown, destination: unknown): Expr {
  const rank = metaOf(node).shape.length;
  const list = (value: unknown) => (Array.isArray(value) ? value : [value]).map(axis => axisOf(axis, rank, "moveaxis"));
  const [from, to] = [list(source), list(destination)];
  if (from.length !== to.length) throw new ShapeError(`moveaxis: expected as many destinations as sources, got ${to.length} for ${from.length}`, from, to);
  const order = Array.from({ length: rank }, (_, axis) => axis).filter(axis => !from.includes(axis));
  for (const [target, origin] of to.map((target, i) => [target, from[i]!] as const).sort((a, b) => a[0] - b[0])) order.splice(target, 0, origin);
  return transpose(node, order);
}

export function rollaxis(node: Expr, axis: unknown, start: unknown = 0): Expr {
  const rank = metaOf(node).shape.length;
  const from = axisOf(axis, rank, "rollaxis");
  const to = Number(start) < 0 ? Number(start) + rank : Number(start);
  return moveaxis(node, from, from < to ? to - 1 : to);
}

export function squeeze(node: Expr, axis: unknown): Expr {
  const { shape } = metaOf(node);
  const axes = axis === undefined || axis === null ? shape.flatMap((n, i) => (n === 1 ? [i] : [])) : axesOf(axis, shape.length, "squeeze");
  for (const one of axes) {
    const n = shape[one]!;
    if (isKnown(n) && n !== 1) throw new ShapeError(`squeeze: axis ${one} has ${n} elements, only axes of one can go`, [1], [n]);
  }
  return getitem(
    node,
    shape.map((_, i) => (axes.includes(i) ? 0 : slice(null, null))),
  );
}

export function expandDims(node: Expr, axis: unknown): Expr {
  const rank = metaOf(node).shape.length;
  const added = axesOf(axis, rank + (Array.isArray(axis) ? axis.length : 1), "expandDims");
  const index: unknown[] = Array.from({ length: rank }, () => slice(null, null));
  for (const one of added) index.splice(one, 0, newaxis);
  return getitem(node, index);
}

export function flip(node: Expr, axis: unknown): Expr {
  const { shape } = metaOf(node);
  const axes = axesOf(axis, shape.length, "flip");
  return getitem(
    node,
    shape.map((_, i) => slice(null, null, axes.includes(i) ? -1 : null)),
  );
}

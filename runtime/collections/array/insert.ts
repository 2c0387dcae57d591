/** Elements put between others, and taken out, along an axis. */

import { DTypeError, IndexError, NotSupportedError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { isSlice, parseSlice, slice, sliceBounds } from "../../meta/slice.ts";
import { astype } from "./elementwise.ts";
import { getitem, take } from "./get.ts";
import { concatenate } from "./join.ts";
import { asExpr, isScalar, knownDType, metaOf } from "./operands.ts";
import { withUnknownAxis } from "./reshape.ts";
import { broadcastTo } from "./routines.ts";

const part = (node: Expr, axis: number, entry: unknown): Expr =>
  getitem(
    node,
    metaOf(node).shape.map((_, k) => (k === axis ? entry : ":")),
  );

/** Positions as integers from 0; `last`: the greatest there may be. */
function positionsOf(given: unknown, length: number, last: number, where: string): number[] {
  const range = isSlice(given) ? given : typeof given === "string" ? parseSlice(given) : null;
  if (range !== null) {
    const { start, step, count } = sliceBounds(range, length);
    return Array.from({ length: count }, (_, i) => start + i * step);
  }
  const list = typeof given === "number" ? [given] : given;
  if (!Array.isArray(list)) throw new NotSupportedError(`${where}: expected an integer, a list of integers or a slice, got ${String(given)}`);
  return (list as unknown[]).map(at => {
    if (typeof at !== "number" || !Number.isInteger(at)) throw new IndexError(`${where}: expected integers, got ${String(at)}`);
    if (at < -length || at > last) throw new IndexError(`${where}: index ${at} is out of bounds for an axis of ${length} elements`);
    return at < 0 ? at + length : at;
  });
}

function lengthOf(node: Expr, axis: number, where: string): number {
  const length = metaOf(node).shape[axis]!;
  if (!isKnown(length)) throw new UnknownSizeError(`${where} needs sizes that are known: await computeChunkSizes() first`);
  return length;
}

/** `values` before `positions` of the array as it is, in the array's dtype. One number stands for each of them. */
export function insert(node: Expr, positions: unknown, values: unknown, axis: number): Expr {
  if (metaOf(node).shape.some(isUnknown)) return withUnknownAxis(node, axis);
  const length = lengthOf(node, axis, "insert");
  const { shape } = metaOf(node);
  const dtype = knownDType(node);
  const given = asExpr(values, "insert");
  const own = metaOf(given).shape;
  if (own.length > shape.length) throw new DTypeError(`insert: the values have ${own.length} axes, the array ${shape.length}`);
  const at = positionsOf(positions, length, length, "insert");
  const along = own[own.length - shape.length + axis];
  const several = typeof positions === "number" && along !== undefined && isKnown(along) ? along : 1;
  const places = several === 1 ? at : Array.from({ length: several }, () => at[0]!);
  const wide = isScalar(values) || metaOf(given).shape.length < shape.length || along !== places.length || own.some((n, k) => n !== shape[k] && k !== axis);
  const fitted = wide ? broadcastTo(given, [shape.with(axis, places.length)]) : given;
  const typed = dtype === undefined ? fitted : astype(fitted, dtype);
  const order = [...places.keys()].sort((a, b) => places[a]! - places[b]! || a - b);
  const sorted = take(typed, order, axis);
  const pieces: Expr[] = [];
  let [from, next] = [0, 0];
  while (next < order.length) {
    const place = places[order[next]!]!;
    const first = next;
    while (next < order.length && places[order[next]!] === place) next++;
    if (place > from) pieces.push(part(node, axis, slice(from, place)));
    pieces.push(part(sorted, axis, slice(first, next)));
    from = place;
  }
  if (from < length || pieces.length === 0) pieces.push(part(node, axis, slice(from, null)));
  return concatenate(pieces, axis, "insert");
}

/** The array without `positions`. */
export function remove(node: Expr, positions: unknown, axis: number): Expr {
  if (isUnknown(metaOf(node).shape[axis])) return withUnknownAxis(node, axis);
  const length = lengthOf(node, axis, "delete");
  const gone = [...new Set(positionsOf(positions, length, length - 1, "delete"))].sort((a, b) => a - b);
  const pieces: Expr[] = [];
  let from = 0;
  for (const at of [...gone, length]) {
    if (at > from) pieces.push(part(node, axis, slice(from, at)));
    from = at + 1;
  }
  return pieces.length === 0 ? part(node, axis, slice(0, 0)) : concatenate(pieces, axis, "delete");
}

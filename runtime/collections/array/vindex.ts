/** Points: lists of positions along several axes, taken together as NumPy does. The axis of points comes first. */

import { IndexError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { evenBlocks } from "../../meta/chunks.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { isSlice, parseSlice, readIndex } from "../../meta/slice.ts";
import type { NDArray } from "../../values/ndarray.ts";
import { build, isLazy } from "../lazy.ts";
import { getitem } from "./get.ts";
import { blockOf, metaOf } from "./operands.ts";
import { reshape } from "./reshape.ts";

const isWhole = (entry: unknown): boolean => isSlice(entry) || (typeof entry === "string" && parseSlice(entry) !== null);

/** `x.vindex.get([0, 1], [2, 3])`: elements (0, 2) and (1, 3). Slices keep their axes, after the axis of points. */
export function vindex(given: Expr, index: readonly unknown[]): Expr {
  const rank = metaOf(given).shape.length;
  if (index.length > rank) throw new IndexError(`too many indices: the array has ${rank} axes, the index names ${index.length}`);
  const full = [...index, ...Array.from({ length: rank - index.length }, () => ":")];
  const lists = full.flatMap((entry, axis) => (isWhole(entry) ? [] : [{ axis, list: listOf(entry, axis) }]));
  if (lists.length === 0) throw new IndexError("vindex.get needs at least one list of positions; for slices alone use get");
  const node = getitem(
    given,
    full.map(entry => (isWhole(entry) ? entry : ":")),
  );
  const { shape, chunks } = metaOf(node);
  const points = broadcastShapes(lists.map(({ list }) => list.shape)) as number[];
  const count = points.reduce((n, size) => n * size, 1);
  const positions = lists.map(({ axis, list }) => checked(spread(list, points, count), shape[axis]!, axis));
  const axes = lists.map(({ axis }) => axis);
  const own = axes.map(axis => chunks[axis]!);
  const most = own.some(isUnknown) ? count : own.reduce((n, blocks) => n * Math.max(1, ...(blocks as readonly number[])), 1);
  const blocks = own.some(isUnknown) ? [count] : evenBlocks(count, Math.max(1, most));
  const taken = build("array.points", [node], { axes, positions, blocks });
  return points.length === 1 ? taken : reshape(taken, [...points, ...metaOf(taken).shape.slice(1)]);
}

function listOf(entry: unknown, axis: number): NDArray {
  if (isLazy(entry)) throw new IndexError(`vindex.get takes positions in memory, got a lazy array on axis ${axis}: for one axis use get`);
  const list = blockOf(Array.isArray(entry) && entry.length === 0 ? new Float64Array(0) : entry);
  if (list.dtype === "bool") throw new IndexError(`vindex.get takes integers, got booleans on axis ${axis}: for masks use get`);
  return list;
}

/** Positions of all points, from a list that may broadcast. */
function spread(list: NDArray, points: readonly number[], count: number): number[] {
  const flat = list.reshape([list.size]).toArray() as number[];
  const shift = points.length - list.ndim;
  const steps = points.map((_, k) => (k < shift || list.shape[k - shift] === 1 ? 0 : list.shape.slice(k - shift + 1).reduce((n, size) => n * size, 1)));
  return Array.from({ length: count }, (_, i) => {
    let [left, at] = [i, 0];
    for (let k = points.length - 1; k >= 0; k--) {
      at += (left % points[k]!) * steps[k]!;
      left = Math.floor(left / points[k]!);
    }
    return flat[at]!;
  });
}

function checked(positions: readonly number[], length: ReturnType<typeof metaOf>["shape"][number], axis: number): readonly number[] {
  if (isUnknown(length)) return positions;
  const [entry] = readIndex([positions], [length]);
  if (!isKnown(length) || entry?.kind !== "list")
    throw new IndexError(`axis ${axis} has an unknown size, so points of it cannot be taken: await computeChunkSizes() first`);
  return entry.positions;
}

/** Choices, flat positions, other readings of the same bytes, and functions of indices. */

import { DTypeError, NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType, promote } from "../../meta/dtype.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { newaxis } from "../../meta/slice.ts";
import { build, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf, flip, transpose } from "./axes.ts";
import { arange, shapeOf } from "./create.ts";
import { astype, elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { mapBlocks } from "./map-blocks.ts";
import { asExpr, blockOf, checkDType, isScalar, knownDType, metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { ravel } from "./reshape.ts";
import { broadcastTo, diff } from "./routines.ts";
import { unify } from "./unify.ts";

/** Element by element, of `choices[i]` where `which` is i. A number that is no choice is an error of the run. */
export function choose(which: Expr, given: readonly unknown[]): Expr {
  if (given.length === 0) throw new ShapeError("choose needs at least one choice", ["at least 1"], [0]);
  const choices = given.map(value => asExpr(value, "choose"));
  const dtypes = choices.map(knownDType);
  const dtype = dtypes.every(one => one !== undefined) ? (dtypes as DType[]).reduce(promote) : metaOf(choices[dtypes.indexOf(undefined)]!).dtype;
  return build("array.choose", unify([which, ...choices]), { dtype });
}

/** Functions of blocks, or plain values, where their condition holds; later ones win, one more than there are conditions is for the rest. */
export function piecewise(node: Expr, conditions: readonly unknown[], values: readonly unknown[]): Expr {
  if (values.length !== conditions.length && values.length !== conditions.length + 1)
    throw new ShapeError(
      `piecewise: expected ${conditions.length} or ${conditions.length + 1} functions or values, got ${values.length}`,
      [conditions.length, conditions.length + 1],
      [values.length],
    );
  const dtype = knownDType(node);
  const valueOf = (value: unknown): unknown => (isScalar(value) || isLazy(value) ? value : mapBlocks(value, [node]));
  const fallback = values.length > conditions.length ? valueOf(values.at(-1)) : 0;
  const result = conditions.reduce<unknown>((rest, condition, i) => elementwise("where", [condition, valueOf(values[i]), rest]), fallback) as Expr;
  return dtype === undefined ? result : astype(result, dtype);
}

/** One array an axis of `shape`: where flat positions are. */
export function unravelIndex(index: unknown, given: unknown): Expr[] {
  const shape = shapeOf(given, "unravelIndex");
  const node = integers(index, "unravelIndex");
  return shape.map((_, axis) => build("array.unravelIndex", [node], { shape, axis }));
}

/** Flat positions of indices: one array an axis, or the rows of one array. */
export function ravelMultiIndex(indices: unknown, args: readonly unknown[]): Expr {
  const { dims, mode = "raise" } = bind(sig("ravelMultiIndex", "dims", "mode"), args);
  const shape = shapeOf(dims, "ravelMultiIndex");
  if (!["raise", "wrap", "clip"].includes(mode)) throw new NotSupportedError(`ravelMultiIndex: expected mode "raise", "wrap" or "clip", got ${String(mode)}`);
  const list = Array.isArray(indices) && indices.some(isLazy) ? (indices as unknown[]) : undefined;
  const whole = list === undefined ? integers(indices, "ravelMultiIndex") : undefined;
  const nodes =
    list?.map(one => integers(one, "ravelMultiIndex")) ??
    Array.from({ length: shape.length }, (_, axis) => {
      const rows = metaOf(whole!).shape[0];
      if (isKnown(rows!) && rows !== shape.length) throw new ShapeError(`ravelMultiIndex: expected ${shape.length} rows, got ${rows}`, [shape.length], [rows]);
      return getitem(whole!, [axis]);
    });
  if (nodes.length !== shape.length)
    throw new ShapeError(`ravelMultiIndex: expected one array for each of ${shape.length} axes, got ${nodes.length}`, [shape.length], [nodes.length]);
  return build("array.ravelMultiIndex", unify(nodes), { shape, mode });
}

/** Lists of numbers stand for integers here. */
function integers(value: unknown, where: string): Expr {
  if (isLazy(value)) return asExpr(value, where);
  const block = blockOf(value);
  const node = asExpr(block, where);
  return block.dtype === "float64" && (block.reshape([block.size]).toArray() as number[]).every(Number.isInteger) ? astype(node, "int64") : node;
}

/** The same bytes as another dtype; the last axis grows or shrinks with the size of an element. */
export function view(node: Expr, given: unknown): Expr {
  const dtype = checkDType(given, "view");
  const own = knownDType(node);
  if (own === undefined || own === dtype) return own === undefined ? build("array.view", [node], { dtype }) : node;
  const ratio = DTYPE_INFO[own].size / DTYPE_INFO[dtype].size;
  if (ratio === 1) return build("array.view", [node], { dtype });
  const blocks = metaOf(node).chunks.at(-1);
  if (blocks === undefined) throw new ShapeError("view: an array without axes can only be viewed as a dtype of the same size", [1], [0]);
  if (isUnknown(blocks)) return build("array.view", [node], { dtype, chunks: blocks });
  const sizes = blocks.map(size => size * ratio);
  if (sizes.some(size => !Number.isNaN(size) && !Number.isInteger(size)))
    throw new ShapeError(`view: blocks of the last axis must be whole elements of ${dtype}: rechunk first`, [`multiples of ${1 / ratio}`], [...blocks]);
  return build("array.view", [node], { dtype, chunks: sizes });
}

/** Each block in another shape by itself: axes are merged, or split as `chunks` says; elements are in another order than `reshape` has them. */
export function reshapeBlockwise(node: Expr, args: readonly unknown[]): Expr {
  const { shape, chunks } = bind(sig("reshapeBlockwise", "shape", "chunks"), args);
  const meta = metaOf(node);
  const before = meta.chunks;
  const wanted = shapeOf(shape, "reshapeBlockwise") as number[];
  if (before.some(isUnknown) || !meta.shape.every(isKnown))
    throw new ShapeError("reshapeBlockwise needs blocks that are known: await computeChunkSizes() first", ["known blocks"], []);
  const old = before as readonly (readonly number[])[];
  const after = chunks === undefined ? merged(old, meta.shape as number[], wanted) : (normalizeChunks(chunks, wanted) as (readonly number[])[]);
  const sizesOf = (axes: readonly (readonly number[])[]): number[] => axes.reduce<number[]>((all, axis) => all.flatMap(n => axis.map(size => n * size)), [1]);
  const [a, b] = [sizesOf(old), sizesOf(after)];
  if (a.length !== b.length || a.some((n, i) => n !== b[i]))
    throw new ShapeError("reshapeBlockwise: each block must keep its number of elements, in the order of blocks", a, b);
  return build("array.reshape", [node], { shape: wanted, chunks: after });
}

function merged(blocks: readonly (readonly number[])[], from: readonly number[], to: readonly number[]): number[][] {
  const after: number[][] = [];
  let axis = 0;
  for (const size of to) {
    let [product, sizes] = [1, [1]];
    while (axis < from.length && (product < size || (product === size && from[axis] === 1 && from.length - axis > to.length - after.length - 1))) {
      product *= from[axis]!;
      sizes = sizes.flatMap(n => blocks[axis]!.map(own => n * own));
      axis++;
    }
    if (product !== size)
      throw new ShapeError(`reshapeBlockwise: (${from.join(", ")}) to (${to.join(", ")}) splits axes, so the blocks must be said: chunks`, to, from);
    after.push(sizes);
  }
  return after;
}

const FROMFUNCTION = sig("fromfunction", "", "shape dtype chunks");
/** `f` of the index along each axis, block by block. */
export function fromfunction(f: unknown, args: readonly unknown[]): Expr {
  const { shape, dtype = "float64", chunks = "auto" } = bind(FROMFUNCTION, args);
  const sizes = shapeOf(shape, "fromfunction");
  const type = checkDType(dtype, "fromfunction");
  const blocks = normalizeChunks(chunks, sizes, { dtype: type });
  const grids = sizes.map((n, axis) => {
    const line = rechunkTo(arange([n, { chunks: -1 }]), [blocks[axis]!]);
    const index = sizes.map((_, k) => (k === axis ? ":" : newaxis));
    return broadcastTo(getitem(line, index), [sizes, { chunks: blocks }]);
  });
  return mapBlocks(f, [...grids, { dtype: type }]);
}

/** Nested lists of arrays joined along the last axes, the innermost along the last one. */
export function block(given: unknown): Expr {
  const depthOf = (value: unknown): number => (Array.isArray(value) && value.some(one => isLazy(one) || Array.isArray(one)) ? 1 + depthOf(value[0]) : 0);
  const depth = depthOf(given);
  const uneven = (got: number) => new ShapeError(`block: nested lists must all be of one depth, ${depth}`, [depth], [got]);
  const rankOf = (value: unknown, level: number): number => {
    if (level === 0) return metaOf(asExpr(value, "block")).shape.length;
    if (!Array.isArray(value)) throw uneven(depth - level);
    return Math.max(0, ...value.map(one => rankOf(one, level - 1)));
  };
  const rank = Math.max(depth, rankOf(given, depth));
  const join = (value: unknown, level: number): Expr => {
    if (level === depth) {
      if (Array.isArray(value) && depthOf(value) > 0) throw uneven(depth + depthOf(value));
      const node = asExpr(value, "block");
      return getitem(
        node,
        Array.from({ length: rank - metaOf(node).shape.length }, () => newaxis),
      );
    }
    if (!Array.isArray(value)) throw uneven(level);
    if (value.length === 0) throw new ShapeError("block: a list is empty", ["at least 1"], [0]);
    return concatenate(
      value.map(one => join(one, level + 1)),
      rank - depth + level,
      "block",
    );
  };
  return join(given, 0);
}

/** Differences of neighbours of the flattened array, with others before and after. */
export function ediff1d(node: Expr, args: readonly unknown[]): Expr {
  const { toEnd, toBegin } = bind(sig("ediff1d", "", "toEnd toBegin"), args);
  const sides = (value: unknown): Expr[] => (value === undefined || value === null ? [] : [ravel(asExpr(value, "ediff1d"))]);
  const parts = [...sides(toBegin), diff(ravel(node), []), ...sides(toEnd)];
  return parts.length === 1 ? parts[0]! : concatenate(parts, 0, "ediff1d");
}

/** NaN becomes the last value before it along an axis, at most `n` elements away. */
export function push(node: Expr, n: unknown, axis: unknown): Expr {
  const on = axisOf(axis ?? -1, metaOf(node).shape.length, "push");
  const dtype = knownDType(node);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError("push takes real numbers, got complex ones");
  if (dtype !== undefined && DTYPE_INFO[dtype].category !== "float") return node;
  if (n !== undefined && n !== null && (!Number.isInteger(n) || (n as number) < 0))
    throw new RangeError(`push: expected n as an integer of at least 0, got ${String(n)}`);
  return build("array.push", [node], { axis: on, ...(typeof n === "number" ? { n } : {}) });
}

/** Turned by 90 degrees `k` times, from the first of the two axes to the second. */
export function rot90(node: Expr, args: readonly unknown[]): Expr {
  const { k = 1, axes = [0, 1] } = bind(sig("rot90", "k axes"), args);
  const rank = metaOf(node).shape.length;
  const [a, b] = (axes as number[]).map(axis => axisOf(axis, rank, "rot90")) as [number, number];
  if ((axes as number[]).length !== 2 || a === b) throw new ShapeError("rot90 needs two different axes", ["two axes"], axes as number[]);
  const times = ((k % 4) + 4) % 4;
  if (times === 0) return node;
  if (times === 2) return flip(flip(node, a), b);
  const order = Array.from({ length: rank }, (_, axis) => (axis === a ? b : axis === b ? a : axis));
  return times === 1 ? transpose(flip(node, b), order) : flip(transpose(node, order), b);
}

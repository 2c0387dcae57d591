/** Reductions by functions of the user, and blocks of neighbours made one. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown, unknown } from "../../meta/dim.ts";
import type { DType } from "../../meta/dtype.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { REDUCTION_ROWS, type ReductionName } from "../../meta/reduction.ts";
import { sizes } from "../../ops/blockwise.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axesOf, axisOf } from "./axes.ts";
import { resultDType, tried } from "./block-function.ts";
import { nameOption } from "./map-blocks.ts";
import { asExpr, metaOf } from "./operands.ts";

const REDUCTION = sig("reduction", "", "axis keepdims dtype splitEvery combine name concatenate outputSize meta");

/**
 * `chunk(block, axes, keepdims)` on every block, `combine` on groups of what it gave, `aggregate` on the last group. All but the last keep the reduced
 * axes, with `outputSize` elements.
 */
export function reduction(x: unknown, chunk: unknown, aggregate: unknown, args: readonly unknown[]): Expr {
  const { axis, keepdims = false, splitEvery, combine, concatenate = true, outputSize = 1, ...options } = bind(REDUCTION, args);
  const node = asExpr(x, "reduction");
  const { shape, chunks } = metaOf(node);
  const axes = axesOf(axis, shape.length, "reduction");
  const out = chunks.flatMap((blocks, k): AxisChunks[] => (!axes.includes(k) ? [blocks] : keepdims === true ? [[outputSize as number]] : []));
  const { functionRef, trial } = environment();
  const dtype = resultDType("reduction", options, [{ node }], () => {
    const part = tried(chunk, [{ node }], () => [axes, true]);
    return part === undefined ? undefined : trial!(aggregate, [concatenate === false ? [part] : part, axes, keepdims === true]);
  });
  return build("array.reduction", [node], {
    chunk: functionRef(chunk),
    aggregate: functionRef(aggregate),
    ...(combine === undefined || combine === null ? {} : { combine: functionRef(combine) }),
    axes,
    keepdims: keepdims === true,
    concatenate: concatenate !== false,
    ...(splitEvery === undefined ? {} : { splitEvery: splitEvery instanceof Map ? Object.fromEntries(splitEvery) : splitEvery }),
    dtype,
    chunks: out,
    shape: shape.flatMap((size, k) => (!axes.includes(k) ? [size] : keepdims === true ? [outputSize as number] : [])),
    ...nameOption(options),
  });
}

const COARSEN = sig("coarsen", "", "trimExcess");

/** `fold`: the library's reduction of that name; else the function gets blocks in which groups are axes of their own, and `{ axis }`, which ones. */
export function coarsen(f: unknown, fold: ReductionName | undefined, x: unknown, given: unknown, args: readonly unknown[]): Expr {
  const { trimExcess } = bind(COARSEN, args);
  const node = asExpr(x, "coarsen");
  const { shape, chunks, dtype } = metaOf(node);
  const entries = given instanceof Map ? [...(given as Map<unknown, unknown>)] : Object.entries((given ?? {}) as object);
  const factors = shape.map(() => 1);
  for (const [key, value] of entries) {
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1)
      throw new ShapeError(`coarsen: expected whole numbers from 1, got ${String(value)}`, [1], [Number(value)]);
    factors[axisOf(Number(key), shape.length, "coarsen")] = value;
  }
  for (const [axis, n] of shape.entries())
    if (trimExcess !== true && isKnown(n) && n % factors[axis]! !== 0)
      throw new ShapeError(
        `coarsen: axis ${axis} of ${n} elements is not made of groups of ${factors[axis]}; trimExcess leaves the rest out`,
        [factors[axis]!],
        [n],
      );
  const wanted = chunks.map((blocks, axis) => (isUnknown(blocks) || factors[axis] === 1 ? blocks : aligned(blocks, factors[axis]!)));
  const even = wanted.every((blocks, axis) => blocks === chunks[axis]) ? node : build("array.rechunk", [node], { chunks: wanted });
  const out = wanted.map((blocks, axis): AxisChunks =>
    factors[axis] === 1 ? blocks : isUnknown(blocks) ? unknown("groups of an axis that is not known") : blocks.map(n => Math.floor(n / factors[axis]!)),
  );
  const sample = factors.flatMap(k => (k === 1 ? [1] : [1, k]));
  let at = 0;
  const axes = factors.flatMap(k => (k === 1 ? (at++, []) : ((at += 2), [at - 1])));
  const type: DType | ReturnType<typeof unknown> =
    fold === undefined
      ? resultDType("coarsen", {}, [{ node }], () => tried(f, [{ node, shape: sample }], () => [{ axis: axes }]))
      : isUnknown(dtype)
        ? dtype
        : REDUCTION_ROWS[fold].dtype(dtype);
  return build("array.coarsen", [even], {
    ...(fold === undefined ? { f: environment().functionRef(f) } : { fold }),
    factors,
    dtype: type,
    chunks: out,
    shape: sizes(out).map((size, k) => (factors[k] === 1 ? shape[k]! : size)),
  });
}

/**
 * Blocks that are whole groups, what is over in a last one. What blocks have beyond whole groups is given, group by group, to the shortest of those that
 * lost something, then to the shortest others.
 */
function aligned(blocks: readonly number[], group: number): readonly number[] {
  if (blocks.every(n => n % group === 0)) return blocks;
  const result = blocks.map(n => n - (n % group));
  const over = blocks.reduce((n, size) => n + (size % group), 0);
  const order = [...blocks.keys()].sort((a, b) => Number(blocks[a]! % group === 0) - Number(blocks[b]! % group === 0) || result[a]! - result[b]! || a - b);
  for (let k = 0; k < Math.floor(over / group); k++) result[order[k]!]! += group;
  return [...result, over % group].filter(n => n > 0);
}

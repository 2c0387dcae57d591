/** Arrays made larger at their edges, one axis after another; what is made anew is one block on each side, what is mirrored or wrapped has the blocks it came from. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import { newaxis, slice } from "../../meta/slice.ts";
import { bind, sig } from "../signature.ts";
import { arange, full } from "./create.ts";
import { astype, elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { knownDType, metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { withUnknownAxis } from "./reshape.ts";
import { reduce } from "./reduce.ts";
import { broadcastTo } from "./routines.ts";

const MODES = ["constant", "edge", "reflect", "symmetric", "wrap", "maximum", "minimum", "mean", "linear_ramp", "empty"];
const PAD = sig("pad", "width", "mode constantValues endValues");
const STATISTICS: Readonly<Record<string, ReductionName>> = { maximum: "max", minimum: "min", mean: "mean" };

export function pad(node: Expr, args: readonly unknown[]): Expr {
  const { width, mode = "constant", constantValues = 0, endValues = 0 } = bind(PAD, args);
  if (!MODES.includes(mode)) throw new NotSupportedError(`pad: expected mode as one of ${MODES.join(", ")}, got ${JSON.stringify(mode)}`);
  const { shape } = metaOf(node);
  if (shape.some(isUnknown)) return shape.reduce<Expr>((padded, _, axis) => withUnknownAxis(padded, axis), node);
  if (!shape.every(isKnown)) throw new NotSupportedError("pad of an array of unknown sizes is not supported: await computeChunkSizes() first");
  const values = valuesOf(mode === "linear_ramp" ? endValues : constantValues, shape.length);
  return widthsOf(width, shape.length).reduce((padded, [before, after], axis) => {
    const [first, last] = values[axis]!;
    const sides = [
      before === 0 ? [] : [side(padded, axis, before, false, mode, first)],
      [padded],
      after === 0 ? [] : [side(padded, axis, after, true, mode, last)],
    ];
    return concatenate(sides.flat(), axis, "pad");
  }, node);
}

function widthsOf(width: unknown, rank: number): (readonly [number, number])[] {
  const pair = (given: unknown): readonly [number, number] => (typeof given === "number" ? [given, given] : (given as [number, number]));
  const list = Array.isArray(width) ? (width as unknown[]) : [];
  const one = list.length === 1 ? list[0] : undefined;
  const all = typeof width === "number" || one !== undefined ? Array.from({ length: rank }, () => pair(one ?? width)) : list.map(pair);
  if (all.length !== rank || all.flat().some(n => !Number.isInteger(n) || n < 0))
    throw new ShapeError(`pad: expected a width, or a width or [before, after] for each of ${rank} axes, got ${JSON.stringify(width)}`, [rank], [all.length]);
  return all;
}

/** One number for all sides, a pair for each axis, or one pair. */
function valuesOf(given: unknown, rank: number): (readonly [number, number])[] {
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  const pairs = list.length === 2 && list.every(one => typeof one === "number") && rank !== 2 ? [list] : list;
  const all = pairs.length === 1 ? Array.from({ length: rank }, () => pairs[0]) : pairs;
  const full = all.map(one => (Array.isArray(one) ? one : [one, one]) as [number, number]);
  if (full.length !== rank || full.some(pair => pair.length !== 2 || pair.some(value => typeof value !== "number")))
    throw new ShapeError(`pad: expected a number, or [before, after] for each of ${rank} axes, got ${JSON.stringify(given)}`, [rank], [full.length]);
  return full;
}

/** The `count` elements that go before the first, or after the last. */
function side(node: Expr, axis: number, count: number, last: boolean, mode: string, value: number): Expr {
  const meta = metaOf(node);
  const n = meta.shape[axis] as number;
  const block = { shape: meta.shape.with(axis, count), chunks: meta.chunks.with(axis, [count]) };
  if (mode === "constant" || mode === "empty") return full([block.shape, value, { chunks: block.chunks, dtype: meta.dtype }]);
  const along = (entry: unknown): Expr =>
    getitem(
      node,
      meta.shape.map((_, k) => (k === axis ? entry : ":")),
    );
  const statistic = STATISTICS[mode];
  if (statistic !== undefined) {
    const one = reduce(statistic, node, [{ axis, keepdims: true }]);
    return broadcastTo(inDType(one, node), [block.shape, { chunks: block.chunks }]);
  }
  if (mode === "linear_ramp") return ramp(along(last ? slice(n - 1, n) : slice(0, 1)), node, axis, count, last, value);
  if (mode === "edge")
    return broadcastTo(rechunkTo(along(last ? slice(n - 1, n) : slice(0, 1)), meta.chunks.with(axis, [1])), [block.shape, { chunks: block.chunks }]);
  const skip = mode === "reflect" ? 1 : 0;
  if (count > n - skip) {
    if (n === 0) throw new ShapeError(`pad: an axis without elements cannot be padded with mode "${mode}"`, ["at least 1"], [0]);
    return along(repeated(n, count, last, mode));
  }
  const wrapped = last ? slice(0, count) : slice(n - count, n);
  const start = last ? n - 1 - skip : count - 1 + skip;
  const stop = start - count;
  return along(mode === "wrap" ? wrapped : slice(start, stop < 0 ? null : stop, -1));
}

/** Positions beyond an end, by mode, going round or back and forth as often as it takes. */
function repeated(n: number, count: number, last: boolean, mode: string): number[] {
  const period = mode === "wrap" ? n : mode === "reflect" ? Math.max(1, 2 * n - 2) : 2 * n;
  return Array.from({ length: count }, (_, i) => {
    const at = last ? n + i : i - count;
    const within = ((at % period) + period) % period;
    return within < n ? within : period - within - (mode === "reflect" ? 0 : 1);
  });
}

/** From the element at the edge to `value` at the end, in even steps. */
function ramp(edge: Expr, node: Expr, axis: number, count: number, last: boolean, value: number): Expr {
  const steps = last ? arange([1, count + 1, { chunks: -1 }]) : arange([count, 0, -1, { chunks: -1 }]);
  const far = getitem(
    steps,
    metaOf(node).shape.map((_, k) => (k === axis ? ":" : newaxis)),
  );
  const from = elementwise("mul", [elementwise("sub", [count, far]), rechunkTo(edge, metaOf(edge).chunks.with(axis, [1]))]);
  const made = elementwise("div", [elementwise("add", [from, elementwise("mul", [far, value])]), count]);
  const dtype = knownDType(node);
  return dtype !== undefined && /int/.test(dtype) ? astype(elementwise("floor", [made]), dtype) : inDType(made, node);
}

/** Made values in the dtype of the array; those of integers are rounded first. */
function inDType(made: Expr, node: Expr): Expr {
  const dtype = knownDType(node);
  if (dtype === undefined || knownDType(made) === dtype) return made;
  return astype(/int/.test(dtype) ? elementwise("rint", [made]) : made, dtype);
}

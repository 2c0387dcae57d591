/** Arrays made larger at their edges, one axis after another; what is made anew is one block on each side, what is mirrored or wrapped has the blocks it came from. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import { slice } from "../../meta/slice.ts";
import { bind, sig } from "../signature.ts";
import { full } from "./create.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import { broadcastTo } from "./routines.ts";

const MODES = ["constant", "edge", "reflect", "symmetric", "wrap", "maximum", "minimum", "empty"];
const PAD = sig("pad", "width", "mode constantValues");

export function pad(node: Expr, args: readonly unknown[]): Expr {
  const { width, mode = "constant", constantValues = 0 } = bind(PAD, args);
  if (!MODES.includes(mode)) throw new NotSupportedError(`pad: expected mode as one of ${MODES.join(", ")}, got ${JSON.stringify(mode)}`);
  if (typeof constantValues !== "number") throw new NotSupportedError("pad: expected one number as constantValues");
  const { shape } = metaOf(node);
  if (!shape.every(isKnown)) throw new NotSupportedError("pad of an array of unknown sizes is not supported: await computeChunkSizes() first");
  return widthsOf(width, shape.length).reduce((padded, [before, after], axis) => {
    const sides = [
      before === 0 ? [] : [side(padded, axis, before, false, mode, constantValues)],
      [padded],
      after === 0 ? [] : [side(padded, axis, after, true, mode, constantValues)],
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
  if (mode === "maximum" || mode === "minimum")
    return broadcastTo(reduce((mode === "maximum" ? "max" : "min") as ReductionName, node, [{ axis, keepdims: true }]), [
      block.shape,
      { chunks: block.chunks },
    ]);
  if (mode === "edge")
    return broadcastTo(rechunkTo(along(last ? slice(n - 1, n) : slice(0, 1)), meta.chunks.with(axis, [1])), [block.shape, { chunks: block.chunks }]);
  const skip = mode === "reflect" ? 1 : 0;
  if (count > n - skip) throw new NotSupportedError(`pad: ${mode} by more than the axis has (${count} of ${n - skip}) is not supported in this version`);
  const wrapped = last ? slice(0, count) : slice(n - count, n);
  const start = last ? n - 1 - skip : count - 1 + skip;
  const stop = start - count;
  return along(mode === "wrap" ? wrapped : slice(start, stop < 0 ? null : stop, -1));
}

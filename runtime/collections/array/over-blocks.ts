/** The functions of `bask/array` that take a user's function of blocks, as users call them. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { REDUCTION_ROWS, type ReductionName } from "../../meta/reduction.ts";
import { bind, sig } from "../signature.ts";
import { blockwise as byLetters } from "./blockwise.ts";
import * as functions from "./functions.ts";
import * as gufuncs from "./gufunc.ts";
import { BaskArray } from "./handle.ts";
import { isLazy } from "../lazy.ts";
import { axisOf, expandDims } from "./axes.ts";
import { asExpr, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";
import * as overlaps from "./overlap.ts";
import * as reductions from "./reduction.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);

export const blockwise = (f: unknown, out: unknown, ...inputs: unknown[]): BaskArray => wrap(byLetters(f, out, inputs));

export const mapOverlap = (f: unknown, ...args: unknown[]): BaskArray => wrap(overlaps.mapOverlap(f, args));
export const slidingWindowView = (x: unknown, ...args: unknown[]): BaskArray => wrap(overlaps.slidingWindowView(x, args));
const trimOverlap = (x: unknown, ...args: unknown[]): BaskArray => wrap(overlaps.trim(x, args, "trimOverlap"));
/** Overlapping by hand: blocks with their neighbours' elements, and cutting those off again. */
export const overlap = {
  overlap: (x: unknown, ...args: unknown[]): BaskArray => wrap(overlaps.overlap(x, args)),
  mapOverlap,
  trimInternal: (x: unknown, ...args: unknown[]): BaskArray => wrap(overlaps.trim(x, args, "trimInternal")),
  trimOverlap,
};

const outputs = ({ nodes, single }: gufuncs.GufuncResult): BaskArray | BaskArray[] => (single ? wrap(nodes[0]!) : nodes.map(wrap));
export const applyGufunc = (f: unknown, signature: unknown, ...inputs: unknown[]): BaskArray | BaskArray[] =>
  outputs(gufuncs.applyGufunc(f, signature, inputs));
/** A function of arrays that applies `f` over their loops. */
export const gufunc =
  (f: unknown, options: { signature: string } & Record<string, unknown>) =>
  (...inputs: unknown[]): BaskArray | BaskArray[] => {
    const { signature, ...settings } = options;
    return applyGufunc(f, signature, ...inputs, settings);
  };
export const asGufunc =
  (signature: string, options: Record<string, unknown> = {}) =>
  (f: unknown) =>
    gufunc(f, { ...options, signature });
export const applyAlongAxis = (f: unknown, axis: unknown, x: unknown, ...args: unknown[]): BaskArray =>
  wrap(gufuncs.applyAlongAxis(f, axis, x, bind(sig("applyAlongAxis", "", "dtype shape"), args)));

export const reduction = (x: unknown, chunk: unknown, aggregate: unknown, ...args: unknown[]): BaskArray =>
  wrap(reductions.reduction(x, chunk, aggregate, args));

/** The library's own reductions by their functions: known to the editor too, and folded by kernels. */
const FOLDS = new Map<unknown, ReductionName>(
  (Object.keys(REDUCTION_ROWS) as ReductionName[]).map(name => [(functions as unknown as Record<string, unknown>)[name], name]),
);
export const coarsen = (f: unknown, x: unknown, axes: unknown, ...args: unknown[]): BaskArray => wrap(reductions.coarsen(f, FOLDS.get(f), x, axes, args));

/** `f(x, axis)` for one axis after the other; axes that it takes away stay with one element. */
export function applyOverAxes(f: unknown, x: unknown, axes: unknown): BaskArray {
  const where = "applyOverAxes";
  let node = asExpr(x, where);
  const rank = metaOf(node).shape.length;
  for (const axis of [axes].flat().map(each => axisOf(each, rank, where))) {
    const fold = FOLDS.get(f);
    const { trial } = environment();
    if (fold === undefined && trial === undefined) throw new NotSupportedError(`${where}: what the function makes is known in the run`);
    const made = fold === undefined ? trial!(f, [wrap(node), axis]) : wrap(reduce(fold, node, [{ axis }]));
    if (!isLazy(made)) throw new TypeError(`${where}: the function failed, or gave no array, for axis ${axis}`);
    const next = asExpr(made, where);
    const lost = rank - metaOf(next).shape.length;
    if (lost !== 0 && lost !== 1) throw new ShapeError(`${where}: expected ${rank} or ${rank - 1} axes, got ${rank - lost}`, [rank, rank - 1], [rank - lost]);
    node = lost === 1 ? expandDims(next, axis) : next;
  }
  return wrap(node);
}

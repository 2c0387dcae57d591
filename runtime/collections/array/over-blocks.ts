/** The functions of `bask/array` that take a user's function of blocks, as users call them. */

import type { Expr } from "../../expr/expr.ts";
import { REDUCTION_ROWS, type ReductionName } from "../../meta/reduction.ts";
import { bind, sig } from "../signature.ts";
import { blockwise as byLetters } from "./blockwise.ts";
import * as functions from "./functions.ts";
import * as gufuncs from "./gufunc.ts";
import { BaskArray } from "./handle.ts";
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

/** The functions of `bask/array` that take a user's function of blocks, as users call them. */

import type { Expr } from "../../expr/expr.ts";
import { blockwise as byLetters } from "./blockwise.ts";
import { BaskArray } from "./handle.ts";
import * as overlaps from "./overlap.ts";

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

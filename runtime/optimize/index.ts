/** The passes, in order. Each takes roots and gives roots that compute the same. */

import type { Expr } from "../expr/expr.ts";
import { fuse } from "./fuse.ts";
import { knownLengths } from "./length.ts";
import { projection } from "./projection.ts";
import { pushdown } from "./pushdown.ts";
import { sliceSource } from "./slice-source.ts";
import { takeFirst } from "./take.ts";

export type Pass = (roots: readonly Expr[]) => Expr[];

export const PASSES: readonly (readonly [name: string, pass: Pass])[] = [
  ["length", knownLengths],
  ["pushdown", pushdown],
  ["projection", projection],
  ["slice-source", sliceSource],
  ["take", takeFirst],
  ["fuse", fuse],
];

export const optimize = (roots: readonly Expr[]): Expr[] => PASSES.reduce<readonly Expr[]>((exprs, [, pass]) => pass(exprs), roots) as Expr[];

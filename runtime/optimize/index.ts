/** The passes, in order. Each takes roots and gives roots that compute the same. */

import type { Expr } from "../expr/expr.ts";
import { postorder } from "../expr/walk.ts";
import { operation } from "../ops/index.ts";
import { fuse } from "./fuse.ts";
import { knownLengths } from "./length.ts";
import { projection } from "./projection.ts";
import { pushdown } from "./pushdown.ts";
import { sliceElementwise } from "./slice-elementwise.ts";
import { rowGroups } from "./row-groups.ts";
import { sliceSource } from "./slice-source.ts";
import { takeFirst } from "./take.ts";

export type Pass = (roots: readonly Expr[]) => Expr[];

export const PASSES: readonly (readonly [name: string, pass: Pass])[] = [
  ["length", knownLengths],
  ["pushdown", pushdown],
  ["projection", projection],
  ["slice-elementwise", sliceElementwise],
  ["slice-source", sliceSource],
  ["take", takeFirst],
  ["row-groups", rowGroups],
  ["fuse", fuse],
];

/** Calls of the user's functions alone have nothing that a pass could change, and there may be very many of them. */
export function optimize(roots: readonly Expr[], skipped: ReadonlySet<string> = new Set()): Expr[] {
  if (postorder(roots).every(node => operation(node.op).lower.as === "call")) return [...roots];
  return PASSES.reduce<readonly Expr[]>((exprs, [name, pass]) => (skipped.has(name) ? exprs : pass(exprs)), roots) as Expr[];
}

/**
 * A slice of what is computed element by element is computed of slices: `x.add(1).get(":10")` adds to ten rows, and sources beneath read no
 * more. Only where nobody else uses the whole, and where no operand is stretched.
 */

import { type Expr, expr, withInputs } from "../expr/expr.ts";
import { dependents, transform } from "../expr/walk.ts";
import { isUnknown } from "../meta/dim.ts";
import type { ArrayMeta, AxisChunks } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import { operation } from "../ops/index.ts";

export function sliceElementwise(roots: readonly Expr[]): Expr[] {
  const users = dependents(roots);
  const asked = new Set(roots.map(root => root.id));
  const onlyUsed = (node: Expr): boolean => !asked.has(node.id) && new Set(users.get(node.id)?.map(user => user.id)).size === 1;
  return transform(roots, (node, original) => {
    const input = node.inputs[0];
    if (node.op !== "array.getitem" || input === undefined) return node;
    const index = node.params["index"] as readonly IndexEntry[];
    if (index.some(entry => entry.kind !== "int" && entry.kind !== "slice")) return node;
    // Operations that were there before and are still: what another slice made of them is not looked into.
    const down = (below: Expr, before: Expr | undefined): Expr => {
      if (before === undefined || below.op !== before.op || !onlyUsed(before) || !isElementwise(below)) {
        return expr("array.getitem", [below], node.params, node.sites, node.names);
      }
      return withInputs(
        below,
        below.inputs.map((operand, i) => ((operand.meta as ArrayMeta).shape.length === 0 ? operand : down(operand, before.inputs[i]))),
      );
    };
    const before = original.inputs[0]!;
    return input.op === before.op && onlyUsed(before) && isElementwise(input) ? down(input, before) : node;
  });
}

/** All operands are arrays of the same blocks as the result, or single values. */
function isElementwise(node: Expr): boolean {
  if (operation(node.op).scalar === undefined || node.meta.kind !== "array" || node.inputs.length === 0) return false;
  const { chunks } = node.meta;
  if (chunks.length === 0 || chunks.some(axis => isUnknown(axis) || axis.some(Number.isNaN))) return false;
  return node.inputs.every(({ meta }) => meta.kind === "array" && (meta.chunks.length === 0 || sameBlocks(meta.chunks, chunks)));
}

function sameBlocks(a: readonly AxisChunks[], b: readonly AxisChunks[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((axis, k) => {
    const other = b[k]!;
    return !isUnknown(axis) && !isUnknown(other) && axis.length === other.length && axis.every((size, block) => size === other[block]);
  });
}

/** Arrays brought to common blocks, by rechunking those that differ. */

import type { Expr } from "../../expr/expr.ts";
import { commonAxis, sameBlocks } from "../../meta/block-grid.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { build } from "../lazy.ts";
import { warn } from "./warn.ts";

/** `axes[k]` names the output axis of each axis of array k; by default trailing axes match. An axis of one element fits any. */
export function unify(nodes: readonly Expr[], axes: readonly (readonly number[])[] = trailing(nodes)): Expr[] {
  const along = new Map<number, AxisChunks[]>();
  for (const [k, node] of nodes.entries()) {
    if (node.meta.kind !== "array") continue;
    const { shape, chunks } = node.meta;
    for (const [axis, target] of axes[k]!.entries()) {
      if (shape[axis] === 1) continue;
      along.set(target, [...(along.get(target) ?? []), chunks[axis]!]);
    }
  }
  const common = new Map([...along].map(([target, blockings]) => [target, commonAxis(blockings)]));
  if (nodes.length > 1) warnOfGrowth(nodes, [...common.values()]);
  return nodes.map((node, k) => {
    if (node.meta.kind !== "array") return node;
    const { shape, chunks } = node.meta;
    const wanted = chunks.map((blocks, axis) => {
      const target = common.get(axes[k]![axis]!);
      if (shape[axis] !== 1) return target ?? blocks;
      return isUnknown(blocks) || blocks.length === 1 ? blocks : [1];
    });
    return wanted.every((blocks, axis) => sameBlocks(blocks, chunks[axis]!)) || wanted.some(isUnknown)
      ? node
      : build("array.rechunk", [node], { chunks: wanted });
  });
}

/** Blocks that lie across each other multiply. */
function warnOfGrowth(nodes: readonly Expr[], common: readonly AxisChunks[]): void {
  const count = (axes: readonly AxisChunks[]): number => axes.reduce<number>((n, axis) => n * (isUnknown(axis) ? Number.NaN : axis.length), 1);
  const before = Math.max(...nodes.map(node => (node.meta.kind === "array" ? count(node.meta.chunks) : 1)));
  const factor = count(common) / before;
  if (factor >= 10) warn("AR10", `Increasing number of chunks by factor of ${Math.floor(factor)}`);
}

function trailing(nodes: readonly Expr[]): number[][] {
  const rank = Math.max(0, ...nodes.map(node => (node.meta.kind === "array" ? node.meta.shape.length : 0)));
  return nodes.map(node => {
    const own = node.meta.kind === "array" ? node.meta.shape.length : 0;
    return Array.from({ length: own }, (_, axis) => axis + rank - own);
  });
}

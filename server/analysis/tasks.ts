/** How many tasks an expression takes, where counting them is cheap enough to do while someone types. */

import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { lower } from "../../runtime/lower/lower.ts";
import { isKnown } from "../../runtime/meta/dim.ts";
import { numblocks } from "../../runtime/meta/meta.ts";
import type { Graph } from "../../runtime/graph/graph.ts";
import { uncertainty } from "./evaluate/join.ts";

/** Blocks of all expressions together beyond which no graph is made. */
export const MAX_BLOCKS = 1_000_000;
const MAX_NODES = 50_000;

const counts = new WeakMap<Expr, number | null>();

/** Tasks of everything it needs, as written; null where that cannot be told. */
export function tasksOf(node: Expr): number | null {
  let count = counts.get(node);
  if (count === undefined) {
    count = graphOf([node])?.size ?? null;
    counts.set(node, count);
  }
  return count;
}

const own = new WeakMap<Expr, number | null>();

/** Tasks of the expression itself, as written. */
export function ownTasksOf(node: Expr): number | null {
  let count = own.get(node);
  if (count === undefined) {
    const graph = graphOf([node]);
    count = graph === undefined ? null : graph.layers.filter(layer => layer.names.includes(node.name)).reduce((n, layer) => n + layer.size, 0);
    own.set(node, count);
  }
  return count;
}

/** The graph as written, or undefined where it is not known or too large. */
export function graphOf(roots: readonly Expr[]): Graph | undefined {
  try {
    const nodes = postorder(roots);
    if (nodes.length > MAX_NODES || blocksOf(nodes) > MAX_BLOCKS || roots.some(root => uncertainty(root) !== undefined)) return undefined;
    return lower(roots).graph;
  } catch {
    return undefined;
  }
}

export function blocksOf(nodes: readonly Expr[]): number {
  let sum = 0;
  for (const { meta } of nodes) sum += numblocks(meta).reduce<number>((n, dim) => (isKnown(dim) ? n * dim : n), 1);
  return sum;
}

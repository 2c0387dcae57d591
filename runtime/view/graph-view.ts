/** Expressions as a drawing: one node an expression, with what is known of it. The editor, the panel and the command line all draw this. */

import type { GraphEdge, GraphNode, GraphView, Site, ValueKind } from "../../protocol/graph.ts";
import { siteKey } from "../../protocol/graph.ts";
import type { Expr } from "../expr/expr.ts";
import { postorder } from "../expr/walk.ts";
import { lower, type Lowered } from "../lower/lower.ts";
import { isKnown } from "../meta/dim.ts";
import { bytesOf, numblocks } from "../meta/meta.ts";
import { operation } from "../ops/index.ts";
import type { Lowering } from "../ops/operation.ts";
import { optimize } from "../optimize/index.ts";
import { factsOf, summaryOf } from "./facts.ts";

export interface ViewRoot {
  readonly expr: Expr;
  /** The user's name of it. */
  readonly variable?: string | undefined;
}

export function graphView(given: readonly ViewRoot[], { optimized = false, title = "" }: { optimized?: boolean; title?: string } = {}): GraphView {
  const roots = optimized ? optimize(given.map(root => root.expr)) : given.map(root => root.expr);
  const variables = new Map(given.map((root, i) => [roots[i]!.id, root.variable]));
  const lowered = tryLower(roots);
  const position = new Map<string, number>();
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const node of postorder(roots)) {
    const id = nodes.length;
    position.set(node.id, id);
    nodes.push(nodeOf(node, id, lowered, variables.get(node.id)));
    for (const from of new Set(node.inputs.map(input => position.get(input.id)!))) edges.push({ from, to: id });
  }
  const outputs = [...new Set(roots.map(root => position.get(root.id)!))];
  return { level: "collections", optimized, title, nodes, edges, outputs, tasks: lowered?.graph.size ?? null };
}

function nodeOf(node: Expr, id: number, lowered: Lowered | undefined, variable: string | undefined): GraphNode {
  const row = operation(node.op);
  const layers = lowered?.layersOf.get(node.name)?.map(index => lowered.graph.layers[index]!);
  const shared = row.lower.as === "call";
  return {
    id,
    name: node.name,
    label: row.label?.(node.params) ?? node.prefix,
    work: row.work,
    value: valueKind(node),
    summary: summaryOf(node.meta),
    facts: factsOf(node.meta),
    blocks: numblocks(node.meta).map(n => (isKnown(n) ? n : 0)),
    tasks: layers === undefined ? null : shared ? 1 : layers.reduce((n, layer) => n + layer.size, 0),
    bytes: bytesOf(node.meta),
    sites: sitesOf(node),
    how:
      row.how?.(
        node.inputs.map(input => input.meta),
        node.params,
      ) ?? HOW[row.lower.as],
    ...(variable === undefined ? {} : { variable }),
  };
}

const HOW: Readonly<Record<Lowering["as"], string>> = {
  source: "One task a block; nothing is read before.",
  blockwise: "Block by block: each block needs only the same block of its inputs.",
  tree: "One partial result a block, joined by a tree.",
  call: "One task.",
  custom: "Blocks are taken apart and put together again.",
};

const valueKind = (node: Expr): ValueKind => node.meta.kind;

function sitesOf(node: Expr): Site[] {
  return [...new Map(node.sites.map(site => [siteKey(site), site])).values()];
}

/** undefined where the number of blocks is not known. */
function tryLower(roots: readonly Expr[]): Lowered | undefined {
  try {
    return lower(roots);
  } catch {
    return undefined;
  }
}

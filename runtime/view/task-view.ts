/** A graph of tasks as a drawing: one node a task. For graphs small enough to look at. */

import type { GraphEdge, GraphNode, GraphView } from "../../protocol/graph.ts";
import { depsOf, type Graph, keyOf, unravel } from "../graph/graph.ts";

/** The given tasks, or all; at most `limit`, the rest left out. */
export function taskView(graph: Graph, { tasks, limit = 5000, title = "" }: { tasks?: readonly number[]; limit?: number; title?: string } = {}): GraphView {
  const ids = (tasks ?? Array.from({ length: Math.min(graph.size, limit) }, (_, i) => i)).slice(0, limit);
  const position = new Map(ids.map((id, i) => [id, i]));
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  let layer = 0;
  for (const id of ids) {
    while (id < graph.layers[layer]!.first || id >= graph.layers[layer]!.first + graph.layers[layer]!.size) layer = (layer + 1) % graph.layers.length;
    const info = graph.layers[layer]!;
    const offset = id - info.first;
    const index = unravel(offset, info.blocks);
    nodes.push({
      id: position.get(id)!,
      name: keyOf(graph, id),
      label: index.length === 0 ? info.label : `${info.label} (${index.join(", ")})`,
      work: info.work,
      value: "unknown",
      summary: info.kernel,
      facts: [
        ["key", keyOf(graph, id)],
        ["kernel", info.kernel],
      ],
      blocks: index,
      tasks: 1,
      bytes: info.blockBytes,
      sites: info.sites,
      how: "One task.",
    });
    for (const dep of depsOf(graph, info, offset)) if (position.has(dep)) edges.push({ from: position.get(dep)!, to: position.get(id)! });
  }
  const used = new Set(edges.map(edge => edge.from));
  return { level: "tasks", optimized: false, title, nodes, edges, outputs: nodes.map(node => node.id).filter(id => !used.has(id)), tasks: graph.size };
}

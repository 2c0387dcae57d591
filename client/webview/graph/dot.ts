/** Graphs as DOT text: one form for placing boxes, one for people. Pure. */
import type { GraphView } from "../../../protocol/graph.ts";
import type { Sketch } from "./layout.ts";

/** Graphviz counts in inches of 72 points; here a point is a pixel. */
const inches = (pixels: number): string => (pixels / 72).toFixed(4);

export function layoutDot({ sizes, edges, rightwards }: Sketch): string {
  const nodes = sizes.map(({ width, height }, i) => `n${i} [width=${inches(width)} height=${inches(height)}]`);
  const lines = edges.map(({ from, to }) => `n${from} -> n${to}`);
  return `digraph {
rankdir=${rightwards ? "LR" : "TB"}; nodesep=0.33; ranksep=0.42;
node [shape=box fixedsize=true label=""]; edge [arrowhead=none];
${nodes.join("\n")}
${lines.join("\n")}
}`;
}

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

/** The graph for other tools: labels, summaries and counts, no positions. */
export function exportDot(view: GraphView): string {
  const nodes = view.nodes.map(node => {
    const tasks = node.tasks === null ? "" : `\n${node.tasks} tasks`;
    return `  n${node.id} [label=${quoted(`${node.label}\n${node.summary}${tasks}`)} tooltip=${quoted(node.how)}];`;
  });
  const edges = view.edges.map(({ from, to }) => `  n${from} -> n${to};`);
  return `digraph ${quoted(view.title || "bask")} {\n  rankdir=LR;\n  node [shape=box fontname="sans-serif" fontsize=10];\n${[...nodes, ...edges].join("\n")}\n}\n`;
}

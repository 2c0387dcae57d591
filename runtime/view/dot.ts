/** A GraphView as Graphviz DOT: boxes for expressions, the kind of work as the colour of the left edge. */

import type { GraphView, WorkKind } from "../../protocol/graph.ts";
import { formatCount } from "../meta/format.ts";

export interface DotOptions {
  readonly rankdir?: "TB" | "LR" | "BT" | "RL";
}

export const WORK_COLORS: Readonly<Record<WorkKind, string>> = { makes: "#1a9bb0", blockwise: "#7f7f7f", reduces: "#333333", moves: "#b8651b", function: "#b89500" };

export function dot(view: GraphView, { rankdir = "LR" }: DotOptions = {}): string {
  const lines = [
    `digraph "${escape(view.title || "graph")}" {`,
    `  graph [rankdir=${rankdir}, bgcolor="transparent", nodesep=0.25, ranksep=0.5, fontname="Helvetica"];`,
    `  node [shape=plain, fontname="Helvetica", fontsize=11];`,
    `  edge [color="#888888", arrowsize=0.6];`,
  ];
  for (const node of view.nodes) {
    const tasks = node.tasks === null ? "? tasks" : `${formatCount(node.tasks)} ${node.tasks === 1 ? "task" : "tasks"}`;
    const variable = node.variable === undefined ? "" : `<font color="#666666">${escape(node.variable)} = </font>`;
    const cell = (text: string, size: number) => `<tr><td align="left" cellpadding="1"><font point-size="${size}">${text}</font></td></tr>`;
    const inner = `<table border="0" cellborder="0" cellspacing="0">${cell(`${variable}<b>${escape(node.label)}</b>`, 11)}${cell(escape(node.summary), 9)}${cell(tasks, 9)}</table>`;
    const label = `<<table border="1" cellborder="0" cellspacing="0" cellpadding="4" color="#999999" bgcolor="white"><tr><td width="4" cellpadding="0" bgcolor="${WORK_COLORS[node.work]}"></td><td>${inner}</td></tr></table>>`;
    lines.push(`  n${node.id} [id="n${node.id}", tooltip="${escape(node.name)}", label=${label}];`);
  }
  for (const { from, to } of view.edges) lines.push(`  n${from} -> n${to};`);
  return [...lines, "}"].join("\n");
}

const escape = (text: string): string => text.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

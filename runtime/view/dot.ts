/** A GraphView as Graphviz DOT: boxes for expressions, the kind of work as the colour of the left edge. */

import type { GraphView, WorkKind } from "../../protocol/graph.ts";
import { formatCount } from "../meta/format.ts";

export interface DotOptions {
  readonly rankdir?: "TB" | "LR" | "BT" | "RL";
}

/** Width of a letter in ems: Graphviz measures with Helvetica, a viewer may have something wider. */
const WIDE = 0.62;

export const WORK_COLORS: Readonly<Record<WorkKind, string>> = {
  makes: "#1a9bb0",
  blockwise: "#7f7f7f",
  reduces: "#333333",
  moves: "#b8651b",
  function: "#b89500",
};

export function dot(view: GraphView, { rankdir = "LR" }: DotOptions = {}): string {
  const lines = [
    `digraph "${escape(view.title || "graph")}" {`,
    `  graph [rankdir=${rankdir}, bgcolor="transparent", nodesep=0.25, ranksep=0.5, fontname="Helvetica"];`,
    `  node [shape=plain, fontname="Helvetica", fontsize=11];`,
    `  edge [color="#888888", arrowsize=0.6];`,
  ];
  for (const node of view.nodes) {
    const tasks = node.tasks === null ? "? tasks" : `${formatCount(node.tasks)} ${node.tasks === 1 ? "task" : "tasks"}`;
    const cell = (text: string, size: number) =>
      `<tr><td align="left" cellpadding="1" width="${Math.ceil(text.length * size * WIDE)}"><font point-size="${size}">${escape(text)}</font></td></tr>`;
    const variable = node.variable === undefined ? "" : cell(node.variable, 9);
    const inner = `<table border="0" cellborder="0" cellspacing="0">${variable}${cell(node.label, 12)}${cell(node.summary, 9)}${cell(tasks, 9)}</table>`;
    const label = `<<table border="1" cellborder="0" cellspacing="0" cellpadding="4" color="#999999" bgcolor="white"><tr><td width="4" cellpadding="0" bgcolor="${WORK_COLORS[node.work]}"></td><td>${inner}</td></tr></table>>`;
    lines.push(`  n${node.id} [id="n${node.id}", tooltip="${escape(node.name)}", label=${label}];`);
  }
  for (const { from, to } of view.edges) lines.push(`  n${from} -> n${to};`);
  return [...lines, "}"].join("\n");
}

const escape = (text: string): string => text.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

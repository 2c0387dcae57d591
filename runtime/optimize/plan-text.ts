/** The plan of expressions as text, one node a line, inputs indented under what uses them; a node that was shown already is named by its number. */

import type { Expr } from "../expr/expr.ts";
import { dimText, isUnknown } from "../meta/dim.ts";
import type { Meta } from "../meta/meta.ts";
import { operation } from "../ops/index.ts";

export function planText(roots: readonly Expr[]): string {
  const numbers = new Map<string, number>();
  const lines: string[] = [];
  // A list of what is still to show: a chain of a hundred thousand steps is as good as one of ten.
  const left = roots.map(node => ({ node, depth: 0 })).reverse();
  while (left.length > 0) {
    const { node, depth } = left.pop()!;
    const indent = "  ".repeat(depth);
    const seen = numbers.get(node.id);
    if (seen !== undefined) {
      lines.push(`${indent}(${seen}) again`);
      continue;
    }
    numbers.set(node.id, numbers.size + 1);
    lines.push(`${indent}(${numbers.size}) ${labelOf(node)}  ${metaText(node.meta)}`.trimEnd());
    for (let i = node.inputs.length - 1; i >= 0; i--) left.push({ node: node.inputs[i]!, depth: depth + 1 });
  }
  return lines.join("\n");
}

function labelOf(node: Expr): string {
  const label = operation(node.op).label?.(node.params) ?? node.op;
  const steps = node.params["steps"];
  return Array.isArray(steps) ? `${node.op} of ${steps.length} steps` : label;
}

function metaText(meta: Meta): string {
  switch (meta.kind) {
    case "array":
      return `(${meta.shape.map(dimText).join(", ")}) ${isUnknown(meta.dtype) ? "?" : meta.dtype}, blocks ${meta.chunks.map(axis => (isUnknown(axis) ? "?" : String(axis.length))).join(" x ")}`;
    case "frame":
      return `${dimText(meta.npartitions)} partitions, ${isUnknown(meta.columns) ? "columns ?" : meta.columns.map(column => column.name).join(", ")}`;
    case "series":
      return `${dimText(meta.npartitions)} partitions, ${meta.column.name}`;
    case "bag":
      return `${dimText(meta.npartitions)} partitions`;
    default:
      return "";
  }
}

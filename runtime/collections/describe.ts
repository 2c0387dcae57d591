/** The one line that `toString`, `util.inspect` and hovers show: `Array<float64> (31, 5760) · chunks (1, 500) · 16.5 GB · 8,928 tasks`. */

import type { Expr } from "../expr/expr.ts";
import { lower } from "../lower/lower.ts";
import { type Dim, dimText, isKnown, isUnknown } from "../meta/dim.ts";
import { formatBytes } from "../meta/format.ts";
import { bytesOf, type Meta } from "../meta/meta.ts";

/** `tasks` is for those who have counted them already; null leaves them out. */
export function describe(node: Expr, tasks: number | null = taskCount(node)): string {
  const parts = [headline(node.meta, node.name)];
  const { meta } = node;
  if (meta.kind === "array") parts.push(`chunks (${meta.chunks.map(axis => (isUnknown(axis) ? "?" : dimText(Math.max(0, ...axis)))).join(", ")})`);
  const bytes = meta.kind === "array" ? bytesOf(meta) : null;
  if (bytes !== null) parts.push(formatBytes(bytes));
  if (tasks !== null && meta.kind !== "delayed") parts.push(`${tasks.toLocaleString("en-US")} ${tasks === 1 ? "task" : "tasks"}`);
  return parts.join(" · ");
}

/** Tasks of everything it needs, itself included, as written; null where the number of blocks is not known. */
export function taskCount(node: Expr): number | null {
  try {
    return lower([node]).graph.size;
  } catch {
    return null;
  }
}

function headline(meta: Meta, name: string): string {
  switch (meta.kind) {
    case "array":
      return `Array<${isUnknown(meta.dtype) ? "?" : meta.dtype}> (${meta.shape.map(dimText).join(", ")})`;
    case "frame":
      return `DataFrame ${partitions(meta.npartitions)} × ${isUnknown(meta.columns) ? "?" : meta.columns.length} columns`;
    case "series":
      return `Series<${isUnknown(meta.column.dtype) ? "?" : meta.column.dtype}> "${meta.column.name}" · ${partitions(meta.npartitions)}`;
    case "bag":
      return `Bag ${partitions(meta.npartitions)}`;
    case "scalar":
      return `Item(${name})`;
    case "delayed":
      return `Delayed(${name})`;
    case "unknown":
      return `? (${meta.why.unknown})`;
  }
}

const partitions = (n: Dim): string => `${dimText(n)} ${isKnown(n) && n === 1 ? "partition" : "partitions"}`;

/** What a value will take, and what it took: the rows of a hover's table. */

import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { dimText, isUnknown } from "../../runtime/meta/dim.ts";
import { formatBytes, formatCount, formatMs } from "../../runtime/meta/format.ts";
import { type ArrayMeta, bytesOf, type FrameMeta, type Meta } from "../../runtime/meta/meta.ts";
import { predictedMoves, predictedPeak, predictedTime } from "../analysis/predict.ts";
import type { Rates } from "../analysis/rates.ts";
import type { Measured } from "../analysis/profiles.ts";
import { ownTasksOf, tasksOf } from "../analysis/tasks.ts";
import type { Row } from "./markup.ts";

const number = (text: string) => ({ text, right: true });
const label = (text: string) => ({ text, muted: true });

/** Predicted and measured stand in one row, in one unit; what is not known is `?`. */
export function costs(node: Expr, meta: Meta, measured: Measured | undefined, rates?: Rates): Row[] {
  const rows: Row[] = [];
  const row = (name: string, predicted: string, after: string | undefined, more = "") =>
    rows.push([label(name), number(predicted), ...(measured === undefined ? [] : [number(after ?? "")]), more]);
  if (meta.kind === "array" && meta.shape.length > 0) {
    row("chunks", meta.chunks.map(axis => (isUnknown(axis) ? "?" : String(axis.length))).join(" × "), undefined, `of [${largest(meta)}]`);
    const block = blockBytes(meta);
    row("block", block === null ? "?" : formatBytes(block), undefined);
  }
  if (meta.kind === "frame" || meta.kind === "series" || meta.kind === "bag")
    row("partitions", dimText(meta.npartitions), undefined, meta.kind === "bag" ? "" : divisions(meta));
  const bytes = bytesOf(meta);
  if (meta.kind !== "delayed" && meta.kind !== "scalar")
    row("size", bytes === null ? "?" : formatBytes(bytes), measured === undefined ? undefined : measured.bytes === null ? "" : formatBytes(measured.bytes));
  const tasks = tasksOf(node);
  const made = meta.kind === "delayed" ? callsOf(node) : undefined;
  row("tasks", tasks === null ? "?" : formatCount(tasks), undefined, made?.text ?? "with all it needs");
  if (made !== undefined && made.chain > 1) row("longest chain", formatCount(made.chain), undefined);
  const source = readOf(node);
  if (source !== undefined) {
    const read = measured === undefined || measured.run.read === 0 ? undefined : formatBytes(measured.run.read);
    row("reads", formatBytes(source.bytes), read, `${formatCount(source.files)} ${source.files === 1 ? "file" : "files"}`);
  }
  const moves = predictedMoves(node);
  if (moves !== null && moves > 0) row("moves", formatBytes(moves), undefined, "between blocks");
  const peak = predictedPeak(node);
  const after = measured === undefined ? undefined : formatBytes(measured.run.peak);
  row("peak", peak === null ? "?" : formatBytes(peak), after, measured !== undefined ? "of the run" : peak === null ? "known after a run" : "on all cores");
  const time = predictedTime(node, rates);
  if (time !== undefined)
    row(
      "all it needs",
      formatMs(time.wall),
      measured === undefined ? undefined : formatMs(measured.run.wall),
      `${formatMs(time.work)} of work, as earlier runs took`,
    );
  if (measured !== undefined) {
    const { layer, run } = measured;
    const own = ownTasksOf(node);
    row("this call", own === null ? "?" : formatCount(own), formatCount(measured.tasks), layer.names.length > 1 ? `tasks, fused: ${layer.label}` : "tasks");
    const workers = `${run.workers} ${run.workers === 1 ? "worker" : "workers"}`;
    row("time", "?", formatMs(measured.work), `of ${formatMs(run.work)} of work in ${formatMs(run.wall)} on ${workers}`);
  }
  return rows;
}

/** `8 × inc, 1 × sum`, and how many calls wait for each other. */
function callsOf(node: Expr): { text: string; chain: number } {
  const counts = new Map<string, number>();
  const depth = new Map<string, number>();
  for (const each of postorder([node])) {
    counts.set(each.prefix, (counts.get(each.prefix) ?? 0) + 1);
    depth.set(each.id, 1 + each.inputs.reduce((most, input) => Math.max(most, depth.get(input.id) ?? 0), 0));
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]);
  const more = often.length > 4 ? `, and ${often.length - 4} more` : "";
  return {
    text:
      often
        .slice(0, 4)
        .map(([name, n]) => `${formatCount(n)} × ${name}`)
        .join(", ") + more,
    chain: depth.get(node.id)!,
  };
}

/** What its sources read, where they say so. */
export function readOf(node: Expr): { bytes: number; files: number } | undefined {
  let bytes = 0;
  const files = new Set<string>();
  for (const each of postorder([node])) {
    const { parts } = each.params;
    if (each.inputs.length > 0 || !Array.isArray(parts)) continue;
    for (const part of parts as { path?: unknown; start?: unknown; end?: unknown }[]) {
      if (typeof part.path !== "string" || typeof part.start !== "number" || typeof part.end !== "number") continue;
      files.add(part.path);
      bytes += part.end - part.start;
    }
  }
  return files.size === 0 ? undefined : { bytes, files: files.size };
}

function divisions(meta: { readonly divisions: FrameMeta["divisions"] }): string {
  if (meta.divisions === null) return "divisions unknown";
  const first = meta.divisions[0];
  const last = meta.divisions[meta.divisions.length - 1];
  return `divisions ${String(first)} … ${String(last)}`;
}

const largest = (meta: ArrayMeta): string => meta.chunks.map(axis => (isUnknown(axis) ? "?" : dimText(axis.reduce((a, b) => Math.max(a, b), 0)))).join(" × ");
function blockBytes(meta: ArrayMeta): number | null {
  const all = bytesOf({ ...meta, shape: meta.chunks.map(axis => (isUnknown(axis) ? axis : axis.reduce((a, b) => Math.max(a, b), 0))) });
  return all === null || Number.isNaN(all) ? null : all;
}

/** A profile as a table for the terminal: work by operation, then where the time went. */

import type { RunProfile } from "../../protocol/profile.ts";
import { formatBytes, formatCount, formatMs } from "../meta/format.ts";

const ROWS = 12;
const STEPS = 6;

export function printProfile(profile: RunProfile): string {
  const { layers, wall, work, workers, tasks, read, peak, criticalPath } = profile;
  const rows = layers.filter(layer => layer.done > 0).toSorted((a, b) => b.work - a.work);
  const table = [
    ["operation", "tasks", "time", "share", "made", "slowest task"],
    ...rows.slice(0, ROWS).map(layer => [
      layer.label, formatCount(layer.done), formatMs(layer.work), work > 0 ? `${Math.round((100 * layer.work) / work)} %` : "",
      formatBytes(layer.bytes), layer.slowest === null ? "" : formatMs(layer.slowest.ms),
    ]),
  ];
  if (rows.length > ROWS) table.push([`${rows.length - ROWS} more`, "", formatMs(rows.slice(ROWS).reduce((ms, layer) => ms + layer.work, 0)), "", "", ""]);
  const chain = criticalPath.reduce((ms, step) => ms + step.ms, 0);
  return [
    ...aligned(table),
    "",
    `${formatCount(tasks)} tasks in ${formatMs(wall)} on ${workers} workers: ${formatMs(work)} of work, ${wall > 0 ? `${Math.round((100 * work) / (wall * workers))} % busy` : ""}`,
    `read ${formatBytes(read)}, peak memory ${formatBytes(peak)}`,
    `critical path ${formatMs(chain)}: ${path(criticalPath)}`,
  ].join("\n");
}

function path(steps: RunProfile["criticalPath"]): string {
  const shown = steps.length <= STEPS ? steps : [...steps.slice(0, STEPS - 1), steps.at(-1)!];
  const texts = shown.map(({ key, ms }) => `${shortKey(key)} ${formatMs(ms)}`);
  if (steps.length > STEPS) texts.splice(STEPS - 1, 0, `${steps.length - STEPS} more`);
  return texts.join(" → ");
}

/** A key without its token: `sum-chunk(3)`. */
const shortKey = (key: string): string => key.replace(/-[0-9a-f]{16,32}(?=\(|$)/, "");

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  return rows.map(row => row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join("  ").trimEnd());
}

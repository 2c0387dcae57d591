/** A profile as a table for the terminal: one row an operation, the costliest first, and what the run came to. */

import type { LayerProfile, RunProfile } from "../../protocol/profile.ts";
import { formatBytes, formatCount, formatMs } from "../meta/format.ts";

const ROWS = 20;
const BARS = "▁▂▃▄▅▆▇█";
const SPARK = 12;
/** Steps of the critical path that are named. */
const STEPS = 5;

export function printProfile(profile: RunProfile): string {
  const layers = profile.layers.filter(layer => layer.done > 0).sort((a, b) => b.work - a.work);
  const shown = layers.slice(0, ROWS);
  const rest = layers.slice(ROWS);
  const rows = shown.map(layer => rowOf(layer, profile.work));
  if (rest.length > 0)
    rows.push([
      `${rest.length} more`,
      formatCount(sum(rest, l => l.done)),
      formatMs(sum(rest, l => l.work)),
      share(
        sum(rest, l => l.work),
        profile.work,
      ),
      "",
      "",
      formatBytes(sum(rest, l => l.bytes)),
      "",
    ]);
  const head = ["operation", "tasks", "time", "", "median", "slowest", "made", ""];
  return [...table([head, ...rows]), "", ...totals(profile)].join("\n");
}

function rowOf(layer: LayerProfile, work: number): string[] {
  const done = layer.done === layer.tasks ? formatCount(layer.tasks) : `${formatCount(layer.done)} of ${formatCount(layer.tasks)}`;
  return [
    shorten(layer.label || layer.name, 36),
    done,
    formatMs(layer.work),
    share(layer.work, work),
    formatMs(layer.median),
    formatMs(layer.slowest?.ms ?? 0),
    formatBytes(layer.bytes),
    spark(layer.spark),
  ];
}

function totals(profile: RunProfile): string[] {
  const busy = profile.wall > 0 ? Math.round((100 * profile.work) / (profile.wall * profile.workers)) : 0;
  const path = sum(profile.criticalPath, step => step.ms);
  const facts = [
    `${formatCount(profile.tasks)} ${profile.tasks === 1 ? "task" : "tasks"} in ${formatMs(profile.wall)} on ${profile.workers} ${profile.workers === 1 ? "worker" : "workers"} (${Math.min(100, busy)} % busy)`,
    `peak ${formatBytes(profile.peak)}`,
    ...bytesOf(profile),
  ];
  const lines = [facts.join(" · ")];
  const { queued = 0, scheduling = 0 } = profile;
  if (queued + scheduling >= 1) lines.push(`waiting in queues ${formatMs(queued)} · scheduling ${formatMs(scheduling)}`);
  if (profile.criticalPath.length > 0) {
    const steps = mainSteps(profile.criticalPath);
    lines.push(`critical path ${formatMs(path)}: ${steps.map(({ key, ms }) => `${shorten(withoutToken(key), 40)} ${formatMs(ms)}`).join(" → ")}`);
  }
  if (profile.error !== null) lines.push(`failed: ${profile.error}`);
  return lines;
}

/** What went in and out, as far as anything did. */
function bytesOf({ read, written = 0, spilled = 0, readBack = 0, copied = 0 }: RunProfile): string[] {
  const all = [
    ["read", read],
    ["written", written],
    ["spilled", spilled],
    ["read back", readBack],
    ["copied", copied],
  ] as const;
  return all.filter(([, bytes]) => bytes > 0).map(([what, bytes]) => `${what} ${formatBytes(bytes)}`);
}

/** The longest steps, in the order in which they ran. */
function mainSteps(path: RunProfile["criticalPath"]): RunProfile["criticalPath"] {
  if (path.length <= STEPS) return path;
  const least = path.map(step => step.ms).sort((a, b) => b - a)[STEPS - 1]!;
  return path.filter(step => step.ms >= least).slice(0, STEPS);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => [...row[column]!].length)));
  return rows.map(row =>
    row
      .map((cell, column) => (column === 0 || column === row.length - 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}

function spark(times: readonly number[]): string {
  if (times.length < 2) return "";
  const points = Math.min(SPARK, times.length);
  const most = Math.max(...times);
  return Array.from({ length: points }, (_, i) => {
    const part = times.slice(
      Math.floor((i * times.length) / points),
      Math.max(Math.floor((i * times.length) / points) + 1, Math.floor(((i + 1) * times.length) / points)),
    );
    return BARS[most === 0 ? 0 : Math.min(7, Math.floor((Math.max(...part) / most) * 7.999))];
  }).join("");
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);
const share = (part: number, whole: number): string => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : "");
/** The hash in a key tells nothing to who reads it, and hides what follows it. */
const withoutToken = (key: string): string => key.replace(/-[0-9a-f]{8,}(?=\(|$)/, "");
/** Fused operations often begin alike: what a name ends with stays, and of the middle as little goes as possible. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.ceil((length - 1) * 0.6);
  return `${text.slice(0, length - 1 - end)}…${text.slice(-end)}`;
}

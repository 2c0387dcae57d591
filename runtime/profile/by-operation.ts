/** Sums of measured tasks: by operation, and by line of the user's source. Costliest first. */

import type { RunProfile } from "../../protocol/profile.ts";
import type { Site } from "../../protocol/graph.ts";
import type { MeasuredTask } from "./measured-task.ts";

export interface OperationCost {
  readonly prefix: string;
  readonly tasks: number;
  /** Sum of durations. */
  readonly seconds: number;
  readonly bytes: number;
  readonly slowest: { readonly key: string; readonly seconds: number };
}

export function byOperation(tasks: readonly MeasuredTask[]): OperationCost[] {
  const rows = new Map<string, { prefix: string; tasks: number; seconds: number; bytes: number; slowest: { key: string; seconds: number } }>();
  for (const { key, prefix, start, end, bytes } of tasks) {
    const seconds = end - start;
    const row = rows.get(prefix);
    if (row === undefined) rows.set(prefix, { prefix, tasks: 1, seconds, bytes, slowest: { key, seconds } });
    else {
      row.tasks += 1;
      row.seconds += seconds;
      row.bytes += bytes;
      if (seconds > row.slowest.seconds) row.slowest = { key, seconds };
    }
  }
  return [...rows.values()].sort((a, b) => b.seconds - a.seconds);
}

export interface LineCost {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly tasks: number;
  readonly seconds: number;
  /** Of the blocks that its layers made; of several lines in one task, the last line's. */
  readonly bytes: number;
}

export function byLine(profiles: readonly RunProfile[]): LineCost[] {
  const rows = new Map<string, { file: string; line: number; tasks: number; seconds: number; bytes: number }>();
  const add = (site: Site | undefined, tasks: number, ms: number, bytes: number): void => {
    if (site === undefined) return;
    const name = `${site.file}:${site.line}`;
    const row = rows.get(name) ?? { file: site.file, line: site.line + 1, tasks: 0, seconds: 0, bytes: 0 };
    rows.set(name, row);
    row.tasks += tasks;
    row.seconds += ms / 1000;
    row.bytes += bytes;
  };
  for (const { layers } of profiles) {
    for (const layer of layers) {
      if (layer.steps === undefined) add(layer.sites[0], layer.done, layer.work, layer.bytes);
      else layer.steps.forEach((step, i) => add(step.sites[0], layer.done, step.work, i === layer.steps!.length - 1 ? layer.bytes : 0));
    }
  }
  return [...rows.values()].sort((a, b) => b.seconds - a.seconds);
}

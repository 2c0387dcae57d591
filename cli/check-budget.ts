/** What a file may take at most: a run above it is an error, so that a build can fail before anything runs. */

import { formatBytes, formatCount } from "../runtime/meta/format.ts";
import type { Analysis } from "../server/analysis/analysis.ts";
import type { Problem } from "../server/analysis/evaluate/state.ts";
import { predictedPeak } from "../server/analysis/predict.ts";
import { tasksOf } from "../server/analysis/tasks.ts";
import { needed } from "../server/rules/graph.ts";
import { blocks, bytes } from "../server/rules/sizes.ts";

export interface Budget {
  /** Bytes of blocks at once. */
  readonly maxPeak?: number;
  readonly maxTasks?: number;
}

export function overBudget(analysis: Analysis, { maxPeak, maxTasks }: Budget): Problem[] {
  const found = new Map<string, Problem>();
  for (const { offset, exprs, verb } of analysis.program.evaluation.runs) {
    if (verb === "visualize") continue;
    const place = { start: offset, end: offset + 1, severity: "error" as const };
    if (maxTasks !== undefined) {
      const tasks = exprs.reduce((sum, expr) => sum + (tasksOf(expr) ?? blocksNeeded(expr)), 0);
      if (tasks > maxTasks)
        found.set(`tasks ${offset}`, {
          ...place,
          code: "MAX_TASKS",
          message: `this run takes ${formatCount(tasks)} tasks: over the budget of ${formatCount(maxTasks)}`,
        });
    }
    if (maxPeak === undefined) continue;
    const peak = exprs.reduce((most, expr) => Math.max(most, predictedPeak(expr) ?? bytes(expr.meta) ?? 0), 0);
    if (peak > maxPeak)
      found.set(`peak ${offset}`, {
        ...place,
        code: "MAX_PEAK",
        message: `this run holds ${formatBytes(peak)} at once: over the budget of ${formatBytes(maxPeak)}`,
      });
  }
  return [...found.values()];
}

/** Where the graph is too large to be made: at least a task a block. */
const blocksNeeded = (expr: Parameters<typeof tasksOf>[0]): number => needed(expr).reduce((sum, each) => sum + (blocks(each.meta) ?? 0), 0);

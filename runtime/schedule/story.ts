/** The last transitions of a run, so that one can ask how a task came to where it is. A ring: a run of a million tasks keeps the last 65,536. */

import { keyOf, type Graph } from "../graph/graph.ts";
import { STATUS_NAMES, type RunState } from "./state.ts";

const KEPT = 1 << 16;

export interface TransitionLog {
  readonly task: Int32Array;
  /** Status before * 8 + status after. */
  readonly change: Uint8Array;
  readonly worker: Int16Array;
  /** Transitions written so far. */
  written: number;
}

/** Room for all transitions of a small run, and for the last of a large one: a power of two. */
export function createLog(tasks: number): TransitionLog {
  let capacity = 64;
  while (capacity < KEPT && capacity < tasks * 8) capacity *= 2;
  return { task: new Int32Array(capacity), change: new Uint8Array(capacity), worker: new Int16Array(capacity), written: 0 };
}

export function note(log: TransitionLog, task: number, before: number, after: number, worker: number): void {
  const at = log.written++ & (log.task.length - 1);
  log.task[at] = task;
  log.change[at] = before * 8 + after;
  log.worker[at] = worker;
}

/** `waiting → ready`, `ready → assigned (worker 1)` ... of one task, oldest first. */
export function story(state: RunState, graph: Graph, key: string): string[] {
  const { log } = state;
  const lines: string[] = [];
  for (let n = Math.max(0, log.written - log.task.length); n < log.written; n++) {
    const at = n % log.task.length;
    if (keyOf(graph, log.task[at]!) !== key) continue;
    const [before, after] = [STATUS_NAMES[log.change[at]! >> 3], STATUS_NAMES[log.change[at]! & 7]];
    lines.push(`${before} → ${after}${log.worker[at]! >= 0 ? ` (worker ${log.worker[at]})` : ""}`);
  }
  return lines;
}

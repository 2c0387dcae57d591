/** Task states of a run as they stand now: one byte a task. Mutable, for speed; everything that reads it copies. */
import type { RunStarted, TaskEvent } from "../../protocol/profile.ts";
import { TASK_STATES, type LiveRun, type RunProgress } from "../../protocol/view.ts";

const RUNNING = TASK_STATES.indexOf("running");
const MEMORY = TASK_STATES.indexOf("memory");
const SPILLED = TASK_STATES.indexOf("spilled");
const RELEASED = TASK_STATES.indexOf("released");
const ERRED = TASK_STATES.indexOf("erred");

/** What a task is after each event. */
const STATE_AFTER: Readonly<Record<TaskEvent["type"], number>> = {
  start: RUNNING,
  end: MEMORY,
  error: ERRED,
  release: RELEASED,
  spill: SPILLED,
  readBack: MEMORY,
};

export interface Live {
  readonly started: RunStarted;
  readonly states: Uint8Array;
  readonly begun: number;
  ended: boolean;
  /** Done tasks of each layer. */
  readonly done: Int32Array;
  /** Tasks that changed since the last `changes`. */
  readonly changed: Set<number>;
}

export const startLive = (started: RunStarted, now: number): Live => ({
  started,
  states: new Uint8Array(started.tasks),
  begun: now,
  ended: false,
  done: new Int32Array(started.layers.length),
  changed: new Set(),
});

export function applyEvents(live: Live, events: readonly TaskEvent[]): void {
  for (const event of events) {
    if (event.task < 0 || event.task >= live.states.length) continue;
    if (event.type === "end") live.done[event.layer] = (live.done[event.layer] ?? 0) + 1;
    live.states[event.task] = STATE_AFTER[event.type];
    live.changed.add(event.task);
  }
}

/** What changed since the last call. */
export function changes(live: Live): { tasks: Int32Array; states: Uint8Array } {
  const tasks = Int32Array.from(live.changed);
  live.changed.clear();
  return { tasks, states: Uint8Array.from(tasks, task => live.states[task]!) };
}

export const snapshot = (live: Live): LiveRun => ({ started: live.started, states: live.states.slice(), begun: live.begun, ended: live.ended });

export function progressOf(live: Live, now: number): RunProgress {
  const done = live.done.reduce((sum, each) => sum + each, 0);
  const spent = now - live.begun;
  // A guess from the first few tasks misleads more than it helps.
  const left = done >= 10 && done < live.started.tasks && spent > 500 ? (spent / done) * (live.started.tasks - done) : null;
  const layers = live.started.layers.map((layer, i) => ({ label: layer.label, done: live.done[i]!, tasks: layer.size, site: layer.sites[0] ?? null }));
  return { done, tasks: live.started.tasks, left, layers };
}

/**
 * The scheduler: one event in, the effects it calls for out. No timers, no workers, no input or output: a run can be replayed from its
 * events. Work is linear in the tasks and dependencies that an event touches (a dead worker's: one scan of all tasks).
 */

import type { Effect, RunEvent } from "./events.ts";
import { assignReady, makeReady } from "./place.ts";
import { createWorkerState, layerIn, STATUS, type RunState } from "./state.ts";
import { note } from "./story.ts";

/** The only door that changes a RunState. */
export function step(state: RunState, event: RunEvent): Effect[] {
  if (state.phase !== "running") return [];
  const effects: Effect[] = [];
  (TRANSITIONS[event.type] as (state: RunState, event: RunEvent, effects: Effect[]) => void)(state, event, effects);
  if (state.phase === "running" && event.type !== "started" && event.type !== "moved") assignReady(state, effects);
  return effects;
}

type Transition<T extends RunEvent["type"]> = (state: RunState, event: Extract<RunEvent, { type: T }>, effects: Effect[]) => void;

const TRANSITIONS: { readonly [T in RunEvent["type"]]: Transition<T> } = {
  begin(state, _event, effects) {
    if (state.outputsLeft === 0) finish(state, effects);
  },

  started(state, { task, worker }) {
    if (state.status[task] === STATUS.assigned && state.owner[task] === worker) change(state, task, STATUS.running);
  },

  done(state, event, effects) {
    const { task, worker } = event;
    if (!holds(state, task, worker)) return;
    state.workers[worker]!.assigned.delete(task);
    const layer = layerIn(state.layers, task);
    const pace = state.pace[layer]!;
    state.pace[layer] = pace === 0 ? Math.max(event.micros, 0.1) : pace + (event.micros - pace) * 0.05;
    state.travels[task] = event.travels ? 1 : 0;
    state.bytes[task] = event.bytes;
    change(state, task, STATUS.memory);
    const { depOffsets, deps, userOffsets, users } = state.links;
    for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) {
      const user = users[at]!;
      if (state.status[user] === STATUS.waiting && --state.waiting[user]! === 0) makeReady(state, user);
    }
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) letGo(state, deps[at]!, effects);
    if (state.output[task] === 1) {
      if (--state.outputsLeft === 0) finish(state, effects);
    } else if (state.holders[task] === 0) {
      change(state, task, STATUS.released);
      effects.push({ type: "release", task });
    }
  },

  failed(state, { task, worker, error }, effects) {
    if (!holds(state, task, worker)) return;
    state.workers[worker]!.assigned.delete(task);
    const trouble = troubleOf(state, task);
    if (++trouble.errors > state.retries) return fail(state, task, error, 0, effects);
    putBack(state, [task]);
  },

  moved(state, { task }) {
    state.travels[task] = 1;
  },

  workerDied(state, { worker, task: running }, effects) {
    const dead = state.workers[worker]!;
    dead.alive = false;
    if (running >= 0 && holds(state, running, worker)) {
      const trouble = troubleOf(state, running);
      if (++trouble.deaths > state.allowedDeaths) return fail(state, running, undefined, trouble.deaths, effects);
    }
    const again = [...dead.assigned];
    dead.assigned.clear();
    const lost: number[] = [];
    for (let task = 0; task < state.status.length; task++) {
      if (state.owner[task] !== worker || state.status[task] !== STATUS.memory || state.travels[task] === 1) continue;
      change(state, task, STATUS.released);
      lost.push(task);
    }
    const { userOffsets, users } = state.links;
    for (const task of lost) {
      if (state.output[task] === 1) {
        state.outputsLeft++;
        again.push(task);
      }
      for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) {
        const user = users[at]!;
        const status = state.status[user];
        if (status === STATUS.waiting || status === STATUS.ready) again.push(user);
        if (status !== STATUS.assigned || state.owner[user] === worker) continue;
        state.workers[state.owner[user]!]!.assigned.delete(user);
        effects.push({ type: "recall", task: user, worker: state.owner[user]! });
        again.push(user);
      }
    }
    // What stood ready for the dead worker finds another one.
    for (const queue of [dead.near, dead.bound]) {
      while (queue.length > 0) {
        const task = state.sequence[queue.pop()!]!;
        if (state.status[task] === STATUS.ready) again.push(task);
      }
    }
    putBack(state, again);
  },

  workerJoined(state, { worker }) {
    state.workers[worker] = createWorkerState();
  },

  cancelled(state) {
    state.phase = "cancelled";
  },
};

/** Whether this worker has the task; a late word from one that no longer has it changes nothing. */
export const holds = (state: RunState, task: number, worker: number): boolean =>
  state.owner[task] === worker && (state.status[task] === STATUS.assigned || state.status[task] === STATUS.running);

/** One user less: the block goes when it was the last. */
function letGo(state: RunState, task: number, effects: Effect[]): void {
  if (--state.holders[task]! > 0 || state.status[task] !== STATUS.memory) return;
  change(state, task, STATUS.released);
  effects.push({ type: "release", task });
}

/** The tasks wait (again), and with them whatever they need that is gone: a task that let go of its inputs takes hold of them again. */
function putBack(state: RunState, tasks: readonly number[]): void {
  const { depOffsets, deps } = state.links;
  const stack = [...tasks];
  const counted: number[] = [];
  const seen = new Set<number>();
  while (stack.length > 0) {
    const task = stack.pop()!;
    if (seen.has(task)) continue;
    seen.add(task);
    const hadFinished = state.status[task] === STATUS.released;
    if (state.status[task] === STATUS.ready) state.readyCount--;
    change(state, task, STATUS.waiting, -1);
    state.owner[task] = -1;
    counted.push(task);
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) {
      const dep = deps[at]!;
      if (hadFinished) state.holders[dep]!++;
      if (state.status[dep] === STATUS.released) stack.push(dep);
    }
  }
  for (const task of counted) {
    let missing = 0;
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) if (state.status[deps[at]!] !== STATUS.memory) missing++;
    state.waiting[task] = missing;
    if (missing === 0) makeReady(state, task);
  }
}

function finish(state: RunState, effects: Effect[]): void {
  state.phase = "finished";
  effects.push({ type: "finish" });
}

function fail(state: RunState, task: number, error: unknown, deaths: number, effects: Effect[]): void {
  change(state, task, STATUS.erred);
  state.phase = "failed";
  effects.push({ type: "fail", task, error, deaths });
}

function troubleOf(state: RunState, task: number): { errors: number; deaths: number } {
  let trouble = state.trouble.get(task);
  if (trouble === undefined) state.trouble.set(task, (trouble = { errors: 0, deaths: 0 }));
  return trouble;
}

function change(state: RunState, task: number, status: number, worker = state.owner[task]!): void {
  note(state.log, task, state.status[task]!, status, worker);
  state.status[task] = status;
}

/**
 * The scheduler: one event in, the effects it calls for out. No timers, no workers, no input or output: a run can be replayed from its
 * events. Work is linear in the tasks and dependencies that an event touches (a dead worker's: one scan of all tasks).
 */

import { EFFECT, Effects } from "./effects.ts";
import type { Effect, RunEvent } from "./events.ts";
import { assignReady, makeReady, unready } from "./place.ts";
import { createWorkerState, FOLLOWS, layerIn, STATUS, type RunState } from "./state.ts";
import { note } from "./story.ts";

/** The only door that changes a RunState. Effects are added to those that are there. */
export function advance(state: RunState, event: RunEvent, effects: Effects): void {
  if (state.phase !== "running") return;
  (TRANSITIONS[event.type] as Transition<RunEvent["type"]>)(state, event as never, effects);
  if (state.phase === "running" && ASSIGNS[event.type] && (event as { more?: boolean }).more !== true) assignReady(state, effects);
}

/** The same with the effects as a list of their own. */
export function step(state: RunState, event: RunEvent): Effect[] {
  const effects = new Effects();
  advance(state, event, effects);
  return effects.toArray();
}

type Transition<T extends RunEvent["type"]> = (state: RunState, event: Extract<RunEvent, { type: T }>, effects: Effects) => void;

/** Events after which a worker may have room, or a task may be ready. */
const ASSIGNS: { readonly [T in RunEvent["type"]]: boolean } = {
  begin: true,
  started: false,
  done: true,
  failed: true,
  returned: true,
  moved: false,
  lost: true,
  workerDied: true,
  workerJoined: true,
  held: true,
  cancelled: false,
};

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
    state.workers[worker]!.load--;
    const layer = layerIn(state.layers, task);
    const pace = state.pace[layer]!;
    state.pace[layer] = pace === 0 ? Math.max(event.micros, 0.1) : pace + (event.micros - pace) * 0.05;
    state.travels[task] = event.travels ? 1 : 0;
    state.bytes[task] = event.bytes;
    change(state, task, STATUS.memory);
    const { depOffsets, deps, userOffsets, users } = state.links;
    for (let at = userOffsets[task]!, end = userOffsets[task + 1]!; at < end; at++) hasInput(state, users[at]!, worker);
    for (let at = depOffsets[task]!, end = depOffsets[task + 1]!; at < end; at++) letGo(state, deps[at]!, effects);
    if (state.output[task] === 1) {
      if (--state.outputsLeft === 0) finish(state, effects);
    } else if (state.holders[task] === 0) {
      change(state, task, STATUS.released);
      effects.add(EFFECT.release, task, -1);
    }
  },

  failed(state, { task, worker, error }, effects) {
    if (!holds(state, task, worker)) return;
    const trouble = troubleOf(state, task);
    if (++trouble.errors > state.retries) {
      state.workers[worker]!.load--;
      return fail(state, task, error, 0, effects);
    }
    putBack(state, [task]);
  },

  returned(state, { task, worker }) {
    if (holds(state, task, worker)) putBack(state, [task]);
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
    const again: number[] = [];
    const lost: number[] = [];
    for (let task = 0; task < state.status.length; task++) {
      if (state.owner[task] !== worker) continue;
      const status = state.status[task];
      // What stood ready for the dead worker finds another one.
      if (status === STATUS.assigned || status === STATUS.running || status === STATUS.ready) again.push(task);
      if (status !== STATUS.memory || state.travels[task] === 1) continue;
      change(state, task, STATUS.released);
      lost.push(task);
    }
    makeAgain(state, lost, again, worker, effects);
  },

  lost(state, { task }, effects) {
    if (state.status[task] !== STATUS.memory) return;
    change(state, task, STATUS.released);
    makeAgain(state, [task], [], -1, effects);
  },

  workerJoined(state, { worker }) {
    state.workers[worker] = createWorkerState(state.sequence.length);
  },

  held(state, { held }) {
    state.held = held;
  },

  cancelled(state) {
    state.phase = "cancelled";
  },
};

/** Whether this worker has the task; a late word from one that no longer has it changes nothing. */
export const holds = (state: RunState, task: number, worker: number): boolean =>
  state.owner[task] === worker && (state.status[task] === STATUS.assigned || state.status[task] === STATUS.running);

/** An input of the task is in memory now; `worker` made it. */
function hasInput(state: RunState, task: number, worker: number): void {
  const status = state.status[task]!;
  if (status < STATUS.waiting || status > STATUS.running) return;
  const left = --state.waiting[task]!;
  if (state.follow && state.followed[task] === worker) state.ahead[task]!--;
  if (left > 0) return;
  if (status === STATUS.waiting) return makeReady(state, task);
  // It may go anywhere now, no longer only behind its inputs.
  if (status !== STATUS.ready || !state.workers[state.owner[task]!]?.after.has(state.rank[task]!)) return;
  unready(state, task);
  makeReady(state, task);
}

/** One user less: the block goes when it was the last. */
function letGo(state: RunState, task: number, effects: Effects): void {
  if (--state.holders[task]! > 0 || state.status[task] !== STATUS.memory) return;
  change(state, task, STATUS.released);
  effects.add(EFFECT.release, task, -1);
}

/** Blocks are gone that were made before: who needs them waits, and they are made again. `dead`: what this worker has needs no recall. */
function makeAgain(state: RunState, lost: readonly number[], again: number[], dead: number, effects: Effects): void {
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
      if (status !== STATUS.assigned || state.owner[user] === dead) continue;
      effects.add(EFFECT.recall, user, state.owner[user]!);
      again.push(user);
    }
  }
  putBack(state, again);
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
    const status = state.status[task];
    if (status === STATUS.ready) unready(state, task);
    if (status === STATUS.assigned || status === STATUS.running) {
      state.workers[state.owner[task]!]!.load--;
      if (state.follow) nobodyFollows(state, task, stack);
    }
    change(state, task, STATUS.waiting, -1);
    state.owner[task] = -1;
    counted.push(task);
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) {
      const dep = deps[at]!;
      if (status === STATUS.released) state.holders[dep]!++;
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

/** A task has left its queue without a result: who stood ready to follow it waits again. Who stands in the queue behind it is given back by the worker. */
function nobodyFollows(state: RunState, task: number, stack: number[]): void {
  const { userOffsets, users } = state.links;
  for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) {
    const user = users[at]!;
    state.followed[user] = FOLLOWS.several;
    if (state.status[user] === STATUS.ready) stack.push(user);
  }
}

function finish(state: RunState, effects: Effects): void {
  state.phase = "finished";
  effects.add(EFFECT.finish, -1, -1);
}

function fail(state: RunState, task: number, error: unknown, deaths: number, effects: Effects): void {
  change(state, task, STATUS.erred);
  state.phase = "failed";
  effects.error = error;
  effects.deaths = deaths;
  effects.add(EFFECT.fail, task, -1);
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

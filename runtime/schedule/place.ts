/** Which worker runs a ready task: where its largest input is, else the first that has room. */

import type { Effect } from "./events.ts";
import { layerIn, STATUS, type RunState, type WorkerState } from "./state.ts";
import { note } from "./story.ts";

/** A worker gives work that is bound to it away only above this many waiting tasks: moving JavaScript values is the dearest thing there is. */
const BOUND_BACKLOG = 4;

/** All inputs are in memory: the task stands where the largest of them is; one that cannot travel binds it there. */
export function makeReady(state: RunState, task: number): void {
  note(state.log, task, state.status[task]!, STATUS.ready, -1);
  state.status[task] = STATUS.ready;
  state.readyCount++;
  const { depOffsets, deps } = state.links;
  let best = -1;
  let most = -1;
  let bound = false;
  for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) {
    const dep = deps[at]!;
    const owner = state.owner[dep]!;
    if (owner < 0 || !state.workers[owner]!.alive) continue;
    const fixed = state.travels[dep] === 0;
    if (fixed === bound ? state.bytes[dep]! > most : fixed) [best, most, bound] = [owner, state.bytes[dep]!, fixed];
  }
  const queue = best < 0 ? state.anywhere : bound ? state.workers[best]!.bound : state.workers[best]!.near;
  queue.push(state.rank[task]!);
}

/** Hands ready tasks to workers with room, one each in turn, so that a few tasks spread over all. */
export function assignReady(state: RunState, effects: Effect[]): void {
  for (let handed = true; handed && state.readyCount > 0;) {
    handed = false;
    for (let position = 0; position < state.workers.length; position++) {
      const worker = state.workers[position]!;
      if (!worker.alive || worker.assigned.size >= state.depth.most) continue;
      const queue = bestQueue(state, worker);
      if (queue === undefined) continue;
      const task = state.sequence[queue.peek()!]!;
      if (worker.assigned.size >= depthFor(state, task)) continue;
      queue.pop();
      note(state.log, task, STATUS.ready, STATUS.assigned, position);
      state.status[task] = STATUS.assigned;
      state.owner[task] = position;
      state.readyCount--;
      worker.assigned.add(task);
      effects.push({ type: "assign", task, worker: position });
      handed = true;
    }
  }
}

/** A queue of half a millisecond of tasks like this one, but never more than a worker's share of what is ready. */
function depthFor(state: RunState, task: number): number {
  const { least, most } = state.depth;
  const pace = state.pace[layerIn(state.layers, task)]!;
  if (pace === 0) return least;
  const share = Math.ceil(state.readyCount / Math.max(1, state.workers.length));
  return Math.max(least, Math.min(most, Math.ceil(500 / pace), share));
}

/** The queue with the task that this worker should run next. */
function bestQueue(state: RunState, worker: WorkerState): WorkerState["near"] | undefined {
  let best: WorkerState["near"] | undefined;
  for (const queue of [worker.bound, worker.near, state.anywhere]) {
    dropStale(state, queue);
    if (queue.length > 0 && (best === undefined || queue.peek()! < best.peek()!)) best = queue;
  }
  return best ?? (worker.assigned.size === 0 ? othersQueue(state, worker) : undefined);
}

/** An idle worker's choice among other workers' tasks. */
function othersQueue(state: RunState, idle: WorkerState): WorkerState["near"] | undefined {
  let best: WorkerState["near"] | undefined;
  for (const other of state.workers) {
    if (other === idle) continue;
    dropStale(state, other.near);
    dropStale(state, other.bound);
    if (other.near.length > 0 && (other.assigned.size > 0 || !other.alive) && (best === undefined || other.near.peek()! < best.peek()!)) best = other.near;
    else if (best === undefined && other.bound.length >= BOUND_BACKLOG) best = other.bound;
  }
  return best;
}

/** A task that was put back stands in its old queue until it comes up. */
function dropStale(state: RunState, queue: WorkerState["near"]): void {
  while (queue.length > 0 && state.status[state.sequence[queue.peek()!]!] !== STATUS.ready) queue.pop();
}

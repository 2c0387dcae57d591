/** Which worker runs a ready task: where its largest input is, else the first that has room. */

import { EFFECT, type Effects } from "./effects.ts";
import type { RankSet } from "./rank-set.ts";
import { FOLLOWS, layerIn, STATUS, type RunState, type WorkerState } from "./state.ts";
import { note } from "./story.ts";

/** A worker gives work that is bound to it away only above this many waiting tasks: moving JavaScript values is the dearest thing there is. */
const BOUND_BACKLOG = 4;
/** A queue holds about so much work, in microseconds: enough that its worker never waits, little enough that others can still help. */
const QUEUED = 500;
/** Tasks of layers up to this many microseconds cost about as much as handing them out: they may follow their inputs. */
const SHORT = 50;

/** All inputs are in memory: the task stands where the largest of them is; one that cannot travel binds it there. */
export function makeReady(state: RunState, task: number): void {
  note(state.log, task, state.status[task]!, STATUS.ready, -1);
  state.status[task] = STATUS.ready;
  state.readyCount++;
  const { depOffsets, deps } = state.links;
  let best = -1;
  let most = -1;
  let bound = false;
  for (let at = depOffsets[task]!, end = depOffsets[task + 1]!; at < end; at++) {
    const dep = deps[at]!;
    const owner = state.owner[dep]!;
    if (owner < 0 || !state.workers[owner]!.alive) continue;
    const fixed = state.travels[dep] === 0;
    if (fixed !== bound ? !fixed : state.bytes[dep]! <= most) continue;
    best = owner;
    most = state.bytes[dep]!;
    bound = fixed;
  }
  state.owner[task] = best;
  const queue = best < 0 ? state.anywhere : bound ? state.workers[best]!.bound : state.workers[best]!.near;
  queue.add(state.rank[task]!);
}

/** Takes a ready task out of the queue that it stands in. */
export function unready(state: RunState, task: number): void {
  const rank = state.rank[task]!;
  const worker = state.workers[state.owner[task]!];
  if (worker === undefined) state.anywhere.delete(rank);
  else if (!worker.near.delete(rank) && !worker.bound.delete(rank)) worker.after.delete(rank);
  state.readyCount--;
}

/** Hands ready tasks to workers with room, one each in turn, so that a few tasks spread over all. */
export function assignReady(state: RunState, effects: Effects): void {
  if (state.held) return;
  const { workers, depth } = state;
  for (let handed = true; handed && state.readyCount > 0;) {
    handed = false;
    for (let position = 0; position < workers.length; position++) {
      const worker = workers[position]!;
      if (!worker.alive || worker.load >= depth.most) continue;
      const queue = bestQueue(state, worker);
      if (queue === undefined) continue;
      const rank = queue.least();
      const task = state.sequence[rank]!;
      if (worker.load >= depthFor(state, task, queue === worker.after)) continue;
      queue.delete(rank);
      assign(state, task, position, effects);
      handed = true;
    }
  }
}

function assign(state: RunState, task: number, position: number, effects: Effects): void {
  note(state.log, task, STATUS.ready, STATUS.assigned, position);
  state.status[task] = STATUS.assigned;
  state.owner[task] = position;
  state.readyCount--;
  state.workers[position]!.load++;
  effects.add(EFFECT.assign, task, position);
  if (state.follow) letFollow(state, task, position);
}

/** A queue of half a millisecond of tasks like this one, but never more than a worker's share of what is ready. */
function depthFor(state: RunState, task: number, follows: boolean): number {
  const { least, most } = state.depth;
  const pace = state.pace[layerIn(state.layers, task)]!;
  if (pace === 0) return least;
  const enough = Math.min(most, Math.ceil(QUEUED / pace));
  if (follows) return Math.max(least, enough);
  const share = Math.ceil(state.readyCount / Math.max(1, state.workers.length));
  return Math.max(least, Math.min(enough, share));
}

/** Short users of a short task, whose missing inputs are all in the queue of this worker now, may stand behind them. */
function letFollow(state: RunState, task: number, position: number): void {
  const { userOffsets, users } = state.links;
  if (!isShort(state, task)) return;
  for (let at = userOffsets[task]!, end = userOffsets[task + 1]!; at < end; at++) {
    const user = users[at]!;
    if (state.status[user] !== STATUS.waiting) continue;
    const followed = state.followed[user]!;
    if (followed !== position && followed !== FOLLOWS.nobody) {
      state.followed[user] = FOLLOWS.several;
      continue;
    }
    state.followed[user] = position;
    if (++state.ahead[user]! !== state.waiting[user] || !isShort(state, user)) continue;
    note(state.log, user, STATUS.waiting, STATUS.ready, position);
    state.status[user] = STATUS.ready;
    state.owner[user] = position;
    state.readyCount++;
    state.workers[position]!.after.add(state.rank[user]!);
  }
}

function isShort(state: RunState, task: number): boolean {
  const pace = state.pace[layerIn(state.layers, task)]!;
  return pace > 0 && pace < SHORT;
}

/** The queue with the task that this worker should run next. */
function bestQueue(state: RunState, worker: WorkerState): RankSet | undefined {
  let best: RankSet | undefined;
  let least = Infinity;
  for (let i = 0; i < 4; i++) {
    const queue = i === 0 ? worker.bound : i === 1 ? worker.near : i === 2 ? worker.after : state.anywhere;
    if (queue.size === 0) continue;
    const rank = queue.least();
    if (rank >= least) continue;
    least = rank;
    best = queue;
  }
  return best ?? (worker.load === 0 ? othersQueue(state, worker) : undefined);
}

/** An idle worker's choice among other workers' tasks. */
function othersQueue(state: RunState, idle: WorkerState): RankSet | undefined {
  let best: RankSet | undefined;
  for (const other of state.workers) {
    if (other === idle) continue;
    const helps = other.near.size > 0 && (other.load > 0 || !other.alive);
    if (helps && (best === undefined || other.near.least() < best.least())) best = other.near;
    else if (best === undefined && other.bound.size >= BOUND_BACKLOG) best = other.bound;
  }
  return best;
}

/**
 * A static order of tasks that keeps few blocks alive. Three rules, each of linear cost:
 * a goal's inputs are made depth first, the one that needs most room first (Sethi and Ullman 1970, "The Generation of Optimal Code for
 * Arithmetic Expressions", applied to a graph); a task that became ready and whose run lets go of an input runs at once; the next goal is
 * a user of what was made last, and a new goal among the final tasks, the smallest first, is begun only when there is none.
 */

import type { Links } from "./links.ts";

/** Tasks in the order in which to run them. `needed` leaves tasks out. Deterministic; throws where the tasks form a cycle. */
export function order(links: Links, needed?: Uint8Array): Int32Array {
  const { size, depOffsets, deps, userOffsets, users } = links;
  const wanted = (task: number) => needed === undefined || needed[task] === 1;
  const room = roomNeeded(links);
  const result = new Int32Array(size);
  const done = new Uint8Array(size);
  const waiting = new Int32Array(size);
  const holders = new Int32Array(size);
  let count = 0;
  let total = 0;
  const goals: number[] = [];
  for (let task = 0; task < size; task++) {
    if (!wanted(task)) continue;
    total++;
    waiting[task] = depOffsets[task + 1]! - depOffsets[task]!;
    for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) if (wanted(users[at]!)) holders[task]!++;
    if (holders[task] === 0) goals.push(task);
  }
  goals.sort((a, b) => room[a]! - room[b]! || a - b);

  const path: number[] = [];
  const near: number[] = [];
  const ready: number[] = [];
  const freesAnInput = (task: number) => {
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) if (holders[deps[at]!] === 1) return true;
    return false;
  };
  const run = (first: number) => {
    ready.push(first);
    while (ready.length > 0) {
      const task = ready.pop()!;
      if (done[task] === 1) continue;
      done[task] = 1;
      result[count++] = task;
      for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) {
        const dep = deps[at]!;
        // The other user of an input that has one left may now be worth running.
        if (--holders[dep]! === 1) {
          for (let to = userOffsets[dep]!, end = Math.min(userOffsets[dep + 1]!, to + 8); to < end; to++) {
            const user = users[to]!;
            if (done[user] === 0 && waiting[user] === 0 && wanted(user)) ready.push(user);
          }
        }
      }
      for (let at = userOffsets[task + 1]! - 1; at >= userOffsets[task]!; at--) {
        const user = users[at]!;
        if (!wanted(user)) continue;
        if (--waiting[user]! === 0 && freesAnInput(user)) ready.push(user);
        else near.push(user);
      }
    }
  };

  let nextGoal = 0;
  const scratch: number[] = [];
  while (count < total) {
    let goal = -1;
    while (near.length > 0 && goal < 0) {
      const task = near.pop()!;
      if (done[task] === 0) goal = task;
    }
    while (goal < 0 && nextGoal < goals.length) {
      const task = goals[nextGoal++]!;
      if (done[task] === 0) goal = task;
    }
    if (goal < 0) throw new Error("the tasks of the graph form a cycle");
    path.push(goal);
    while (path.length > 0) {
      const task = path[path.length - 1]!;
      if (done[task] === 1 || waiting[task] === 0) {
        path.pop();
        if (done[task] === 0) run(task);
        continue;
      }
      if (path.length > total + deps.length) throw new Error("the tasks of the graph form a cycle");
      scratch.length = 0;
      for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) if (done[deps[at]!] === 0) scratch.push(deps[at]!);
      if (scratch.length > 1) scratch.sort((a, b) => room[a]! - room[b]! || b - a);
      for (const dep of scratch) path.push(dep);
    }
  }
  return result.subarray(0, count);
}

/** How many blocks must be held at once to make a task from nothing, as if no input were shared. */
function roomNeeded(links: Links): Int32Array {
  const { size, depOffsets, deps, userOffsets, users } = links;
  const room = new Int32Array(size);
  const waiting = new Int32Array(size);
  const queue = new Int32Array(size);
  let head = 0;
  let tail = 0;
  for (let task = 0; task < size; task++) {
    waiting[task] = depOffsets[task + 1]! - depOffsets[task]!;
    if (waiting[task] === 0) queue[tail++] = task;
  }
  const inputs: number[] = [];
  while (head < tail) {
    const task = queue[head++]!;
    inputs.length = 0;
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) inputs.push(room[deps[at]!]!);
    if (inputs.length > 1) inputs.sort((a, b) => b - a);
    let most = inputs.length + 1;
    for (let i = 0; i < inputs.length; i++) most = Math.max(most, inputs[i]! + i);
    room[task] = most;
    for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) if (--waiting[users[at]!]! === 0) queue[tail++] = users[at]!;
  }
  if (tail < size) throw new Error("the tasks of the graph form a cycle");
  return room;
}

export interface LiveBlocks {
  /** Blocks held while the i-th task runs: its inputs, its own, and all that others wait for. */
  readonly overTime: Int32Array;
  readonly peak: number;
  readonly mean: number;
}

/** Counts the blocks that are held when the tasks run one after another in this order; `outputs` are kept to the end. */
export function simulateLive(links: Links, sequence: Int32Array | readonly number[], outputs: readonly number[] = []): LiveBlocks {
  const { depOffsets, deps, userOffsets, users } = links;
  const runs = new Uint8Array(links.size);
  for (const task of sequence) runs[task] = 1;
  const holders = new Int32Array(links.size);
  for (const task of sequence) for (let at = userOffsets[task]!; at < userOffsets[task + 1]!; at++) holders[task]! += runs[users[at]!]!;
  for (const output of outputs) holders[output]!++;
  const overTime = new Int32Array(sequence.length);
  let live = 0;
  let peak = 0;
  let sum = 0;
  for (let i = 0; i < sequence.length; i++) {
    const task = sequence[i]!;
    overTime[i] = ++live;
    peak = Math.max(peak, live);
    sum += live;
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) if (--holders[deps[at]!]! === 0) live--;
    if (holders[task] === 0) live--;
  }
  return { overTime, peak, mean: sequence.length === 0 ? 0 : sum / sequence.length };
}

/** Who needs whom, both ways, in flat arrays: what ordering and scheduling walk. */

import { dependencies, type Graph } from "./graph.ts";

export interface Links {
  readonly size: number;
  /** Dependencies of task i: `deps[depOffsets[i]]` to `deps[depOffsets[i + 1]]`, each named once. */
  readonly depOffsets: Int32Array;
  readonly deps: Int32Array;
  /** Users of task i, in the same form, ascending. */
  readonly userOffsets: Int32Array;
  readonly users: Int32Array;
}

export function linksOf(graph: Graph): Links {
  const { offsets, deps } = dependencies(graph);
  return linkUp(graph.size, offsets, deps);
}

/** A task that names an input twice waits for it and holds it once: repeats are left out. */
export function linkUp(size: number, offsets: Int32Array, deps: Int32Array): Links {
  const seen = new Int32Array(size).fill(-1);
  const depOffsets = new Int32Array(size + 1);
  const unique = new Int32Array(deps.length);
  const userOffsets = new Int32Array(size + 1);
  let count = 0;
  for (let task = 0; task < size; task++) {
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const dep = deps[at]!;
      if (seen[dep] === task) continue;
      seen[dep] = task;
      unique[count++] = dep;
      userOffsets[dep + 1]!++;
    }
    depOffsets[task + 1] = count;
  }
  for (let task = 0; task < size; task++) userOffsets[task + 1]! += userOffsets[task]!;
  const users = new Int32Array(count);
  const next = userOffsets.slice(0, size);
  for (let task = 0; task < size; task++) {
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) users[next[unique[at]!]!++] = task;
  }
  return { size, depOffsets, deps: unique.subarray(0, count), userOffsets, users };
}

/** The tasks that the outputs need, themselves included: 1 where needed. */
export function neededFor(links: Links, outputs: readonly number[]): Uint8Array {
  const needed = new Uint8Array(links.size);
  const stack: number[] = [];
  const visit = (task: number) => {
    if (needed[task] === 1) return;
    needed[task] = 1;
    stack.push(task);
  };
  for (const output of outputs) visit(output);
  while (stack.length > 0) {
    const task = stack.pop()!;
    for (let at = links.depOffsets[task]!; at < links.depOffsets[task + 1]!; at++) visit(links.deps[at]!);
  }
  return needed;
}

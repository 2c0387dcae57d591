/** The chain of tasks with the longest sum of durations: the time the run would take with endless workers. */

import type { Links } from "../graph/links.ts";

export function criticalPath(links: Links, sequence: Int32Array, duration: (task: number) => number): { task: number; ms: number }[] {
  const total = new Float64Array(links.size);
  const before = new Int32Array(links.size).fill(-1);
  let last = -1;
  for (const task of sequence) {
    for (let at = links.depOffsets[task]!; at < links.depOffsets[task + 1]!; at++) {
      const dep = links.deps[at]!;
      if (before[task]! < 0 || total[dep]! > total[before[task]!]!) before[task] = dep;
    }
    total[task] = duration(task) + (before[task]! < 0 ? 0 : total[before[task]!]!);
    if (last < 0 || total[task]! > total[last]!) last = task;
  }
  const path: { task: number; ms: number }[] = [];
  for (let task = last; task >= 0; task = before[task]!) path.push({ task, ms: duration(task) });
  return path.reverse();
}

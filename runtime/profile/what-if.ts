/** How long a run would have taken with another number of workers: its own durations, each task as soon as its inputs and a worker allow, in the run's own order. */

import type { Links } from "../graph/links.ts";

/** `sequence` names tasks after their inputs. Milliseconds; moving blocks and dispatch cost nothing here. */
export function whatIf(links: Links, sequence: ArrayLike<number>, duration: (task: number) => number, workers: number): number {
  if (!(workers >= 1)) throw new RangeError(`expected at least 1 worker, got ${workers}`);
  const finished = new Float64Array(links.size);
  const free = new Float64Array(Math.min(workers, sequence.length));
  const endless = workers >= sequence.length;
  let last = 0;
  for (let i = 0; i < sequence.length; i++) {
    const task = sequence[i]!;
    let begin = 0;
    for (let at = links.depOffsets[task]!; at < links.depOffsets[task + 1]!; at++) begin = Math.max(begin, finished[links.deps[at]!]!);
    let worker = i;
    if (!endless) {
      // The worker that waits least: of those free by then the one that was free last, else the first to be free.
      worker = 0;
      for (let w = 1; w < free.length; w++) {
        const [a, b] = [free[w]!, free[worker]!];
        if (b <= begin ? a <= begin && a > b : a < b) worker = w;
      }
      begin = Math.max(begin, free[worker]!);
    }
    finished[task] = begin + duration(task);
    if (!endless) free[worker] = finished[task]!;
    last = Math.max(last, finished[task]!);
  }
  return last;
}

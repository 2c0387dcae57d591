/** How a run stood at a moment, from when each of its tasks ran: for a recorded run that is looked at again. Pure. */
import { TASK_STATES, type TaskSpans } from "./view.ts";

const [WAITING, , RUNNING, MEMORY, SPILLED, RELEASED] = TASK_STATES.map((_, i) => i) as [number, number, number, number, number, number];

/** One state a task, as bytes in the order of TASK_STATES. `at` in ms since the run began. */
export function statesAt(spans: TaskSpans, at: number): Uint8Array {
  const { start, end, released, disk } = spans;
  // What had not begun waited: whether it could have run is not recorded.
  const states = new Uint8Array(start.length).fill(WAITING);
  for (let task = 0; task < start.length; task++) {
    // Not a number compares as false: what never ran keeps its state.
    if (released[task]! <= at) states[task] = RELEASED;
    else if (end[task]! <= at) states[task] = MEMORY;
    else if (start[task]! <= at) states[task] = RUNNING;
  }
  for (let i = 0; i + 2 < disk.length && disk[i]! <= at; i += 3) {
    const task = disk[i + 1]!;
    if (states[task] === MEMORY || states[task] === SPILLED) states[task] = disk[i + 2] === 1 ? SPILLED : MEMORY;
  }
  return states;
}

/** `939 tasks done, 8 running, 158 blocks on disk`: a moment in words. */
export interface Moment {
  readonly done: number;
  readonly running: number;
  readonly onDisk: number;
}
export function momentAt(spans: TaskSpans, at: number): Moment {
  let [done, running, onDisk] = [0, 0, 0];
  for (const state of statesAt(spans, at)) {
    if (state === RUNNING) running++;
    else if (state !== WAITING) done++;
    if (state === SPILLED) onDisk++;
  }
  return { done, running, onDisk };
}

/** The beginning or end of a task next to a time; the nearest end of the run beyond the last. */
export function nextEvent({ start, end }: TaskSpans, at: number, by: 1 | -1, wall: number): number {
  let best = by > 0 ? wall : 0;
  for (const times of [start, end]) {
    for (const time of times) {
      if (by > 0 ? time > at && time < best : time < at && time > best) best = time;
    }
  }
  return best;
}

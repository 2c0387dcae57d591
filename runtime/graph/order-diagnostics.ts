/** What an order of tasks comes to: how long each block is held, and how many are held when a task runs. Blocks alone count, not their sizes. */

import type { Links } from "./links.ts";

export interface OrderDiagnostics {
  /** Blocks held when the i-th task of the order begins. */
  readonly overTime: Int32Array;
  /** By task: its place in the order, or -1 where it is not in it. */
  readonly order: Int32Array;
  /** By task: steps for which its block is held. */
  readonly age: Int32Array;
  readonly heldWhenRun: Int32Array;
  /** Blocks held when the task begins after which nobody needs this one. */
  readonly heldWhenReleased: Int32Array;
  /** By task: inputs that nobody needs once it has run. */
  readonly freed: Int32Array;
}

export function orderDiagnostics(links: Links, sequence: Int32Array | readonly number[]): OrderDiagnostics {
  const { size, depOffsets, deps, userOffsets } = links;
  const column = () => new Int32Array(size);
  const [order, age, heldWhenRun, heldWhenReleased, freed] = [column().fill(-1), column(), column(), column(), column()];
  const overTime = new Int32Array(sequence.length);
  const holders = Int32Array.from({ length: size }, (_, task) => userOffsets[task + 1]! - userOffsets[task]!);
  let held = 0;
  sequence.forEach((task: number, step: number) => {
    order[task] = step;
    overTime[step] = held;
    heldWhenRun[task] = held;
    held++;
    const released: number[] = [];
    if (holders[task] === 0) released.push(task);
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) {
      const dep = deps[at]!;
      if (--holders[dep]! > 0) continue;
      freed[task]!++;
      released.push(dep);
    }
    for (const gone of released) {
      age[gone] = step - order[gone]!;
      heldWhenReleased[gone] = overTime[step]!;
    }
    held -= released.length;
  });
  return { overTime, order, age, heldWhenRun, heldWhenReleased, freed };
}

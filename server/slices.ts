/** Work in slices of a few milliseconds, between which requests are answered. */

import { setImmediate as nextTurn } from "node:timers/promises";

const SLICE = 6;

/** Undefined where it was stopped between two slices. */
export async function inSlices<T>(steps: Generator<undefined, T>, stopped: () => boolean): Promise<T | undefined> {
  let slice = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() - slice <= SLICE) continue;
    await nextTurn();
    if (stopped()) return undefined;
    slice = performance.now();
  }
}

/**
 * The timers that cells see. A callback runs as a microtask, because ending execution inside Node's timer callback aborts the process; an
 * interrupt clears whatever a cell has started, and nothing that was cleared runs again.
 */

import * as timers from "node:timers";
import * as promises from "node:timers/promises";

type Callback = (...args: unknown[]) => void;
type Handle = NodeJS.Timeout | NodeJS.Immediate;

const open = new Set<Handle>();

const wrap =
  (make: (run: () => void, ms?: number) => Handle, repeats: boolean) =>
  (callback: Callback, ms?: number, ...args: unknown[]): Handle => {
    if (typeof callback !== "function") throw new TypeError(`expected a function, got ${callback === null ? "null" : typeof callback}`);
    const handle = make(() => {
      if (!repeats) open.delete(handle);
      queueMicrotask(() => callback(...args));
    }, ms);
    open.add(handle);
    return handle;
  };
const clear = (handle: Handle | number | string | undefined): void => {
  if (typeof handle === "object") open.delete(handle);
  timers.clearTimeout(handle as NodeJS.Timeout);
  timers.clearImmediate(handle as NodeJS.Immediate);
};

const setTimeoutOfCells = wrap((run, ms) => timers.setTimeout(run, ms), false);
const setIntervalOfCells = wrap((run, ms) => timers.setInterval(run, ms), true);
const setImmediateOfCells = (callback: Callback, ...args: unknown[]): Handle => wrap(run => timers.setImmediate(run), false)(callback, undefined, ...args);

/** Promises that an interrupt leaves for ever pending, so that nothing goes on after them. */
function wait<T>(ms: number | undefined, value: T, options: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const handle = setTimeoutOfCells(() => resolve(value), ms);
    signal?.addEventListener(
      "abort",
      () => {
        clear(handle);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
async function* interval<T>(ms: number, value: T, options?: { signal?: AbortSignal }): AsyncGenerator<T> {
  for (;;) yield await wait(ms, value, options);
}

export const TIMER_PROMISES = {
  ...promises,
  setTimeout: wait,
  setImmediate: <T>(value: T, options?: { signal?: AbortSignal }) => wait(0, value, options),
  setInterval: interval,
  scheduler: { ...promises.scheduler, wait: (ms: number, options?: { signal?: AbortSignal }) => wait(ms, undefined, options), yield: () => wait(0, undefined) },
};
export const TIMERS = {
  ...timers,
  setTimeout: setTimeoutOfCells,
  setInterval: setIntervalOfCells,
  setImmediate: setImmediateOfCells,
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate: clear,
  promises: TIMER_PROMISES,
};

/** Puts them in the place of the global ones. */
export function installTimers(): void {
  Object.assign(globalThis, {
    setTimeout: setTimeoutOfCells,
    setInterval: setIntervalOfCells,
    setImmediate: setImmediateOfCells,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  });
}
export function clearAllTimers(): void {
  for (const handle of open) clear(handle);
  open.clear();
}

/** What a cell's import of a timer module gives. */
export function timerModule(specifier: string): object | undefined {
  switch (specifier.replace(/^node:/, "")) {
    case "timers":
      return { ...TIMERS, default: TIMERS };
    case "timers/promises":
      return { ...TIMER_PROMISES, default: TIMER_PROMISES };
    default:
      return undefined;
  }
}

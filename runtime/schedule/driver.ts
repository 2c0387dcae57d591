/** The loop around `step`: events go in one at a time, effects come out at the executor. Shared by every way of running tasks. */

import { step } from "./step.ts";
import type { Effect, RunEvent } from "./events.ts";
import type { RunState } from "./state.ts";

/** What runs tasks. Each call returns at once; what comes of it arrives as an event. */
export interface Executor {
  /** Queues a task on a worker. */
  submit(task: number, worker: number): void;
  /** Takes back a task that was submitted and cannot have begun, because an input of it is lost. */
  recall(task: number, worker: number): void;
  /** Lets go of a block. */
  release(task: number): void;
  finished(): void;
  failed(task: number, error: unknown, deaths: number): void;
}

/** Gives the door for events. An executor may send one from within an effect: it waits its turn. */
export function drive(state: RunState, executor: Executor): (event: RunEvent) => void {
  const events: RunEvent[] = [];
  let busy = false;
  return event => {
    events.push(event);
    if (busy) return;
    busy = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        for (const effect of step(state, next)) perform(effect, executor);
      }
    } finally {
      busy = false;
    }
  };
}

function perform(effect: Effect, executor: Executor): void {
  switch (effect.type) {
    case "assign":
      return executor.submit(effect.task, effect.worker);
    case "recall":
      return executor.recall(effect.task, effect.worker);
    case "release":
      return executor.release(effect.task);
    case "finish":
      return executor.finished();
    case "fail":
      return executor.failed(effect.task, effect.error, effect.deaths);
  }
}

/** The loop around `advance`: events go in one at a time, effects come out at the executor. Shared by every way of running tasks. */

import { EFFECT, Effects } from "./effects.ts";
import type { RunEvent } from "./events.ts";
import type { RunState } from "./state.ts";
import { advance } from "./step.ts";

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

/** Gives the door for events. An executor may send one from within an effect: it waits its turn. `record` sees every event and what was decided. */
export function drive(state: RunState, executor: Executor, record?: (event: RunEvent, effects: Effects) => void): (event: RunEvent) => void {
  const waiting: RunEvent[] = [];
  const effects = new Effects();
  let busy = false;
  const take = (event: RunEvent) => {
    effects.clear();
    advance(state, event, effects);
    record?.(event, effects);
    for (let i = 0; i < effects.length; i++) perform(effects, i, executor);
  };
  return event => {
    if (busy) {
      waiting.push(event);
      return;
    }
    busy = true;
    try {
      take(event);
      while (waiting.length > 0) take(waiting.shift()!);
    } finally {
      busy = false;
    }
  };
}

function perform(effects: Effects, i: number, executor: Executor): void {
  const task = effects.tasks[i]!;
  switch (effects.kinds[i]) {
    case EFFECT.assign:
      return executor.submit(task, effects.workers[i]!);
    case EFFECT.recall:
      return executor.recall(task, effects.workers[i]!);
    case EFFECT.release:
      return executor.release(task);
    case EFFECT.finish:
      return executor.finished();
    case EFFECT.fail:
      return executor.failed(task, effects.error, effects.deaths);
  }
}

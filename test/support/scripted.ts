/** An executor for tests of the state machine: it does nothing but keep what it was told. */

import type { Effect, RunEvent } from "../../runtime/schedule/events.ts";
import { createState, type RunSettings, type RunState } from "../../runtime/schedule/state.ts";
import { step } from "../../runtime/schedule/step.ts";
import { graphOf } from "./graphs.ts";

export interface Script {
  readonly state: RunState;
  /** Effects of one event, as short text: `assign 3 to 0`. */
  send(event: RunEvent): string[];
  done(task: number, worker: number, more?: { bytes?: number; travels?: boolean }): string[];
}

export function script(deps: readonly (readonly number[])[], outputs: readonly number[], settings: RunSettings): Script {
  const state = createState(graphOf(deps), outputs, settings);
  const send = (event: RunEvent) => step(state, event).map(print);
  return {
    state,
    send,
    done: (task, worker, more = {}) => send({ type: "done", task, worker, bytes: more.bytes ?? 8, travels: more.travels ?? true, micros: 1000 }),
  };
}

function print(effect: Effect): string {
  switch (effect.type) {
    case "assign":
      return `assign ${effect.task} to ${effect.worker}`;
    case "recall":
      return `recall ${effect.task} from ${effect.worker}`;
    case "release":
      return `release ${effect.task}`;
    case "finish":
      return "finish";
    case "fail":
      return effect.deaths > 0 ? `fail ${effect.task}: ${effect.deaths} deaths` : `fail ${effect.task}: ${String(effect.error)}`;
  }
}

/** `Callback`: functions of the user that are told what runs do. */

import { keyOf, type Graph } from "../graph/graph.ts";
import type { MeasuredTask } from "../profile/measured-task.ts";
import type { RunStarted } from "../../protocol/profile.ts";
import { observeRuns } from "./observers.ts";

export interface CallbackRun {
  readonly run: number;
  readonly tasks: number;
}
export interface CallbackTask extends Pick<MeasuredTask, "key" | "prefix" | "worker"> {
  readonly run: number;
}
/** Times are seconds since the run began. Events come in batches, some twenty times a second: `taskStart` may be told after the task's end. */
export interface CallbackHooks {
  start?(run: CallbackRun): void;
  taskStart?(task: CallbackTask & { readonly start: number }): void;
  taskEnd?(task: CallbackTask & { readonly start: number; readonly end: number; readonly bytes: number }): void;
  finish?(run: CallbackRun & { readonly seconds: number; readonly error: unknown }): void;
}

const HOOKS: readonly (keyof CallbackHooks)[] = ["start", "taskStart", "taskEnd", "finish"];

/** Told of every run between `register` and the disposal of what it gives. What a hook throws is thrown where the run was asked for. */
export class Callback {
  readonly #hooks: CallbackHooks;
  constructor(hooks: CallbackHooks) {
    for (const [name, hook] of Object.entries(hooks)) {
      if (!HOOKS.includes(name as keyof CallbackHooks)) throw new TypeError(`Callback has no hook "${name}": it takes ${HOOKS.join(", ")}`);
      if (hook !== undefined && typeof hook !== "function") throw new TypeError(`Callback: ${name}: expected a function, got ${typeof hook}`);
    }
    this.#hooks = hooks;
  }
  register(): { [Symbol.dispose](): void } {
    const hooks = this.#hooks;
    const running = new Map<number, { graph: Graph; started: RunStarted; began: number }>();
    const stop = observeRuns({
      start: ({ id, graph, started }) => {
        running.set(id, { graph, started, began: performance.now() });
        hooks.start?.({ run: id, tasks: started.tasks });
      },
      ...(hooks.taskStart === undefined && hooks.taskEnd === undefined
        ? {}
        : {
            events: (id, events) => {
              const run = running.get(id);
              if (run === undefined) return;
              for (const event of events) {
                if (event.type !== "start" && event.type !== "end") continue;
                const prefix = run.started.layers[event.layer]!.name.replace(/-[^-]*$/, "");
                const task = { run: id, key: keyOf(run.graph, event.task), prefix, worker: event.worker };
                if (event.type === "start") hooks.taskStart?.({ ...task, start: event.at / 1000 });
                else hooks.taskEnd?.({ ...task, start: event.start / 1000, end: event.end / 1000, bytes: event.bytes });
              }
            },
          }),
      end: id => finished(id, undefined),
      failed: finished,
    });
    function finished(id: number, error: unknown): void {
      const run = running.get(id);
      if (run === undefined) return;
      running.delete(id);
      hooks.finish?.({ run: id, tasks: run.started.tasks, seconds: (performance.now() - run.began) / 1000, error });
    }
    return { [Symbol.dispose]: stop };
  }
}

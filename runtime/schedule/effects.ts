/** The effects of events in columns: a list that is emptied and filled again makes no garbage, however many tasks a run has. */

import type { Effect } from "./events.ts";

export const EFFECT = { assign: 0, recall: 1, release: 2, finish: 3, fail: 4 } as const;

export class Effects {
  length = 0;
  /** One of EFFECT. */
  kinds = new Uint8Array(256);
  tasks = new Int32Array(256);
  /** The worker of an assignment or a recall. */
  workers = new Int32Array(256);
  /** Of the failure, of which there is at most one a run. */
  error: unknown;
  deaths = 0;

  add(kind: number, task: number, worker: number): void {
    if (this.length === this.kinds.length) this.#grow();
    this.kinds[this.length] = kind;
    this.tasks[this.length] = task;
    this.workers[this.length++] = worker;
  }
  clear(): void {
    this.length = 0;
    this.error = undefined;
    this.deaths = 0;
  }
  at(i: number): Effect {
    const [task, worker] = [this.tasks[i]!, this.workers[i]!];
    switch (this.kinds[i]) {
      case EFFECT.assign:
        return { type: "assign", task, worker };
      case EFFECT.recall:
        return { type: "recall", task, worker };
      case EFFECT.release:
        return { type: "release", task };
      case EFFECT.finish:
        return { type: "finish" };
      default:
        return { type: "fail", task, error: this.error, deaths: this.deaths };
    }
  }
  toArray(): Effect[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }

  #grow(): void {
    const length = this.kinds.length * 2;
    const [kinds, tasks, workers] = [new Uint8Array(length), new Int32Array(length), new Int32Array(length)];
    kinds.set(this.kinds);
    tasks.set(this.tasks);
    workers.set(this.workers);
    [this.kinds, this.tasks, this.workers] = [kinds, tasks, workers];
  }
}

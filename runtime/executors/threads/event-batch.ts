/** Task events as numbers, so that a hundred thousand of them cross to the caller as one buffer. */

import type { TaskEvent } from "../../../protocol/profile.ts";

const KINDS = ["start", "end", "error", "release", "spill", "readBack"] as const;
/** Kind, task, layer, worker, start or time, end, bytes, number of the message. */
const WIDTH = 8;

export class EventBatch {
  #numbers: number[] = [];
  #messages: string[] = [];

  get empty(): boolean {
    return this.#numbers.length === 0;
  }
  add(kind: (typeof KINDS)[number], task: number, layer: number, worker: number, at: number, end = 0, bytes = 0): void {
    this.#numbers.push(KINDS.indexOf(kind), task, layer, worker, at, end, bytes, -1);
  }
  /** What happened to a task's block just now, in a run that began at `began`. */
  block(kind: "release" | "spill" | "readBack", task: number, layer: number, began: number): void {
    this.add(kind, task, layer, -1, performance.timeOrigin + performance.now() - began);
  }
  error(task: number, layer: number, worker: number, at: number, message: string): void {
    this.#numbers.push(2, task, layer, worker, at, 0, 0, this.#messages.push(message) - 1);
  }
  take(): { events: Float64Array; messages: string[] } {
    const taken = { events: Float64Array.from(this.#numbers), messages: this.#messages };
    this.#numbers = [];
    this.#messages = [];
    return taken;
  }
}

export function unpackEvents(numbers: Float64Array, messages: readonly string[]): TaskEvent[] {
  const events: TaskEvent[] = [];
  for (let i = 0; i < numbers.length; i += WIDTH) {
    const [task, layer, worker, at, end, bytes] = [numbers[i + 1]!, numbers[i + 2]!, numbers[i + 3]!, numbers[i + 4]!, numbers[i + 5]!, numbers[i + 6]!];
    switch (KINDS[numbers[i]!]) {
      case "start":
        events.push({ type: "start", task, layer, worker, at });
        break;
      case "end":
        events.push({ type: "end", task, layer, worker, start: at, end, bytes });
        break;
      case "error":
        events.push({ type: "error", task, layer, worker, at, message: messages[numbers[i + 7]!]! });
        break;
      case "release":
        events.push({ type: "release", task, layer, at });
        break;
      case "spill":
        events.push({ type: "spill", task, layer, at });
        break;
      case "readBack":
        events.push({ type: "readBack", task, layer, at });
        break;
    }
  }
  return events;
}

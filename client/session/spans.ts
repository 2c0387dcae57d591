/** When and where each task of a compute ran: typed arrays by task, for the timeline. Mutable, for speed; everything that reads it copies. */
import type { RunStarted, TaskEvent } from "../../protocol/profile.ts";
import type { TaskSpans } from "../../protocol/view.ts";

/** As they grow. */
export type GrowingSpans = TaskSpans & { readonly disk: number[] };

export const startSpans = ({ tasks }: Pick<RunStarted, "tasks">): GrowingSpans => ({
  start: new Float32Array(tasks).fill(NaN),
  end: new Float32Array(tasks).fill(NaN),
  worker: new Int16Array(tasks).fill(-1),
  bytes: new Float64Array(tasks),
  released: new Float32Array(tasks).fill(NaN),
  disk: [],
});

export function applySpans(spans: GrowingSpans, events: readonly TaskEvent[]): void {
  for (const event of events) {
    const { task } = event;
    if (task < 0 || task >= spans.start.length) continue;
    if (event.type === "end") {
      spans.start[task] = event.start;
      spans.end[task] = event.end;
      spans.worker[task] = event.worker;
      spans.bytes[task] = event.bytes;
    } else if (event.type === "release") spans.released[task] = event.at;
    else if (event.type === "spill" || event.type === "readBack") spans.disk.push(event.at, task, event.type === "spill" ? 1 : 0);
    else if (event.type === "start") {
      spans.start[task] = event.at;
      spans.worker[task] = event.worker;
    }
  }
}

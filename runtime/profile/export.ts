/** Measured tasks for other tools: Chrome's trace format (chrome://tracing, Perfetto) and speedscope's. */

import type { MeasuredTask, MemorySample } from "./measured-task.ts";

/** One row a worker, and the bytes held as a counter. Microseconds. */
export function chromeTrace(tasks: readonly MeasuredTask[], memory: readonly MemorySample[]): object {
  const micros = (seconds: number): number => Math.round(seconds * 1e9) / 1e3;
  const workers = [...new Set(tasks.map(task => task.worker))].sort((a, b) => a - b);
  return {
    displayTimeUnit: "ms",
    traceEvents: [
      { name: "process_name", ph: "M", pid: 1, tid: 0, args: { name: "Bask" } },
      ...workers.map(worker => ({ name: "thread_name", ph: "M", pid: 1, tid: worker, args: { name: `worker ${worker}` } })),
      ...tasks.map(({ key, prefix, worker, start, end, bytes }) => ({
        name: prefix,
        cat: "task",
        ph: "X",
        pid: 1,
        tid: worker,
        ts: micros(start),
        dur: micros(end - start),
        args: { key, bytes },
      })),
      ...memory.map(({ seconds, bytes }) => ({ name: "bytes held", ph: "C", pid: 1, ts: micros(seconds), args: { bytes } })),
    ],
  };
}

/** A profile a worker, a frame an operation. Tasks of one worker that overlap (asynchronous functions) are shown one after the other. */
export function speedscope(tasks: readonly MeasuredTask[], name: string): object {
  const frames = [...new Set(tasks.map(task => task.prefix))];
  const index = new Map(frames.map((frame, i) => [frame, i]));
  const workers = new Map<number, MeasuredTask[]>();
  for (const task of tasks) {
    const own = workers.get(task.worker);
    if (own === undefined) workers.set(task.worker, [task]);
    else own.push(task);
  }
  const endValue = tasks.reduce((last, task) => Math.max(last, task.end), 0);
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    name,
    exporter: "bask",
    activeProfileIndex: 0,
    shared: { frames: frames.map(frame => ({ name: frame })) },
    profiles: [...workers]
      .sort(([a], [b]) => a - b)
      .map(([worker, own]) => {
        let last = 0;
        const events = own
          .sort((a, b) => a.start - b.start)
          .flatMap(({ prefix, start, end }) => {
            const open = Math.max(start, last);
            last = Math.max(end, open);
            const frame = index.get(prefix)!;
            return [
              { type: "O", frame, at: open },
              { type: "C", frame, at: last },
            ];
          });
        return { type: "evented", name: `worker ${worker}`, unit: "seconds", startValue: 0, endValue: Math.max(endValue, last), events };
      }),
  };
}

/**
 * What a task costs beside its work: tasks that do nothing, in several shapes, inline and on threads, ordering and scheduling apart from
 * running; one task from the caller to a worker and back; and the memory that a task takes. Bundled like the other jobs.
 */

import { createInlineEngine } from "../runtime/executors/inline.ts";
import { createThreadsEngine } from "../runtime/executors/threads/engine.ts";
import type { Graph } from "../runtime/graph/graph.ts";
import { linksOf } from "../runtime/graph/links.ts";
import { order } from "../runtime/graph/order.ts";
import type { KernelTable } from "../runtime/kernels/kernel.ts";
import { EFFECT, Effects } from "../runtime/schedule/effects.ts";
import type { Engine } from "../runtime/schedule/engine.ts";
import { createState } from "../runtime/schedule/state.ts";
import { advance } from "../runtime/schedule/step.ts";
import { chains, random, tree, wide } from "./graphs.ts";

export const BENCH_KERNELS: KernelTable = {
  "bench-one": () => 1,
  "bench-add": args => (args as number[]).reduce((a, b) => a + b, 0),
  "bench-any": args => args.length,
};

const SHAPES: readonly (readonly [name: string, make: (tasks: number) => Graph])[] = [
  ["wide", wide],
  ["tree", tree],
  ["chains", chains],
  ["random", random],
];

const middle = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;
/** Microseconds a task. */
const per = (graph: Graph, begin: number): number => ((performance.now() - begin) * 1000) / graph.size;

async function micros(engine: Engine, graph: Graph, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await engine.run({ graph, outputs: [graph.size - 1], functions: [], resources: new Map(), options: {} });
    times.push(per(graph, begin));
  }
  return middle(times);
}

/** The scheduler without workers: each task is done as soon as it is assigned. */
function alone(graph: Graph): { building: number; ordering: number; scheduling: number; bytes: number } {
  let begin = performance.now();
  const links = linksOf(graph);
  const building = per(graph, begin);
  begin = performance.now();
  order(links);
  const ordering = per(graph, begin);
  const state = createState(graph, [graph.size - 1], { workers: 2, follow: true });
  begin = performance.now();
  const queues: number[][] = [[], []];
  const effects = new Effects();
  const apply = (event: Parameters<typeof advance>[1]) => {
    effects.clear();
    advance(state, event, effects);
    for (let i = 0; i < effects.length; i++) if (effects.kinds[i] === EFFECT.assign) queues[effects.workers[i]!]!.push(effects.tasks[i]!);
  };
  apply({ type: "begin" });
  for (const at = [0, 0]; state.phase === "running";) {
    for (const worker of [0, 1]) {
      const task = queues[worker]![at[worker]!];
      if (task === undefined) continue;
      at[worker]!++;
      apply({ type: "done", task, worker, bytes: 8, travels: true, micros: 1 });
    }
  }
  const scheduling = per(graph, begin);
  const columns = [...Object.values(state), ...Object.values(state.links)].filter(value => ArrayBuffer.isView(value));
  return { building, ordering, scheduling, bytes: columns.reduce((sum, column) => sum + column.byteLength, 0) / graph.size };
}

const cell = (value: number | string): string => (typeof value === "number" ? value.toFixed(2) : value).padStart(11);

export async function schedulerBench(threads: (options: { numWorkers: number }) => Engine, tasks = 100_000): Promise<void> {
  const sizes = tasks >= 100_000 ? [tasks, tasks * 10] : [tasks];
  const engines: [string, Engine][] = [
    ["inline", createInlineEngine({ kernels: BENCH_KERNELS })],
    ["1 thread", threads({ numWorkers: 1 })],
    ["2 threads", threads({ numWorkers: 2 })],
  ];
  console.log("Microseconds a task; links, order and steps are the scheduler alone, and bytes what it keeps of a task");
  console.log(`${"graph".padEnd(8)}${["tasks", "links", "order", "steps", "bytes", ...engines.map(([name]) => name)].map(cell).join("")}`);
  for (const size of sizes) {
    for (const [name, make] of SHAPES) {
      const graph = make(size);
      alone(graph);
      const { building, ordering, scheduling, bytes } = alone(graph);
      const row: (number | string)[] = [String(graph.size), building, ordering, scheduling, bytes.toFixed(0)];
      for (const [, engine] of engines) row.push(await micros(engine, graph, size > 100_000 ? 3 : 7));
      console.log(`${name.padEnd(8)}${row.map(cell).join("")}`);
    }
  }
  const single = tree(2);
  const trips: string[] = [];
  for (const [name, engine] of engines) trips.push(`${name} ${(await micros(engine, single, 300)).toFixed(0)} us`);
  console.log(`One task there and back: ${trips.join(", ")}`);
  for (const [, engine] of engines) await engine.close();
}
export { createThreadsEngine };

/**
 * What a task costs beside its work: 100,000 tasks that give 1, wide and as a tree of sums, inline and on threads; and one task from the
 * caller to a worker and back. `node --experimental-strip-types` is not needed: bundled like the other jobs.
 */

import { createInlineEngine } from "../runtime/executors/inline.ts";
import { createThreadsEngine } from "../runtime/executors/threads/engine.ts";
import { GraphBuilder } from "../runtime/graph/builder.ts";
import type { Graph } from "../runtime/graph/graph.ts";
import type { KernelTable } from "../runtime/kernels/kernel.ts";
import type { Engine } from "../runtime/schedule/engine.ts";

export const BENCH_KERNELS: KernelTable = {
  "bench-one": () => 1,
  "bench-add": args => (args as number[]).reduce((a, b) => a + b, 0),
};

const common = { names: [], label: "", work: "makes" as const, sites: [], params: {}, blockBytes: null };

/** `tasks` sources under one sum of all. */
export function wide(tasks: number): Graph {
  const builder = new GraphBuilder();
  builder.blockwise({ ...common, name: "one", kernel: "bench-one", blocks: [tasks] }, []);
  builder.table({ ...common, name: "sum", kernel: "bench-add", blocks: [] }, [Array.from({ length: tasks }, (_, i) => i)]);
  return builder.build();
}

/** About `tasks` tasks: sources, and sums of two until one is left. */
export function tree(tasks: number): Graph {
  const builder = new GraphBuilder();
  let handle = builder.blockwise({ ...common, name: "one", kernel: "bench-one", blocks: [tasks >> 1] }, []);
  for (let level = 0, length = tasks >> 1; length > 1; level++) {
    const next = Math.ceil(length / 2);
    const first = handle.first;
    const deps = Array.from({ length: next }, (_, i) => (2 * i + 1 < length ? [first + 2 * i, first + 2 * i + 1] : [first + 2 * i]));
    handle = builder.table({ ...common, name: `sum${level}`, kernel: "bench-add", blocks: [next] }, deps);
    length = next;
  }
  return builder.build();
}

async function micros(engine: Engine, graph: Graph, expected: number, rounds = 5): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    const { blocks } = await engine.run({ graph, outputs: [graph.size - 1], functions: [], resources: new Map(), options: {} });
    times.push(((performance.now() - begin) * 1000) / graph.size);
    if (blocks[0] !== expected) throw new Error(`expected ${expected}, got ${String(blocks[0])}`);
  }
  return times.sort((a, b) => a - b);
}

export async function schedulerBench(threads: (options: { numWorkers: number }) => Engine, tasks = 100_000): Promise<void> {
  const engines: [string, Engine][] = [
    ["inline", createInlineEngine({ kernels: BENCH_KERNELS })],
    ["1 thread", threads({ numWorkers: 1 })],
    ["2 threads", threads({ numWorkers: 2 })],
  ];
  console.log(`${"engine".padEnd(12)}${"graph".padEnd(8)}${"tasks".padStart(9)}${"median us/task".padStart(16)}${"best".padStart(8)}`);
  for (const [name, engine] of engines) {
    for (const [shape, graph, expected, rounds] of [
      ["wide", wide(tasks), tasks, 5],
      ["tree", tree(tasks), tasks >> 1, 5],
      ["one", tree(2), 1, 200],
    ] as const) {
      const times = await micros(engine, graph, expected, rounds);
      console.log(
        `${name.padEnd(12)}${shape.padEnd(8)}${String(graph.size).padStart(9)}${times[times.length >> 1]!.toFixed(2).padStart(16)}${times[0]!.toFixed(2).padStart(8)}`,
      );
    }
    await engine.close();
  }
}
export { createThreadsEngine };

/** Graphs of tasks that do next to nothing, for what a task costs beside its work. */

import { GraphBuilder } from "../runtime/graph/builder.ts";
import type { Graph } from "../runtime/graph/graph.ts";

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

/** Chains of 100 tasks, side by side, under one sum. */
export function chains(tasks: number): Graph {
  const builder = new GraphBuilder();
  const count = Math.max(1, Math.floor(tasks / 100));
  let handle = builder.blockwise({ ...common, name: "one", kernel: "bench-one", blocks: [count] }, []);
  for (let step = 1; step < 100; step++) {
    handle = builder.blockwise({ ...common, name: `step${step}`, kernel: "bench-add", blocks: [count] }, [{ layer: handle.layer, axes: [0] }]);
  }
  builder.table({ ...common, name: "sum", kernel: "bench-add", blocks: [] }, [Array.from({ length: count }, (_, i) => handle.first + i)]);
  return builder.build();
}

/** Each task takes up to two of the thousand before it; those that nobody takes come under one sum. */
export function random(tasks: number): Graph {
  const builder = new GraphBuilder();
  let seed = 1;
  const next = (below: number) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff) % below;
  const taken = new Uint8Array(tasks);
  const deps = Array.from({ length: tasks }, (_, i) => {
    const own = Array.from({ length: Math.min(i, next(3)) }, () => i - 1 - next(Math.min(i, 1000)));
    for (const dep of own) taken[dep] = 1;
    return own;
  });
  deps.push(Array.from({ length: tasks }, (_, i) => i).filter(i => taken[i] === 0));
  builder.table({ ...common, name: "any", kernel: "bench-any", blocks: [deps.length] }, deps);
  return builder.build();
}

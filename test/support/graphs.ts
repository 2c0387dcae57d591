/** Graphs for tests of the engine, and the kernels they name. */

import type { Graph } from "../../runtime/graph/graph.ts";
import { GraphBuilder } from "../../runtime/graph/builder.ts";

/** A graph of single tasks: `deps[i]` are the inputs of task i, which come before it or after it. */
export function graphOf(
  deps: readonly (readonly number[])[],
  kernel = "mix",
  more: { params?: Record<string, unknown>; taskParams?: Record<string, unknown>[] } = {},
): Graph {
  const builder = new GraphBuilder();
  builder.table(
    { name: "t", names: ["t"], label: "t", work: "blockwise", sites: [], kernel, params: more.params ?? {}, blocks: [deps.length], blockBytes: null },
    deps,
    more.taskParams === undefined ? {} : { taskParams: more.taskParams },
  );
  return builder.build();
}

/** A layer of `size` sources, then a tree over them that takes `fan` at a time. */
export function treeGraph(size: number, fan: number, kernels: { source: string; combine: string }): Graph {
  const builder = new GraphBuilder();
  const common = { names: [], label: "", work: "makes" as const, sites: [], params: {}, blockBytes: null };
  let handle = builder.blockwise({ ...common, name: "source", kernel: kernels.source, blocks: [size] }, []);
  for (let level = 0, length = size; length > 1; level++) {
    const next = Math.ceil(length / fan);
    const deps = Array.from({ length: next }, (_, i) => Array.from({ length: Math.min(fan, length - i * fan) }, (_, j) => handle.first + i * fan + j));
    handle = builder.table({ ...common, name: `level${level}`, kernel: kernels.combine, blocks: [next] }, deps);
    length = next;
  }
  return builder.build();
}

/** What the kernel "mix" gives for a task, by plain recursion. */
export function mixReference(deps: readonly (readonly number[])[]): (task: number) => number {
  const known = new Map<number, number>();
  const value = (task: number): number => {
    if (!known.has(task)) known.set(task, mix(deps[task]!.map(value), task));
    return known.get(task)!;
  };
  return value;
}

export const mix = (inputs: readonly number[], task: number): number => inputs.reduce((sum, x, i) => (sum * 31 + x * (i + 1)) % 1_000_003, task + 1);

/** Which constants the tasks of a graph read, found in their settings: they stand there by name. */

import type { Graph } from "../../graph/graph.ts";

/** Numbers of the constants that task i reads are `of[offsets[i]]` to `of[offsets[i + 1]]`. */
export interface ConstantReads {
  readonly names: readonly string[];
  readonly offsets: Int32Array;
  readonly of: Int32Array;
}

/** Undefined: no task reads any of them. */
export function constantReads(graph: Graph, wanted: Iterable<string>): ConstantReads | undefined {
  const numbers = new Map<string, number>();
  for (const name of wanted) numbers.set(name, numbers.size);
  if (numbers.size === 0) return undefined;
  const offsets = new Int32Array(graph.size + 1);
  const of: number[] = [];
  /** Adds what a value names, each once from `first` on. */
  const visit = (value: unknown, into: number[], first: number): void => {
    if (typeof value === "string") {
      const number = numbers.get(value);
      if (number !== undefined && into.indexOf(number, first) < 0) into.push(number);
    } else if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    else if (Array.isArray(value)) for (const each of value) visit(each, into, first);
    else for (const key in value) visit((value as Record<string, unknown>)[key], into, first);
  };
  for (const layer of graph.layers) {
    const shared: number[] = [];
    visit(layer.params, shared, 0);
    const own = layer.kind === "table" ? layer.taskParams : undefined;
    for (let i = 0; i < layer.size; i++) {
      const first = of.length;
      for (const number of shared) of.push(number);
      if (own !== undefined) visit(own.at(i), of, first);
      offsets[layer.first + i + 1] = of.length;
    }
  }
  return of.length === 0 ? undefined : { names: [...numbers.keys()], offsets, of: Int32Array.from(of) };
}

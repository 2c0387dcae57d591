/** The `graph` of a lazy value: a map from key to task. Nothing is built until it is read. */

import type { Expr } from "../expr/expr.ts";
import { dependencies, keyOf, type Graph, taskAt } from "../graph/graph.ts";
import { lower } from "../lower/lower.ts";

export interface TaskView {
  readonly key: string;
  readonly kernel: string;
  readonly dependencies: readonly string[];
  toString(): string;
}

export class LazyGraph implements Iterable<[key: string, task: TaskView]> {
  readonly #roots: readonly Expr[];
  #built: Graph | undefined;
  #keys: Map<string, number> | undefined;
  constructor(roots: readonly Expr[]) {
    this.#roots = roots;
  }
  get #graph(): Graph {
    return (this.#built ??= lower(this.#roots).graph);
  }
  get size(): number {
    return this.#graph.size;
  }
  get layers(): ReadonlyMap<string, { readonly tasks: number; readonly dependencies: readonly string[] }> {
    const graph = this.#graph;
    const { offsets, deps } = dependencies(graph);
    return new Map(
      graph.layers.map(layer => {
        const sources = new Set<string>();
        for (let k = offsets[layer.first]!; k < offsets[layer.first + layer.size]!; k++) {
          const name = graph.layers.findLast(other => other.first <= deps[k]!)!.name;
          if (name !== layer.name) sources.add(name);
        }
        return [layer.name, { tasks: layer.size, dependencies: [...sources] }];
      }),
    );
  }
  get(key: string): TaskView | undefined {
    this.#keys ??= new Map(Array.from({ length: this.size }, (_, id) => [keyOf(this.#graph, id), id]));
    const id = this.#keys.get(key);
    return id === undefined ? undefined : this.#view(id);
  }
  *[Symbol.iterator](): IterableIterator<[string, TaskView]> {
    for (let id = 0; id < this.size; id++) {
      const view = this.#view(id);
      yield [view.key, view];
    }
  }
  toString(): string {
    return [...this].map(([, task]) => String(task)).join("\n");
  }
  #view(id: number): TaskView {
    const task = taskAt(this.#graph, id);
    const view = { key: keyOf(this.#graph, id), kernel: task.kernel, dependencies: task.deps.map(dep => keyOf(this.#graph, dep)) };
    return { ...view, toString: () => `${view.key} = ${view.kernel}(${view.dependencies.join(", ")})` };
  }
}

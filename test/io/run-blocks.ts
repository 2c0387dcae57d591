/** Runs the blocks of a source in this thread: what an engine does, for tests. */

import { type Environment, withEnvironment } from "../../runtime/expr/environment.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { taskAt } from "../../runtime/graph/graph.ts";
import { diskHost } from "../../runtime/io/host/disk.ts";
import { IO_KERNELS } from "../../runtime/io/kernels.ts";
import type { KernelContext } from "../../runtime/kernels/kernel.ts";
import { lower, references } from "../../runtime/lower/lower.ts";
import { concatTables, HEAP, type Table } from "../../runtime/values/index.ts";

export const counters = { read: 0, written: 0 };

export function contextOf(roots: readonly Expr[], index: readonly number[]): KernelContext {
  const { constants } = references(roots);
  return {
    ...HEAP,
    index,
    memory: undefined,
    func: () => {
      throw new Error("no functions here");
    },
    resource: hash => constants.get(hash)!.value,
    count: (counter, amount) => {
      counters[counter] += amount;
    },
    step: () => {},
  };
}

/** The blocks of an expression, in order. */
export async function blocksOf(root: Expr): Promise<any[]> {
  const { graph, roots } = lower([root]);
  const done: unknown[] = [];
  for (let id = 0; id < graph.size; id++) {
    const task = taskAt(graph, id);
    const kernel = IO_KERNELS[task.kernel];
    if (kernel === undefined) throw new Error(`no kernel ${task.kernel}`);
    done[id] = await kernel(
      task.deps.map(dep => done[dep]),
      task.params,
      contextOf([root], task.index),
    );
  }
  const { first, blocks } = roots[0]!;
  return done.slice(first, first + blocks.reduce((n, b) => n * b, 1));
}
export const tableOf = async (root: Expr): Promise<Table> => concatTables(await blocksOf(root));

export function environmentFor(cwd: string): Environment {
  return {
    host: diskHost(cwd),
    functionRef: () => {
      throw new Error("no functions here");
    },
    isFunction: value => typeof value === "function",
    site: () => undefined,
    runner: {
      compute: async (exprs, _options, finish) => finish(await Promise.all(exprs.map(blocksOf))),
      persist: async exprs => [...exprs],
      visualize: () => Promise.reject(new Error("no pictures here")),
      stream: () => {
        throw new Error("no streams here");
      },
    },
  };
}
export const within = <T>(cwd: string, build: () => T): T => withEnvironment(environmentFor(cwd), build);

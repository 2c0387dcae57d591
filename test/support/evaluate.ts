/** Runs the graph of array expressions in the plainest way, and holds every block against what was known of it without computing. */

import { expect } from "vitest";
import { exprOf, type LazyBase } from "../../runtime/collections/lazy.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { type Graph, taskAt, unravel } from "../../runtime/graph/graph.ts";
import type { KernelContext, KernelTable } from "../../runtime/kernels/kernel.ts";
import { ARRAY_KERNELS } from "../../runtime/kernels/index.ts";
import { lower, references } from "../../runtime/lower/lower.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import { storage } from "../../runtime/meta/dtype.ts";
import type { ArrayMeta } from "../../runtime/meta/meta.ts";
import { assembleArray } from "../../runtime/kernels/assemble/assemble-array.ts";
import type { NDArray } from "../../runtime/values/ndarray.ts";

export interface Evaluation {
  readonly graph: Graph;
  /** Blocks of each root, in C order. */
  readonly blocks: readonly (readonly unknown[])[];
}

export interface EvaluateOptions {
  readonly kernels?: KernelTable;
  readonly functions?: Readonly<Record<string, (...args: never[]) => unknown>>;
  readonly memory?: WebAssembly.Memory;
  readonly alloc?: KernelContext["alloc"];
  readonly onStep?: (milliseconds: number) => void;
}

export async function evaluate(roots: readonly Expr[], options: EvaluateOptions = {}): Promise<Evaluation> {
  const { graph, roots: handles } = lower(roots);
  const { constants } = references(roots);
  const kernels = options.kernels ?? ARRAY_KERNELS;
  const done = new Map<number, unknown>();
  const context = (index: readonly number[]): KernelContext =>
    ({
      index,
      alloc: options.alloc ?? storage,
      bytes: length => new Uint8Array(length),
      memory: options.memory,
      func: ref => options.functions![ref.id]!,
      resource: hash => constants.get(hash)!.value,
      count: () => {},
      step: milliseconds => options.onStep?.(milliseconds),
      has: () => false,
    }) as KernelContext;
  const run = async (id: number): Promise<unknown> => {
    if (done.has(id)) return done.get(id);
    const task = taskAt(graph, id);
    const args: unknown[] = [];
    for (const dep of task.deps) args.push(await run(dep));
    const block = await kernels[task.kernel]!(task.gather ? [args] : args, task.params, context(task.index));
    done.set(id, block);
    return block;
  };
  const blocks: unknown[][] = [];
  for (const handle of handles) {
    const own: unknown[] = [];
    for (let i = 0; i < handle.blocks.reduce((n, b) => n * b, 1); i++) own.push(await run(handle.first + i));
    blocks.push(own);
  }
  return { graph, blocks };
}

/** The value of an array; each block must have the dtype and the size that its meta says. */
export async function computed(array: LazyBase, options: EvaluateOptions = {}): Promise<any> {
  const node = exprOf(array);
  const { blocks } = await evaluate([node], options);
  checkBlocks(node.meta as ArrayMeta, blocks[0]!);
  return assembleArray(node.meta as ArrayMeta, blocks[0]!);
}

export function checkBlocks(meta: ArrayMeta, blocks: readonly unknown[]): void {
  const grid = meta.chunks.map(axis => (isUnknown(axis) ? 1 : axis.length));
  for (const [i, block] of blocks.entries()) {
    const index = unravel(i, grid);
    const array = block as NDArray;
    expect(array.dtype).toBe(meta.dtype);
    expect(array.shape.length).toBe(meta.shape.length);
    for (const [axis, n] of array.shape.entries()) {
      const expected = (meta.chunks[axis] as readonly number[])[index[axis]!]!;
      if (!Number.isNaN(expected)) expect(n).toBe(expected);
    }
  }
}

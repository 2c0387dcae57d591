/** A kernel is a plain function of blocks. What it needs of its surroundings comes through its context. */

import type { FunctionRef } from "../expr/function-ref.ts";
import type { DType, TypedArray } from "../meta/dtype.ts";
import type { Params } from "../ops/operation.ts";

/**
 * The data of one chunk or partition: NDArray, Table, Column, a JavaScript array (bags) or any plain value. Typed data of NDArrays, Tables
 * and Columns may be views of shared block memory; a kernel never writes into an argument.
 */
export type Block = unknown;

export interface KernelContext {
  /** Of the block that is made. */
  readonly index: readonly number[];
  /** Room in block memory, not cleared, which the result may hold without being copied. */
  alloc(dtype: DType, length: number): TypedArray;
  /** Raw bytes in block memory. */
  bytes(length: number): Uint8Array;
  /** The shared memory that `alloc` hands out views of, where there is one: what generated SIMD kernels import. */
  readonly memory: WebAssembly.Memory | undefined;
  /** `memory` has 64-bit addresses: modules that import it must say so. */
  readonly wide?: boolean;
  func(ref: FunctionRef): (...args: never[]) => unknown;
  /** A Constant by its hash. */
  resource(hash: string): unknown;
  /** Adds to a counter of the task, `read` bytes say. */
  count(counter: "read" | "written", amount: number): void;
  /** Time of the next step of a fused task: one call a step, in their order. */
  step(milliseconds: number): void;
}

export type Kernel = (args: readonly Block[], params: Params, context: KernelContext) => Block | Promise<Block>;
export type KernelTable = Readonly<Record<string, Kernel>>;

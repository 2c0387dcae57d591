/** A kernel context with shared block memory, as workers have it. Room is only ever taken. */

import { DTYPE_INFO, type DType, type TypedArray } from "../../runtime/meta/dtype.ts";
import type { KernelContext } from "../../runtime/kernels/kernel.ts";
import { copyInto } from "../../runtime/kernels/array/copy.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";

export interface BlockMemory {
  readonly context: KernelContext;
  /** The block in block memory. */
  place(block: NDArray): NDArray;
  /** Forgets everything. */
  reset(): void;
}

export function blockMemory(pages = 256): BlockMemory {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  let at = 16;
  const alloc = (dtype: DType, length: number): TypedArray => {
    const info = DTYPE_INFO[dtype];
    const view = new info.array(memory.buffer, at, length * info.lanes);
    at += Math.ceil((length * info.size + 16) / 16) * 16;
    return view;
  };
  const context: KernelContext = {
    index: [],
    memory,
    alloc,
    bytes: length => alloc("uint8", length) as Uint8Array,
    func: () => {
      throw new Error("no functions here");
    },
    resource: () => undefined,
    count: () => {},
    step: () => {},
  };
  return {
    context,
    place(block) {
      const placed = new NDArray(alloc(block.dtype, block.size), block.shape, block.dtype);
      copyInto(placed, block);
      return placed;
    },
    reset: () => {
      at = 16;
    },
  };
}

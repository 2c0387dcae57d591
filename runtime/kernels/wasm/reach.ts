/** Which typed data lies in a memory that kernels import. Growing a memory makes another buffer object for it; views of earlier ones stay good. */

import type { TypedArray } from "../../meta/dtype.ts";

const buffers = new WeakMap<WebAssembly.Memory, WeakSet<object>>();

function buffersOf(memory: WebAssembly.Memory): WeakSet<object> {
  let known = buffers.get(memory);
  if (known === undefined) buffers.set(memory, (known = new WeakSet()));
  return known;
}

/** What was allocated in the memory, and so tells of one of its buffers. */
export const noteBuffer = (memory: WebAssembly.Memory, view: TypedArray): void => void buffersOf(memory).add(view.buffer);

/** The address of data; undefined if it is elsewhere. */
export function addressOf(memory: WebAssembly.Memory, data: TypedArray): number | undefined {
  return buffersOf(memory).add(memory.buffer).has(data.buffer) ? data.byteOffset : undefined;
}

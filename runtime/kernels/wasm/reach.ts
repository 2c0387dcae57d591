/** Which typed data lies in a memory that kernels import. Growing a memory makes another buffer object for it; views of earlier ones stay good. */

import type { TypedArray } from "../../meta/dtype.ts";
import type { KernelContext } from "../kernel.ts";

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

const elsewhere = new WeakSet<object>();

/**
 * As `addressOf`, sure of every buffer: one not seen before is asked whether what is written into fresh room of the memory can be read there. The
 * same memory has many buffer objects, one for each time that it grew, and blocks come with any of them.
 */
export function reachOf({ memory, alloc }: Pick<KernelContext, "memory" | "alloc">, data: TypedArray): number | undefined {
  const { buffer } = data;
  if (memory === undefined || elsewhere.has(buffer)) return undefined;
  const known = buffersOf(memory);
  if (known.has(buffer)) return data.byteOffset;
  if (buffer === (memory.buffer as unknown) || (buffer instanceof SharedArrayBuffer && answers(buffer, alloc("uint32", 4) as Uint32Array))) {
    known.add(buffer);
    return data.byteOffset;
  }
  // Room may lie beyond the end of an earlier, shorter buffer: that says nothing about the memory.
  if (!(buffer instanceof SharedArrayBuffer)) elsewhere.add(buffer);
  return undefined;
}

function answers(buffer: SharedArrayBuffer, room: Uint32Array): boolean {
  if (room.buffer === buffer) return true;
  if (room.byteOffset + 16 > buffer.byteLength) return false;
  const seen = new Uint32Array(buffer, room.byteOffset, 4);
  const asks = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834];
  for (const turn of [0, 0x55555555, 0xffffffff]) {
    for (const [i, ask] of asks.entries()) room[i] = (ask ^ turn) >>> 0;
    if (asks.some((ask, i) => seen[i] !== (ask ^ turn) >>> 0)) return false;
  }
  return true;
}

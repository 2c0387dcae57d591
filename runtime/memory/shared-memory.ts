/** The one shared memory that blocks live in. Its size is address space: pages take room only when they are first written. */

import { PAGE } from "./size-class.ts";

export interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumPages: number;
  /** 64-bit addresses: modules that import it must be made for them. */
  readonly wide: boolean;
}

const NARROW_PAGES = 65536;
const WIDE_PAGES = 262144;
/** Grown by this much at a time: growing is a call to every thread. */
const STEP = 1024;

/** At most `bytes`: 4 GiB with 32-bit addresses, 16 GiB with 64-bit ones, which Node has from 24 on. */
export function createSharedMemory(bytes: number, allowWide: boolean): SharedMemory {
  const wanted = Math.max(16, Math.floor(bytes / PAGE));
  if (allowWide && wanted > NARROW_PAGES) {
    try {
      const maximumPages = Math.min(WIDE_PAGES, wanted);
      const wideDescriptor = { initial: 1n, maximum: BigInt(maximumPages), shared: true, address: "i64" };
      return { memory: new WebAssembly.Memory(wideDescriptor as never), maximumPages, wide: true };
    } catch {
      // This engine has no 64-bit memories.
    }
  }
  // Address space can be limited too (ulimit -v): half of it is better than none.
  for (let maximumPages = Math.min(NARROW_PAGES, wanted); ; maximumPages = maximumPages >> 1) {
    try {
      return { memory: new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true }), maximumPages, wide: false };
    } catch (error) {
      if (maximumPages <= 16) throw error;
    }
  }
}

/** What a Pool calls to have the memory hold `pages` pages. */
export function growTo({ memory, maximumPages, wide }: SharedMemory): (pages: number) => boolean {
  let held = memory.buffer.byteLength / PAGE;
  return pages => {
    if (pages <= held) return true;
    const next = Math.min(maximumPages, Math.ceil(pages / STEP) * STEP);
    if (pages > next) return false;
    try {
      memory.grow((wide ? BigInt(next - held) : next - held) as number);
    } catch {
      return false;
    }
    held = next;
    return true;
  };
}

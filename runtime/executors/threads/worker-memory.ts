/**
 * A worker's side of block memory. It holds leases, never allocates: one comes with a task, more are asked for, and what
 * is asked for often comes several at a time. A lease that a task took
 * and its result does not hold is kept for the next task. Small blocks share a slab, in which room is only ever taken, never given back.
 */

import { MemoryError } from "../../errors.ts";
import { formatBytes } from "../../meta/format.ts";
import { DTYPE_INFO, type DType, type TypedArray } from "../../meta/dtype.ts";
import type { Surroundings } from "../../memory/codec.ts";
import { PAGE, pagesFor } from "../../memory/size-class.ts";
import { typedView } from "../../memory/typed-view.ts";
import { NUMBER, WORD } from "./protocol.ts";
import type { Resources } from "./resources.ts";

/** Requests up to this size come out of a slab. */
const SMALL = 16_384;
const SLAB_PAGES = 4;
const NONE: readonly number[] = [];
/** Unused leases that are kept. */
const KEPT = 12;

/** The task is to be given back, and run again when there is more room. */
export class NoRoomYet extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super(`no room for ${formatBytes(bytes)} as long as other tasks are at work`);
    this.bytes = bytes;
  }
}

export interface WorkerMemory {
  readonly around: Surroundings;
  alloc(dtype: DType, length: number): TypedArray;
  bytes(length: number): Uint8Array;
  view(kind: string, lease: number, offset: number, elements: number): ArrayBufferView;
  /** A lease that came with a task. */
  give(lease: number): void;
  /** Ends a task: which of the leases it took go back, given those its result holds. */
  settle(used: readonly number[]): readonly number[];
  /** Between tasks: what is kept for later goes back. */
  giveBack(): readonly number[];
  /** Bytes copied into block memory since this was asked last. */
  copies(): number;
  /** Nothing was taken, and nothing is to be given back. */
  readonly untouched: boolean;
  /** Leases taken since the last `settle`, the slab included. */
  taken(): readonly number[];
}

export interface MemoryDoors {
  readonly memory: WebAssembly.Memory;
  readonly leases: Int32Array;
  /** Pages of unused leases that may be kept. */
  readonly keep: number;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  ring(): void;
  readonly resources: Resources;
}

export function workerMemory({ memory, leases, keep, words, numbers, ring, resources }: MemoryDoors): WorkerMemory {
  let buffer = memory.buffer as unknown as SharedArrayBuffer;
  /** Growing makes a new object for the same memory; views of the old ones stay good. */
  const buffers = new WeakSet<object>([buffer]);
  const reach = (end: number): SharedArrayBuffer => {
    if (end > buffer.byteLength) buffers.add((buffer = memory.buffer as unknown as SharedArrayBuffer));
    return buffer;
  };
  const isOurs = (candidate: object) => buffers.has(candidate) || candidate === (memory.buffer as unknown);

  const kept: { lease: number; pages: number }[] = [];
  const fresh = new Map<number, number>();
  /** Bytes of one: a page where memory is scarce. */
  const slabBytes = PAGE * (keep >= 4 * SLAB_PAGES ? SLAB_PAGES : 1);
  let slab = -1;
  let slabAt = 0;
  let copied = 0;
  const retired: number[] = [];

  const ask = (bytes: number): number => {
    numbers[NUMBER.bytes] = bytes;
    Atomics.store(words, WORD.ask, 1);
    ring();
    while (Atomics.load(words, WORD.ask) === 1) Atomics.wait(words, WORD.ask, 1);
    const lease = numbers[NUMBER.lease]!;
    const extra = lease <= 0 ? NONE : Array.from(numbers.subarray(NUMBER.extra, NUMBER.extra + numbers[NUMBER.more]!));
    Atomics.store(words, WORD.ask, 0);
    for (const each of extra) kept.push({ lease: each, pages: pagesFor(bytes) });
    if (lease === 0) throw new NoRoomYet(bytes);
    if (lease < 0) {
      throw new MemoryError(
        `no room for a block of ${formatBytes(bytes)}: block memory is full (limit ${formatBytes(-lease)}), and every block in it is in use. ` +
          "Use smaller chunks or partitions, fewer workers (numWorkers), or a higher memoryLimit.",
      );
    }
    return lease;
  };
  const keptOrAsked = (bytes: number): number => {
    const pages = pagesFor(bytes);
    const at = kept.findIndex(each => each.pages === pages);
    return at < 0 ? ask(bytes) : kept.splice(at, 1)[0]!.lease;
  };
  const lease = (bytes: number): number => {
    const found = keptOrAsked(bytes);
    fresh.set(found, pagesFor(bytes));
    return found;
  };
  /** Byte position of room for this many bytes. */
  const place = (bytes: number): number => {
    if (bytes > SMALL) return lease(bytes) * PAGE;
    if (slab < 0 || slabAt + bytes > slabBytes) {
      if (slab >= 0) retired.push(slab);
      slab = -1;
      slab = keptOrAsked(slabBytes);
      slabAt = 0;
    }
    const at = slab * PAGE + slabAt;
    slabAt += Math.max(16, Math.ceil(bytes / 16) * 16);
    return at;
  };
  const raw = (bytes: number): Uint8Array => {
    const at = place(bytes);
    return new Uint8Array(reach(at + bytes), at, bytes);
  };

  return {
    around: {
      locate(view) {
        if (!isOurs(view.buffer)) return undefined;
        const first = leases[Math.floor(view.byteOffset / PAGE)]!;
        return { lease: first, offset: view.byteOffset - first * PAGE };
      },
      resourceOf: candidate => (candidate instanceof SharedArrayBuffer ? resources.ownerOf(candidate) : undefined),
      adopt(view) {
        copied += view.byteLength;
        const copy = raw(view.byteLength);
        copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
        const first = leases[Math.floor(copy.byteOffset / PAGE)]!;
        return { lease: first, offset: copy.byteOffset - first * PAGE };
      },
    },
    alloc(dtype, length) {
      const info = DTYPE_INFO[dtype];
      const bytes = length * info.size;
      const at = place(bytes);
      return new info.array(reach(at + bytes), at, length * info.lanes);
    },
    bytes: raw,
    view: (kind, first, offset, elements) => {
      const at = first * PAGE + offset;
      return typedView(kind, reach(at + elements * 8), at, elements);
    },
    give(given) {
      let pages = 1;
      while (leases[given + pages] === given) pages++;
      kept.push({ lease: given, pages });
    },
    settle(used) {
      if (fresh.size === 0 && retired.length === 0 && kept.length <= 1) return NONE;
      const dropped = retired.splice(0);
      for (const [page, pages] of fresh) {
        if (used.includes(page)) dropped.push(page);
        else kept.push({ lease: page, pages });
      }
      fresh.clear();
      let pages = kept.reduce((sum, each) => sum + each.pages, 0);
      while (kept.length > KEPT || (kept.length > 0 && pages > keep)) {
        const gone = kept.shift()!;
        pages -= gone.pages;
        dropped.push(gone.lease);
      }
      return dropped;
    },
    giveBack() {
      const gone = retired.splice(0).concat(kept.splice(0).map(each => each.lease));
      if (slab >= 0) gone.push(slab);
      slab = -1;
      return gone;
    },
    copies() {
      const since = copied;
      copied = 0;
      return since;
    },
    get untouched() {
      return fresh.size === 0 && retired.length === 0 && kept.length <= 1;
    },
    taken: () => (slab < 0 ? [...fresh.keys()] : [...fresh.keys(), slab]),
  };
}

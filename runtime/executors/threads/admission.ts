/**
 * Which tasks may be with workers at once: those whose inputs and results fit into memory together. A task that would not fit waits with the
 * coordinator, so that its inputs may be on disk meanwhile; one is let through in any case, so that there is always something that goes on.
 */

import type { Pool } from "../../memory/pool.ts";
import { pagesFor } from "../../memory/size-class.ts";

/** The rest is for what workers keep, and for what kernels need besides their results. */
const SHARE = 7 / 8;
/** Blocks below this come from the worker's slab. */
export const SMALL = 16_384;

export class Admission {
  /** Tasks with workers that read or make blocks of some size. */
  count = 0;
  /** A task that has all of memory: until it is over no other is let through that reads or makes blocks of some size. */
  alone: { readonly run: number; readonly task: number } | undefined;
  readonly #pool: Pool;
  /** Pages that the results of those tasks are expected to take. */
  #promised = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }
  /** Whether there is room for a task that reads and makes this many pages more. */
  admits(pages: number): boolean {
    if (this.alone !== undefined) return false;
    return this.count === 0 || this.#pool.pinned + this.#promised + pages <= this.#pool.limit * SHARE;
  }
  /** Pages that there may be. */
  get limit(): number {
    return this.#pool.limit;
  }
  begin(promised: number): void {
    this.count++;
    this.#promised += promised;
  }
  end(promised: number): void {
    this.count--;
    this.#promised -= promised;
  }
}

/** How many pages a task of each layer needs for what it makes, as far as one can tell: what was expected, then what was seen. */
export class Needs {
  readonly #pages: Float64Array;
  readonly #extra: Float64Array;
  readonly #seen: Uint8Array;

  constructor(layers: readonly { readonly blockBytes: number | null }[]) {
    this.#pages = Float64Array.from(layers, ({ blockBytes }) => pagesOf(blockBytes ?? 0));
    this.#extra = new Float64Array(layers.length);
    this.#seen = new Uint8Array(layers.length);
  }
  of(layer: number): number {
    return this.#pages[layer]! + this.#extra[layer]!;
  }
  /** A task of the layer made so many bytes. */
  see(layer: number, bytes: number): void {
    if (bytes <= SMALL) return;
    const pages = pagesOf(bytes);
    if (this.#seen[layer] === 1 && pages <= this.#pages[layer]!) return;
    this.#seen[layer] = 1;
    this.#pages[layer] = pages;
  }
  /** A task of the layer found no room for these. */
  lacked(layer: number, bytes: number): void {
    this.#extra[layer]! += pagesFor(bytes);
  }
}

const pagesOf = (bytes: number): number => (bytes <= SMALL ? 0 : pagesFor(bytes));

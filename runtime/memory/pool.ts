/**
 * Who has which pages of block memory. A lease is a run of pages, named by its first; several blocks may hold one lease (a view of a
 * block, small blocks of one slab), and its pages return to the pool when the last lets go. Freed runs are kept by length and handed out
 * again; neighbours are joined only when nothing fits. One thread alone (the coordinator) has the pool, so there are no locks.
 */

import { PAGE, pagesFor } from "./size-class.ts";

export class Pool {
  /** Pages that may be in use; can be lowered and raised between 0 and the memory's maximum. */
  limit: number;
  /** Pages of all leases. */
  used = 0;
  /** Pages of leases that tasks on their way to workers, or in them, read. */
  pinned = 0;
  /** Pages ever handed out: the memory has grown at least this far. */
  #top: number;
  readonly #first: number;
  readonly #last: number;
  /** By page: the first page of the lease it is in, -1 where free. */
  readonly #lease: Int32Array;
  /** By first page of a lease: pages, and holders. */
  readonly #length: Int32Array;
  readonly #holders: Int32Array;
  readonly #pins: Int32Array;
  /** First pages of free runs, by length. */
  readonly #free = new Map<number, number[]>();
  readonly #grow: (pages: number) => boolean;

  /** Pages `first` to `last - 1` of a memory; `grow` makes the memory hold that many pages, or says that it cannot. Other threads may read `leases`. */
  constructor(first: number, last: number, grow: (pages: number) => boolean, leases: Int32Array = new Int32Array(last)) {
    this.#first = first;
    this.#last = last;
    this.#top = first;
    this.limit = last - first;
    this.#grow = grow;
    this.#lease = leases.fill(-1);
    this.#length = new Int32Array(last);
    this.#holders = new Int32Array(last);
    this.#pins = new Int32Array(last);
  }

  /** A lease of at least this many bytes with one holder, or -1: there is no room. */
  take(bytes: number): number {
    const pages = pagesFor(bytes);
    if (this.used + pages > this.limit) return -1;
    let page = this.#recycled(pages);
    if (page < 0) page = this.#fresh(pages);
    if (page < 0) page = this.#cut(pages);
    if (page < 0 && this.join()) {
      page = this.#cut(pages);
      if (page < 0) page = this.#fresh(pages);
    }
    if (page < 0) return -1;
    this.#lease.fill(page, page, page + pages);
    this.#length[page] = pages;
    this.#holders[page] = 1;
    this.used += pages;
    return page;
  }
  hold(page: number): void {
    this.#holders[page]!++;
  }
  /** One holder less. */
  drop(page: number): void {
    if (--this.#holders[page]! > 0) return;
    const pages = this.#length[page]!;
    this.#lease.fill(-1, page, page + pages);
    this.used -= pages;
    this.#give(page, pages);
  }
  /** It must stay where it is until `unpin` was called as often. */
  pin(page: number): void {
    if (this.#pins[page]!++ === 0) this.pinned += this.#length[page]!;
  }
  unpin(page: number): void {
    if (--this.#pins[page]! === 0) this.pinned -= this.#length[page]!;
  }
  isPinned(page: number): boolean {
    return this.#pins[page]! > 0;
  }
  /** The lease that a byte of the memory is in, -1 for none. */
  leaseAt(offset: number): number {
    return this.#lease[Math.floor(offset / PAGE)] ?? -1;
  }
  bytesOf(page: number): number {
    return this.#length[page]! * PAGE;
  }
  holdersOf(page: number): number {
    return this.#holders[page]!;
  }

  #recycled(pages: number): number {
    return this.#free.get(pages)?.pop() ?? -1;
  }
  #fresh(pages: number): number {
    if (this.#top + pages > this.#last || !this.#grow(this.#top + pages)) return -1;
    const page = this.#top;
    this.#top += pages;
    return page;
  }
  /** The front of the shortest free run that is long enough. */
  #cut(pages: number): number {
    let best = Infinity;
    for (const [length, runs] of this.#free) if (length >= pages && length < best && runs.length > 0) best = length;
    if (best === Infinity) return -1;
    const page = this.#free.get(best)!.pop()!;
    if (best > pages) this.#give(page + pages, best - pages);
    return page;
  }
  #give(page: number, pages: number): void {
    const runs = this.#free.get(pages);
    if (runs === undefined) this.#free.set(pages, [page]);
    else runs.push(page);
  }
  /** Joins neighbouring free runs, so that what is taken next lies together; a free run at the end becomes fresh again. True if there was one to join. */
  join(): boolean {
    const before = [...this.#free.values()].reduce((n, runs) => n + runs.length, 0);
    if (before === 0) return false;
    this.#free.clear();
    let start = -1;
    for (let page = this.#first; page < this.#top; page++) {
      if (this.#lease[page] === -1) {
        if (start < 0) start = page;
        continue;
      }
      if (start >= 0) this.#give(start, page - start);
      start = -1;
      page += this.#length[page]! - 1;
    }
    if (start >= 0) this.#top = start;
    return true;
  }
}

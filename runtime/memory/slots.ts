/**
 * Places in one file: runs of pages, lowest first. What is freed is written over by the next of its size, for pages of a file that the
 * system has in memory already take a write ten times as fast as new ones.
 */

export class Slots {
  /** Pages in use. */
  used = 0;
  /** Pages that the file has. */
  #top = 0;
  /** First pages of free runs, by length. */
  readonly #free = new Map<number, number[]>();

  take(pages: number): number {
    if (this.used === 0) this.clear();
    this.used += pages;
    const exact = this.#free.get(pages)?.pop();
    if (exact !== undefined) return exact;
    let page = this.#cut(pages);
    // Runs are joined only where much of the file is free and yet nothing fits.
    if (page < 0 && this.#top - this.used > this.#top / 4) {
      this.#join();
      page = this.#cut(pages);
    }
    if (page >= 0) return page;
    page = this.#top;
    this.#top += pages;
    return page;
  }

  give(page: number, pages: number): void {
    this.used -= pages;
    this.#keep(page, pages);
  }

  clear(): void {
    this.#free.clear();
    this.#top = 0;
    this.used = 0;
  }

  /** The front of the shortest free run that is long enough. */
  #cut(pages: number): number {
    let best = Infinity;
    for (const [length, runs] of this.#free) if (length >= pages && length < best && runs.length > 0) best = length;
    if (best === Infinity) return -1;
    const page = this.#free.get(best)!.pop()!;
    if (best > pages) this.#keep(page + pages, best - pages);
    return page;
  }
  #keep(page: number, pages: number): void {
    const runs = this.#free.get(pages);
    if (runs === undefined) this.#free.set(pages, [page]);
    else runs.push(page);
  }
  #join(): void {
    const runs = [...this.#free].flatMap(([length, pages]) => pages.map(page => [page, length] as const)).sort((a, b) => a[0] - b[0]);
    this.#free.clear();
    for (let i = 0; i < runs.length;) {
      const [first] = runs[i]!;
      let end = first;
      while (i < runs.length && runs[i]![0] === end) end += runs[i++]![1];
      if (end === this.#top) this.#top = first;
      else this.#keep(first, end - first);
    }
  }
}

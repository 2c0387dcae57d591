/** Which workers have which blocks of a run as values: a bit for each. */

export class Residence {
  readonly #size: number;
  /** For 32 workers each: by task, a bit for each of them. */
  readonly #words: Int32Array[];

  constructor(size: number, workers: number) {
    this.#size = size;
    this.#words = Array.from({ length: Math.max(1, Math.ceil(workers / 32)) }, () => new Int32Array(size));
  }
  has(task: number, worker: number): boolean {
    return (this.#words[worker >> 5]![task]! & (1 << (worker & 31))) !== 0;
  }
  add(task: number, worker: number): void {
    this.#words[worker >> 5]![task]! |= 1 << (worker & 31);
  }
  delete(task: number, worker: number): void {
    this.#words[worker >> 5]![task]! &= ~(1 << (worker & 31));
  }
  clear(task: number): void {
    for (const words of this.#words) words[task] = 0;
  }
  /** Calls `visit` with every worker that has the block. */
  each(task: number, visit: (worker: number) => void): void {
    for (let i = 0; i < this.#words.length; i++) {
      for (let left = this.#words[i]![task]!; left !== 0; left &= left - 1) visit(i * 32 + 31 - Math.clz32(left & -left));
    }
  }
  /** A worker is gone, and with it all that it had. */
  forget(worker: number): void {
    const words = this.#words[worker >> 5]!;
    const rest = ~(1 << (worker & 31));
    for (let task = 0; task < this.#size; task++) words[task]! &= rest;
  }
}

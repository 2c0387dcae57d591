/** Blocks of one run that live in a worker and are wanted by another: which were asked for, and which tasks wait for them. */

export class Exports {
  /** Asks the owner of a block for it. */
  readonly #ask: (task: number) => void;
  /** Tasks that wait: how many blocks are missing, and where the task goes then. */
  readonly #waiting = new Map<number, { readonly worker: number; readonly missing: Set<number> }>();
  /** Blocks on their way. */
  readonly asked = new Set<number>();
  /** Blocks that their owners found no room to send. */
  readonly #refused = new Set<number>();

  constructor(ask: (task: number) => void) {
    this.#ask = ask;
  }

  /** The task waits until these have come. */
  wait(task: number, worker: number, missing: Set<number>): void {
    for (const block of missing) if (!this.asked.has(block) && !this.#refused.has(block)) this.#askFor(block);
    this.#waiting.set(task, { worker, missing });
  }
  /** Whether the task waits for blocks. */
  has(task: number): boolean {
    return this.#waiting.has(task);
  }
  waitingAt(worker: number): number {
    let count = 0;
    for (const waiting of this.#waiting.values()) if (waiting.worker === worker) count++;
    return count;
  }
  recall(task: number): void {
    this.#waiting.delete(task);
  }
  /** A block has come, whether it is still wanted or not. */
  came(block: number): void {
    this.asked.delete(block);
  }
  /** Everybody can read the block: tasks that wait for nothing any more, and their workers. */
  *ready(block: number): Generator<readonly [task: number, worker: number]> {
    for (const [task, { worker, missing }] of this.#waiting) {
      if (!missing.delete(block) || missing.size > 0) continue;
      this.#waiting.delete(task);
      yield [task, worker];
    }
  }
  /** The block is not there any more. */
  gone(block: number): void {
    this.asked.delete(block);
    this.#refused.delete(block);
  }
  workerGone(worker: number): void {
    for (const [task, waiting] of this.#waiting) if (waiting.worker === worker) this.#waiting.delete(task);
  }

  /** Its owner found no room to send the block; false: it was not asked for. */
  refuse(block: number): boolean {
    if (!this.asked.delete(block)) return false;
    this.#refused.add(block);
    return true;
  }
  get refused(): boolean {
    return this.#refused.size > 0;
  }
  again(): void {
    for (const block of this.#refused) this.#askFor(block);
    this.#refused.clear();
  }

  #askFor(block: number): void {
    this.asked.add(block);
    this.#ask(block);
  }
}

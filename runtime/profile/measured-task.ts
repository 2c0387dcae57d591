/** A task as a profiler tells of it. */

export interface MeasuredTask {
  readonly key: string;
  /** What the key begins with: the operation or the user's function. */
  readonly prefix: string;
  readonly worker: number;
  /** Seconds since the first run began. */
  readonly start: number;
  readonly end: number;
  /** Of the block it made. */
  readonly bytes: number;
}

/** Bytes of the blocks that were held from then on. */
export interface MemorySample {
  readonly seconds: number;
  readonly bytes: number;
}

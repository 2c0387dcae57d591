/** What a run's tasks wait, and what its scheduling takes: a look at the clock for each record of a worker, not for each task. */

import type { Recording } from "../../profile/recorder.ts";

/** When this thread's clock was 0. */
const ORIGIN = performance.timeOrigin;

export class RunClock {
  readonly #recording: Recording;
  /** When the coordinator began what it does now. */
  #now = performance.now();
  /** By task: when it was sent to its worker. */
  readonly #sent: Float64Array;
  /** Time that the disk took since then, ms. */
  #disk = 0;

  constructor(recording: Recording, size: number) {
    this.#recording = recording;
    this.#sent = new Float64Array(size);
  }
  begin(): void {
    this.#now = performance.now();
  }
  /** All that followed is done. */
  end(): void {
    this.#recording.scheduling += performance.now() - this.#now - this.#disk;
    this.#disk = 0;
  }
  sent(task: number): void {
    this.#sent[task] = this.#now;
  }
  /** The task began then, milliseconds since 1970. */
  started(task: number, start: number): void {
    this.#recording.queued += Math.max(0, start - ORIGIN - this.#sent[task]!);
  }
  /** Something that waits for the disk. */
  onDisk<T>(what: () => T): T {
    const began = performance.now();
    try {
      return what();
    } finally {
      this.#disk += performance.now() - began;
    }
  }
}

/**
 * A queue of records in shared memory from one thread to one other. The writer alone moves `tail`, the reader alone `head`; both count
 * units and wrap. A writer that is killed half way has not moved `tail`, so that its record was never there.
 */

import type { PacketReader, PacketWriter } from "./packet.ts";

/** Units of 8 bytes: a power of two. */
const UNITS = 1 << 15;
const HEAD = 0;
const TAIL = 1;
/** 1 while the writer sleeps until there is room. */
const BLOCKED = 2;

/** A record above this goes by message, and the ring says so. */
export const LARGEST_RECORD = UNITS >> 2;

export const ringBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(16 + UNITS * 8);

export class Ring {
  readonly #control: Int32Array;
  /** Copied as integers: a byte string read as floating point could lose bits. */
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#control = new Int32Array(buffer, 0, 4);
    this.#words = new Int32Array(buffer, 16);
    this.#numbers = new Float64Array(buffer, 16);
  }

  /** False: there is no room now. */
  write(words: Int32Array, units: number): boolean {
    const tail = Atomics.load(this.#control, TAIL);
    if (units > UNITS - ((tail - Atomics.load(this.#control, HEAD)) | 0)) return false;
    const at = (tail & (UNITS - 1)) * 2;
    const length = units * 2;
    if (at + length <= UNITS * 2 && length < 64) {
      for (let i = 0; i < length; i++) this.#words[at + i] = words[i]!;
    } else {
      const first = Math.min(length, UNITS * 2 - at);
      this.#words.set(words.subarray(0, first), at);
      if (first < length) this.#words.set(words.subarray(first, length), 0);
    }
    Atomics.store(this.#control, TAIL, (tail + units) | 0);
    return true;
  }
  send(packet: PacketWriter): boolean {
    return this.write(packet.words, packet.length);
  }
  /** The next record into `packet`; false if there is none. */
  read(packet: PacketReader): boolean {
    const head = Atomics.load(this.#control, HEAD);
    if (head === Atomics.load(this.#control, TAIL)) return false;
    const at = head & (UNITS - 1);
    const units = this.#numbers[at]!;
    const into = packet.reserve(units);
    const start = at * 2;
    const length = units * 2;
    const first = Math.min(length, UNITS * 2 - start);
    if (length < 64 && first === length) for (let i = 0; i < length; i++) into[i] = this.#words[start + i]!;
    else {
      into.set(this.#words.subarray(start, start + first));
      if (first < length) into.set(this.#words.subarray(0, length - first), first);
    }
    Atomics.store(this.#control, HEAD, (head + units) | 0);
    if (Atomics.load(this.#control, BLOCKED) === 1) Atomics.notify(this.#control, HEAD);
    return true;
  }
  /** Sleeps until the reader has read something, or for a while. */
  waitForRoom(milliseconds: number): void {
    Atomics.store(this.#control, BLOCKED, 1);
    Atomics.wait(this.#control, HEAD, Atomics.load(this.#control, HEAD), milliseconds);
    Atomics.store(this.#control, BLOCKED, 0);
  }
}

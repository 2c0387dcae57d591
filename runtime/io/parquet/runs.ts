/** Parquet's mix of runs and bit-packed groups: levels, dictionary indices, flags. */

import { type Cursor, varint } from "./page-header.ts";

/** `count` values of `width` bits (24 at most) from the cursor on, into `into`. */
export function readRuns(bytes: Uint8Array, cursor: Cursor, end: number, width: number, into: Int32Array | Uint8Array, count: number): void {
  if (width === 0) {
    into.fill(0, 0, count);
    return;
  }
  let n = 0;
  while (n < count) {
    if (cursor.at >= end) throw new RangeError(`a page has ${n} of ${count} values`);
    const head = varint(bytes, cursor);
    if (head % 2 === 0) {
      let value = 0;
      for (let k = 0; k < width; k += 8) value |= bytes[cursor.at++]! << k;
      const stop = Math.min(count, n + head / 2);
      into.fill(value, n, stop);
      n = stop;
    } else {
      const stop = Math.min(count, n + ((head - 1) / 2) * 8);
      const next = cursor.at + ((head - 1) / 2) * width;
      unpack(bytes, cursor.at, width, into, n, stop);
      n = stop;
      cursor.at = next;
    }
  }
}

function unpack(bytes: Uint8Array, at: number, width: number, into: Int32Array | Uint8Array, from: number, to: number): void {
  const mask = (1 << width) - 1;
  let held = 0;
  let bits = 0;
  for (let i = from; i < to; i++) {
    while (bits < width) {
      held |= bytes[at++]! << bits;
      bits += 8;
    }
    into[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

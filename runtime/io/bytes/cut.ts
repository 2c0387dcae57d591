/**
 * The delimiter rule: a range that starts at 0 starts there, any other after the first delimiter found at or after its start; it ends after the
 * first delimiter at or after its end. So every line belongs to one range, a line that begins exactly at a cut to the one before it, and a
 * line longer than a range leaves empty ranges behind.
 */

/** Reads bytes `start` to `end` of something; fewer at its end. The result may be overwritten by the next call. */
export type ReadRange = (start: number, end: number) => Uint8Array;

const STEP = 65_536;

/** The position after the first delimiter at or after `from`, or `size`. */
export function afterDelimiter(read: ReadRange, size: number, from: number, delimiter: Uint8Array): number {
  if (from <= 0) return 0;
  for (let at = from; at < size; at += STEP) {
    const found = indexOfBytes(read(at, Math.min(size, at + STEP + delimiter.length - 1)), delimiter);
    if (found >= 0) return at + found + delimiter.length;
  }
  return size;
}

/** The range as the delimiter rule moves it. */
export function cutRange(read: ReadRange, size: number, start: number, end: number, delimiter: Uint8Array): [start: number, end: number] {
  return [afterDelimiter(read, size, start, delimiter), end >= size ? size : afterDelimiter(read, size, end, delimiter)];
}

export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  if (wanted.length === 1) return bytes.indexOf(wanted[0]!, from);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(wanted, from);
}

/** Dictionary indices of a page put into typed storage, run by run: bit-packed ones by WebAssembly, a batch at a time. */

import { type Cursor, varint } from "./page-header.ts";
import { UNPACK_BYTES } from "./unpack-bytes.ts";
import { BATCH, OUT_AT, TABLE_AT } from "./unpack-wat.ts";

export type Entries = Float64Array | Float32Array | BigInt64Array | BigUint64Array | Int32Array | Uint32Array;

interface Exports {
  readonly memory: WebAssembly.Memory;
  values(at: number, bit: number, width: number, count: number): number;
  entries4(at: number, bit: number, width: number, count: number, last: number): number;
  entries8(at: number, bit: number, width: number, count: number, last: number): number;
}

let made: Exports | undefined;

/** Made once a thread. */
const unpacker = (): Exports => (made ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(UNPACK_BYTES, "base64"))).exports as unknown as Exports);

/**
 * `count` values, each by its index of `width` bits (24 at most) at the cursor, into `into` from `to` on. `entries` null: the indices
 * themselves, of which there are `size`. An index that has no entry is an error.
 */
export function readIndexed(
  page: Uint8Array,
  { at: from }: Cursor,
  width: number,
  entries: Entries | null,
  size: number,
  into: Entries,
  to: number,
  count: number,
): void {
  if (count === 0) return;
  if (size === 0) throw new RangeError("a page has indices and no dictionary");
  const unpack = unpacker();
  const { memory } = unpack;
  const wide = into.BYTES_PER_ELEMENT === 8;
  const pageAt = (TABLE_AT + (entries?.byteLength ?? 0) + 7) & ~7;
  // A value at the end of the page is read with bytes behind it.
  const lacking = Math.ceil((pageAt + page.length + 8 - memory.buffer.byteLength) / 65_536);
  if (lacking > 0) memory.grow(lacking);
  if (entries !== null) new Uint8Array(memory.buffer, TABLE_AT, entries.byteLength).set(new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
  new Uint8Array(memory.buffer, pageAt, page.length).set(page);
  const out = new (into.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => Int32Array)(memory.buffer, OUT_AT, BATCH);
  const cursor: Cursor = { at: from };
  const end = to + count;
  let at = to;
  const checked = (most: number): void => {
    if (most >= size) throw new RangeError(`a page has index ${most} of a dictionary of ${size}`);
  };
  while (at < end) {
    // Of no bits are the indices of a dictionary of one.
    if (width === 0) {
      into.fill((entries === null ? 0 : entries[0]!) as never, at, end);
      return;
    }
    if (cursor.at >= page.length) throw new RangeError(`a page has ${at - to} of ${count} values`);
    const head = varint(page, cursor);
    if (head % 2 === 0) {
      let value = 0;
      for (let k = 0; k < width; k += 8) value |= (page[cursor.at++] ?? 0) << k;
      checked(value);
      const stop = Math.min(end, at + head / 2);
      into.fill((entries === null ? value : entries[value]!) as never, at, stop);
      at = stop;
      continue;
    }
    const whole = ((head - 1) / 2) * 8;
    const stop = Math.min(end, at + whole);
    if (cursor.at + Math.ceil(((stop - at) * width) / 8) > page.length) throw new RangeError("a page is cut short");
    for (let done = 0; at < stop; done += BATCH) {
      const n = Math.min(BATCH, stop - at);
      // A batch begins at a whole byte: its number of values is one of eight.
      const begin = pageAt + cursor.at + (done * width) / 8;
      checked(
        entries === null
          ? unpack.values(begin, 0, width, n)
          : wide
            ? unpack.entries8(begin, 0, width, n, size - 1)
            : unpack.entries4(begin, 0, width, n, size - 1),
      );
      into.set((n === BATCH ? out : out.subarray(0, n)) as never, at);
      at += n;
    }
    cursor.at += (whole * width) / 8;
  }
}

/** LZF as the HDF5 filter has it (liblzf's format): runs of literals, and copies of what is up to 8192 bytes back. */

/** Exactly `length` bytes; throws a RangeError for what is none of this format. */
export function unlzf(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const bad = (): never => {
    throw new RangeError(`not lzf data of ${length} bytes`);
  };
  let at = 0;
  for (let from = 0; from < packed.length;) {
    const control = packed[from++]!;
    if (control < 32) {
      const count = control + 1;
      if (from + count > packed.length || at + count > length) bad();
      out.set(packed.subarray(from, from + count), at);
      from += count;
      at += count;
      continue;
    }
    let count = control >> 5;
    if (count === 7) count += packed[from++] ?? bad();
    count += 2;
    let source = at - ((control & 31) << 8) - (packed[from++] ?? bad()) - 1;
    if (source < 0 || at + count > length) bad();
    // Byte by byte: what is copied may run into what it makes.
    for (; count > 0; count--) out[at++] = out[source++]!;
  }
  return at === length ? out : bad();
}

/** The filter that HDF5 and numcodecs call shuffle. */

/** Byte k of every element, then byte k + 1 of every element; `back` undoes it. */
export function shuffled(bytes: Uint8Array, width: number, back: boolean): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const out = new Uint8Array(bytes);
  for (let k = 0; k < width; k++) {
    const lane = k * count;
    if (back) for (let i = 0, at = k; i < count; i++, at += width) out[at] = bytes[lane + i]!;
    else for (let i = 0, at = k; i < count; i++, at += width) out[lane + i] = bytes[at]!;
  }
  return out;
}

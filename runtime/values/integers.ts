/** 64-bit integers written as two words: a BigInt an element would be an object each. */

/** Whole numbers up to 2^53 either way; `values` may be longer than `target`. */
export function putInteger(target: BigInt64Array | BigUint64Array, values: ArrayLike<number>): void {
  const words = new Int32Array(target.buffer, target.byteOffset, 2 * target.length);
  for (let i = 0; i < target.length; i++) {
    const value = values[i]!;
    words[2 * i] = value | 0;
    words[2 * i + 1] = Math.floor(value / 4294967296);
  }
}

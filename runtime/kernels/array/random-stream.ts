/**
 * A stream of random 32-bit words: xoshiro128** (Blackman and Vigna 2018), its state hashed from a seed and a block's position, so that a block
 * needs no other block's numbers and gives the same ones wherever and whenever it is made.
 */

export interface RandomStream {
  /** Uniform in 0 .. 2^32 - 1. */
  word(): number;
  /** Uniform in [0, 1), 53 bits. */
  unit(): number;
}

export function randomStream(seed: readonly number[], block: number): RandomStream {
  const words = [...seed, block >>> 0, Math.floor(block / 4294967296)];
  let state = 0x9e3779b9;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return finalize(state);
  };
  for (const word of words) state = finalize(state ^ Math.imul(word | 0, 0x85ebca6b)) + word;
  let a = next();
  let b = next();
  let c = next();
  let d = next() | 1;
  const word = (): number => {
    const m = Math.imul(b, 5);
    const result = Math.imul((m << 7) | (m >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return { word, unit: () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992 };
}

/** MurmurHash3's finalizer. */
function finalize(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A stream of random 32-bit words: xoshiro128** (Blackman and Vigna 2018), its state hashed from a seed and a block's position, so that a block
 * needs no other block's numbers and gives the same ones wherever and whenever it is made.
 */

export interface RandomStream {
  /** Four words, which every draw changes. In a typed array: as variables of a closure they would each be an object. */
  readonly state: Int32Array;
}

export function randomStream(seed: readonly number[], block: number): RandomStream {
  const words = [...seed, block >>> 0, Math.floor(block / 4294967296)];
  let hash = 0x9e3779b9 | 0;
  const next = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    return finalize(hash);
  };
  for (const word of words) hash = (finalize(hash ^ Math.imul(word | 0, 0x85ebca6b)) + word) | 0;
  return { state: Int32Array.of(next(), next(), next(), next() | 1) };
}

/** MurmurHash3's finalizer. */
function finalize(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Uniform in -2^31 .. 2^31 - 1. */
export function word({ state }: RandomStream): number {
  const b = state[1]!;
  const m = Math.imul(b, 5);
  const c = state[2]! ^ state[0]!;
  const d = state[3]! ^ b;
  state[1] = b ^ c;
  state[0] = state[0]! ^ d;
  state[2] = c ^ (b << 9);
  state[3] = (d << 11) | (d >>> 21);
  return Math.imul((m << 7) | (m >>> 25), 9);
}

/** Uniform in [0, 1), 53 bits. */
export const unit = (stream: RandomStream): number => ((word(stream) >>> 5) * 67108864 + (word(stream) >>> 6)) / 9007199254740992;

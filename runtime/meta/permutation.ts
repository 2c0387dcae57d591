/** A shuffled list of positions from a seed: xoshiro128++ (Blackman and Vigna 2021) and the shuffle of Fisher and Yates. */

export function permutation(n: number, seed: readonly number[]): number[] {
  let hash = 0x9e3779b9 | 0;
  const mixed = (value: number): number => {
    let h = value | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  };
  for (const word of seed) hash = (mixed(hash ^ Math.imul(word | 0, 0x85ebca6b)) + word) | 0;
  const state = Int32Array.from({ length: 4 }, () => mixed((hash = (hash + 0x9e3779b9) | 0)));
  state[3]! |= 1;
  const word = (): number => {
    const [a, b, c, d] = state as unknown as [number, number, number, number];
    const sum = (a + d) | 0;
    const drawn = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const e = c ^ a;
    const f = d ^ b;
    state.set([a ^ f, b ^ e, e ^ (b << 9), (f << 11) | (f >>> 21)]);
    return drawn;
  };
  const below = (range: number): number => {
    const top = 2 ** 53 - (2 ** 53 % range);
    for (;;) {
      const drawn = (word() >>> 0) * 2097152 + (word() >>> 11);
      if (drawn < top) return drawn % range;
    }
  };
  const list = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const other = below(i + 1);
    [list[i], list[other]] = [list[other]!, list[i]!];
  }
  return list;
}

/**
 * A set of whole numbers from 0 to a bound, whose least is found at once: a bit for each number, above them a bit for each word of bits that
 * is not empty, and so on up to one word. Adding, taking out and finding cost as many steps as there are levels: four for a million.
 */

export class RankSet {
  size = 0;
  readonly #bound: number;
  /** Made with the first number: most workers' sets stay empty. */
  #levels: Int32Array[] = [];

  constructor(bound: number) {
    this.#bound = bound;
  }

  add(rank: number): void {
    if (this.#levels.length === 0) this.#make();
    const levels = this.#levels;
    const first = levels[0]!;
    if ((first[rank >> 5]! & (1 << (rank & 31))) !== 0) return;
    this.size++;
    for (let level = 0, at = rank; level < levels.length; level++, at >>= 5) {
      const words = levels[level]!;
      const before = words[at >> 5]!;
      words[at >> 5] = before | (1 << (at & 31));
      if (before !== 0) return;
    }
  }

  delete(rank: number): boolean {
    const levels = this.#levels;
    if (levels.length === 0 || (levels[0]![rank >> 5]! & (1 << (rank & 31))) === 0) return false;
    this.size--;
    for (let level = 0, at = rank; level < levels.length; level++, at >>= 5) {
      const words = levels[level]!;
      const left = words[at >> 5]! & ~(1 << (at & 31));
      words[at >> 5] = left;
      if (left !== 0) break;
    }
    return true;
  }

  has(rank: number): boolean {
    return this.size > 0 && (this.#levels[0]![rank >> 5]! & (1 << (rank & 31))) !== 0;
  }

  /** -1 where the set is empty. */
  least(): number {
    if (this.size === 0) return -1;
    let at = 0;
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const word = this.#levels[level]![at]!;
      at = at * 32 + 31 - Math.clz32(word & -word);
    }
    return at;
  }

  #make(): void {
    for (let length = this.#bound; ;) {
      length = Math.max(1, Math.ceil(length / 32));
      this.#levels.push(new Int32Array(length));
      if (length === 1) return;
    }
  }
}

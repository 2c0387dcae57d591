/** Where files are cut. Pure: the editor counts partitions with it, the run reads by it. */

export interface BlockRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The byte ranges of a file. A remainder is spread over the blocks: the effective size is `size / floor(size / blocksize)`, a float, cuts are at
 * its multiples rounded down. `null` is the whole file. An empty file has no block.
 */
export function blockRanges(size: number, blocksize: number | null): BlockRange[] {
  if (size === 0) return [];
  if (blocksize === null) return [{ start: 0, end: size }];
  if (!(blocksize > 0)) throw new RangeError(`expected a positive blocksize, got ${blocksize}`);
  const effective = size % blocksize !== 0 && size > blocksize ? size / Math.floor(size / blocksize) : blocksize;
  const starts = [0];
  for (let place = 0; size - place > effective * 2 - 1;) starts.push(Math.trunc((place += effective)));
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? size }));
}

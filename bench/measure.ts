/** Rounds of both sides in turn, so that whatever else the machine does falls on both; median and spread of each. */

export interface Side {
  readonly median: number;
  /** Half the distance between the quartiles, as a part of the median. */
  readonly spread: number;
  readonly best: number;
  readonly rounds: number;
  readonly value: number;
}

/** One timed call: seconds, and the number it gave. */
export type Timed = () => Promise<{ seconds: number; value: number }>;

export const timed =
  (work: () => Promise<number>): Timed =>
  async () => {
    const begin = performance.now();
    const value = await work();
    return { seconds: (performance.now() - begin) / 1000, value };
  };

/** The first call of each side is not counted: it starts threads, compiles and fills caches. */
export async function alternate(
  sides: readonly (Timed | undefined)[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<(Side | undefined)[]> {
  const times = sides.map((): number[] => []);
  const values: number[] = [];
  for (const [i, side] of sides.entries()) if (side !== undefined) values[i] = (await side()).value;
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < rounds && (round < 3 || performance.now() < end); round++) {
    for (const [i, side] of sides.entries()) if (side !== undefined) times[i]!.push((await side()).seconds);
  }
  return sides.map((side, i) => (side === undefined ? undefined : summary(times[i]!, values[i]!)));
}

function summary(times: readonly number[], value: number): Side {
  const sorted = [...times].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return { median, spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median, best: sorted[0]!, rounds: times.length, value };
}

export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low]! + (sorted[Math.ceil(at)]! - sorted[low]!) * (at - low);
}

/** A size as people write it: `2 GB`, `512 MiB`. */
const FACTORS: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, kiB: 2 ** 10, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Bytes, or undefined where the text is no size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]?i?B)$/.exec(text.trim());
  const factor = match?.[2] === undefined ? undefined : FACTORS[match[2]];
  return factor === undefined ? undefined : Math.round(Number(match![1]) * factor);
}

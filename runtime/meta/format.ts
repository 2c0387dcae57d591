/** Numbers as people read them: bytes in powers of 1000 with three significant digits, counts with separators, durations. */

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? Math.round(value) : significant(value)} ${UNITS[unit]}`;
}

export function formatMs(ms: number): string {
  if (ms < 1) return `${significant(ms)} ms`;
  if (ms < 1000) return `${ms < 10 ? significant(ms) : Math.round(ms)} ms`;
  if (ms < 120_000) return `${significant(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export const formatCount = (n: number): string => n.toLocaleString("en-US");

/** By what it is rounded to: 9.96 is "10.0", and the zeros that go are those after the point. */
const significant = (value: number): string => (value >= 99.95 ? value.toFixed(0) : value >= 9.95 ? value.toFixed(1) : String(Number(value.toPrecision(2))));

const FACTORS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  PiB: 2 ** 50,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};

/** A byte count from a number or a text such as "128 MiB" or "3MB"; `option` is what an error names. */
export function parseBytes(text: number | string, option?: string): number {
  if (typeof text === "number") return text;
  const match = /^\s*([\d.]+(?:e\d+)?)?\s*([A-Za-z]*)\s*$/.exec(text);
  const factor =
    match === null ? undefined : match[2] === "" ? 1 : Object.entries(FACTORS).find(([unit]) => unit.toLowerCase() === match[2]!.toLowerCase())?.[1];
  if (match === null || factor === undefined)
    throw new RangeError(`${option === undefined ? "" : `${option}: `}expected a byte count such as 1000 or "128 MiB", got "${text}"`);
  return Math.floor(Number(match[1] ?? 1) * factor);
}

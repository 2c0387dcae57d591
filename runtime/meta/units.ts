/** Durations, sizes and task keys as texts, by the rules of Dask's utilities: sizes in powers of 1024, keys without their token. */

const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  hr: 3600,
  d: 86_400,
  w: 604_800,
  nanosecond: 1e-9,
  microsecond: 1e-6,
  millisecond: 1e-3,
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/**
 * Seconds from a number or a text such as "300ms" or "5 minutes"; a text without a unit is in seconds.
 * @throws RangeError for any other text.
 */
export function parseTimedelta(text: number | string): number {
  if (typeof text === "number") return text;
  const match = /^\s*(-?[\d.]+(?:e[+-]?\d+)?)?\s*([A-Za-zµ]*)\s*$/.exec(text);
  const unit = (match?.[2] ?? "").replace("µ", "u").toLowerCase();
  const factor = unit === "" ? 1 : (SECONDS[unit] ?? SECONDS[unit.replace(/s$/, "")]);
  const amount = Number(match?.[1] ?? 1);
  if (match === null || factor === undefined || text.trim() === "" || !Number.isFinite(amount))
    throw new RangeError(`expected a duration such as 3, "300ms" or "5 minutes", got "${text}"`);
  // Divided where the factor is a fraction: 300 ms are 0.3 s, not 0.30000000000000004.
  return factor < 1 && unit !== "us" ? amount / Math.round(1 / factor) : amount * factor;
}

const BINARY = ["kiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** "1.00 kiB": the next unit from nine tenths of it on. */
export function formatBinaryBytes(bytes: number): string {
  for (let power = BINARY.length; power >= 1; power--) {
    const unit = 2 ** (10 * power);
    if (bytes >= unit * 0.9) return `${(bytes / unit).toFixed(2)} ${BINARY[power - 1]}`;
  }
  return `${Math.trunc(bytes)} B`;
}

/** Seconds as people read them: "24hr 0m", "60m 0s", "60.00 s", "12.30 ms", "5.00 us". */
export function formatTime(seconds: number): string {
  if (seconds > 2 * 24 * 3600) return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}hr`;
  if (seconds > 2 * 3600) return `${Math.floor(seconds / 3600)}hr ${Math.floor((seconds % 3600) / 60)}m`;
  if (seconds > 10 * 60) return `${Math.floor(seconds / 60)}m ${Math.floor(seconds % 60)}s`;
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  return seconds >= 1e-3 ? `${(seconds * 1e3).toFixed(2)} ms` : `${(seconds * 1e6).toFixed(2)} us`;
}

/** What a task's key begins with: words up to the first that has a digit; "data" where there is none. A word of eight to thirty-two hexadecimal digits is a token. */
export function keySplit(key: string): string {
  const words = key.split("-");
  const first = words[0]!;
  if (first === "") return "data";
  let result = /^[A-Za-z_]/.test(first) ? first : first.replace(/[^A-Za-z]*/, "");
  for (const word of words.slice(1)) {
    if (!/^[A-Za-z]+$/.test(word) || (word.length === 8 && /^[a-f]+$/.test(word))) break;
    result += `-${word}`;
  }
  return result.length === 32 && /^[a-f0-9]{32}$/.test(result) ? "data" : result;
}

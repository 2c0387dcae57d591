/** Numbers as the design writes them: three significant digits, powers of 1000, one space before the unit. */

export const count = (value: number): string => value.toLocaleString("en-US");

/** As the analysis writes them in summaries and hovers. */
const significant = (value: number): string => {
  if (value >= 99.95) return value.toFixed(0);
  if (value >= 9.95) return value.toFixed(1);
  return String(Number(value.toPrecision(2)));
};

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size: `94.9 MB`. */
export function bytes(value: number): string {
  let unit = 0;
  let scaled = value;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(scaled) : significant(scaled)} ${UNITS[unit]}`;
}

/** A time given in milliseconds: `62 ms`, `1.62 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 1) return `${significant(ms)} ms`;
  if (ms < 999.5) return `${ms < 10 ? significant(ms) : Math.round(ms)} ms`;
  if (ms < 119_950) return `${significant(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `62 %` of a part and a whole, never 100 before the end. */
export const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : part >= whole ? 100 : Math.min(99, Math.floor((part / whole) * 100))} %`;

/** `dt`: parts of dates (UTC), and dates on a grid. */

import { DTypeError } from "../../errors.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import type { Room } from "../../values/room.ts";
import { fromNumbers, numbersOf } from "./numbers.ts";

const DAY = 864e5;
const scratch = new Date(0);
const at = (ms: number): Date => {
  scratch.setTime(ms);
  return scratch;
};
const within = (ms: number, unit: number, count: number): number => Math.floor(ms / unit) - count * Math.floor(ms / (unit * count));

const PARTS: Readonly<Record<string, (ms: number) => number>> = {
  year: ms => at(ms).getUTCFullYear(),
  month: ms => at(ms).getUTCMonth() + 1,
  day: ms => at(ms).getUTCDate(),
  hour: ms => within(ms, 36e5, 24),
  minute: ms => within(ms, 6e4, 60),
  second: ms => within(ms, 1e3, 60),
  dayofweek: ms => (((Math.floor(ms / DAY) + 3) % 7) + 7) % 7,
  weekday: ms => (((Math.floor(ms / DAY) + 3) % 7) + 7) % 7,
  dayofyear: ms => Math.floor(ms / DAY) - Math.floor(Date.UTC(at(ms).getUTCFullYear(), 0, 1) / DAY) + 1,
  quarter: ms => Math.floor(at(ms).getUTCMonth() / 3) + 1,
};
const GRID: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: value => (value - Math.floor(value) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)),
};
const FREQUENCIES: Readonly<Record<string, number>> = { d: DAY, h: 36e5, min: 6e4, t: 6e4, s: 1e3, ms: 1, l: 1 };

export function dateField(column: Column, field: string, args: readonly unknown[], room: Room): Column {
  const times = numbersOf(column);
  const { length, name } = column;
  const map = (f: (ms: number) => number): Float64Array => {
    const out = room.alloc("float64", length) as Float64Array;
    for (let i = 0; i < length; i++) out[i] = Number.isNaN(times[i]!) ? Number.NaN : f(times[i]!);
    return out;
  };
  const done = (made: Column): Column => made.with({ levels: column.ownLevels });
  if (PARTS[field] !== undefined) return done(fromNumbers(name, "int32", map(PARTS[field]), room));
  if (field === "date" || field === "normalize")
    return done(
      fromNumbers(
        name,
        "datetime",
        map(ms => Math.floor(ms / DAY) * DAY),
      ),
    );
  if (GRID[field] !== undefined) {
    const step = frequency(String(args[0]));
    return done(
      fromNumbers(
        name,
        "datetime",
        map(ms => GRID[field]!(ms / step) * step),
      ),
    );
  }
  if (field === "strftime")
    return done(buildColumn(name, "string", length, i => (Number.isNaN(times[i]!) ? null : formatted(new Date(times[i]!), String(args[0]))), room));
  throw new DTypeError(`dt.${field}: no such part of a date`);
}

/** Milliseconds of `15min`, `h`, `2D`. */
export function frequency(text: string): number {
  const match = /^(\d*)\s*([A-Za-z]+)$/.exec(text);
  const unit = FREQUENCIES[match?.[2]?.toLowerCase() ?? ""];
  if (match === null || unit === undefined) throw new DTypeError(`expected a frequency such as "15min", "h" or "D", got ${JSON.stringify(text)}`);
  return unit * Number(match[1] || 1);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const name = (date: Date, options: Intl.DateTimeFormatOptions): string => date.toLocaleString("en-US", { timeZone: "UTC", ...options });

/** C's conversions, those that do not depend on a locale beside English names. */
function formatted(date: Date, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => {
    switch (letter) {
      case "Y":
        return pad(date.getUTCFullYear(), 4);
      case "y":
        return pad(date.getUTCFullYear() % 100);
      case "m":
        return pad(date.getUTCMonth() + 1);
      case "d":
        return pad(date.getUTCDate());
      case "H":
        return pad(date.getUTCHours());
      case "I":
        return pad(date.getUTCHours() % 12 || 12);
      case "p":
        return date.getUTCHours() < 12 ? "AM" : "PM";
      case "M":
        return pad(date.getUTCMinutes());
      case "S":
        return pad(date.getUTCSeconds());
      case "f":
        return pad(date.getUTCMilliseconds() * 1000, 6);
      case "j":
        return pad(PARTS["dayofyear"]!(+date), 3);
      case "F":
        return date.toISOString().slice(0, 10);
      case "T":
        return date.toISOString().slice(11, 19);
      case "a":
        return name(date, { weekday: "short" });
      case "A":
        return name(date, { weekday: "long" });
      case "b":
        return name(date, { month: "short" });
      case "B":
        return name(date, { month: "long" });
      case "%":
        return "%";
      default:
        return whole;
    }
  });
}

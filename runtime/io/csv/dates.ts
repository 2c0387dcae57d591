/** Dates out of bytes, as milliseconds. A date without a zone is UTC. */

import { fieldText } from "./tokenize.ts";

/** Days since 1970-01-01 of a day of the Gregorian calendar (Howard Hinnant's days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const leap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
export const validDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]! && (month !== 2 || day < 29 || leap(year));

/** Fields `YYYY-MM-DD`, with ` HH:MM`, `:SS` and a fraction or not; others by way of text. Gives the first row that is no date, or -1. */
export function parseDates(
  bytes: Uint8Array,
  positions: Int32Array,
  stride: number,
  field: number,
  rows: number,
  into: Float64Array,
  at: number,
  missing: ReadonlySet<string>,
): number {
  for (let r = 0, p = field; r < rows; r++, p += stride) {
    const start = positions[p]! + 1;
    const end = positions[p + 1]!;
    const quick = end > start ? isoDate(bytes, start, end) : Number.NaN;
    if (quick === quick) {
      into[at + r] = quick;
      continue;
    }
    const slow = dateOf(fieldText(bytes, start, end), missing);
    if (slow === null) return r;
    into[at + r] = slow;
  }
  return -1;
}

/** Days from 1970 to the day before the first of each month, from the year 1600 on. */
const FIRST_YEAR = 1600;
const MONTH_STARTS = Int32Array.from({ length: 800 * 12 }, (_, i) => daysFromCivil(FIRST_YEAR + Math.floor(i / 12), (i % 12) + 1, 1) - 1);

/** NaN where it is anything else than a plain ISO date. */
function isoDate(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if ((length !== 10 && length !== 16 && length !== 19) || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return Number.NaN;
  const year = pair(bytes[start]!, bytes[start + 1]!) * 100 + pair(bytes[start + 2]!, bytes[start + 3]!);
  const month = pair(bytes[start + 5]!, bytes[start + 6]!);
  const day = pair(bytes[start + 8]!, bytes[start + 9]!);
  if (year < 0 || day < 1 || (day > 28 && !validDay(year, month, day)) || month < 1 || month > 12) return Number.NaN;
  const at = (year - FIRST_YEAR) * 12 + month - 1;
  const date = (at >= 0 && at < MONTH_STARTS.length ? MONTH_STARTS[at]! + day : daysFromCivil(year, month, day)) * 86_400_000;
  if (length === 10) return date;
  if ((bytes[start + 10] !== 32 && bytes[start + 10] !== 84) || bytes[start + 13] !== 58) return Number.NaN;
  const hour = pair(bytes[start + 11]!, bytes[start + 12]!);
  const minute = pair(bytes[start + 14]!, bytes[start + 15]!);
  let second = 0;
  if (length === 19) second = bytes[start + 16] === 58 ? pair(bytes[start + 17]!, bytes[start + 18]!) : WRONG;
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 ? date + ((hour * 60 + minute) * 60 + second) * 1000 : Number.NaN;
}

const WRONG = -100_000;
/** Two digits as a number; far below zero if they are none. */
const pair = (tens: number, ones: number): number => ((tens - 48) >>> 0 > 9 || (ones - 48) >>> 0 > 9 ? WRONG : tens * 10 + ones - 528);

const CLOCK = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})${CLOCK}$`);
const MONTH_FIRST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${CLOCK}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** A date as milliseconds, NaN where missing, null where it is none. `1/2/2000` is the second of January, as in pandas. */
export function dateOf(given: string, missing: ReadonlySet<string>): number | null {
  const text = given.trim();
  if (missing.has(text)) return Number.NaN;
  let match = YEAR_FIRST.exec(text);
  if (match !== null) return assembled(match[1]!, match[3]!, match[4]!, match.slice(5));
  match = MONTH_FIRST.exec(text);
  if (match !== null) return assembled(match[4]!, match[1]!, match[3]!, match.slice(5)) ?? assembled(match[4]!, match[3]!, match[1]!, match.slice(5));
  match = COMPACT.exec(text);
  if (match !== null) return assembled(match[1]!, match[2]!, match[3]!, []);
  if (!/[a-z]{3}/i.test(text)) return null;
  const other = Date.parse(/(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text} UTC`);
  return Number.isNaN(other) ? null : other;
}

function assembled(year: string, month: string, day: string, [hour = "0", minute = "0", second = "0", fraction = "", zone]: readonly string[]): number | null {
  if (!validDay(+year, +month, +day) || +hour > 23 || +minute > 59 || +second > 59) return null;
  const ms = fraction === "" ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  const shift = zone === undefined || !/\d/.test(zone) ? 0 : (zone[0] === "-" ? 1 : -1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return daysFromCivil(+year, +month, +day) * 86_400_000 + +hour * 3_600_000 + (+minute + shift) * 60_000 + +second * 1000 + ms;
}

/** Columns of numbers out of bytes. What the quick loops do not understand goes through text, once a value. */

import { writeInt64 } from "../../values/int64.ts";
import { fieldText } from "./tokenize.ts";

/** A field that is no value of its column's dtype. */
export const BAD = Symbol("bad");
const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
const QUOTE = 34;

/** Fields `field` of `rows` records as 64-bit integers; gives the first row that is none, or -1. */
export function parseInt64(
  bytes: Uint8Array,
  positions: Int32Array,
  stride: number,
  field: number,
  rows: number,
  words: Int32Array,
  at: number,
  unsigned: boolean,
): number {
  for (let r = 0, p = field; r < rows; r++, p += stride) {
    let start = positions[p]! + 1;
    let end = positions[p + 1]!;
    if (bytes[start] === QUOTE && end - start > 1) {
      start++;
      end--;
    }
    const negative = bytes[start] === 45;
    let i = negative ? start + 1 : start;
    const first = i;
    let value = 0;
    if (end - first <= 9) {
      for (; i < end; i++) {
        const digit = bytes[i]! - 48;
        if (digit >>> 0 > 9) break;
        value = (Math.imul(value, 10) + digit) | 0;
      }
      if (i === end && i > first && !(unsigned && negative)) {
        if (negative) value = -value;
        words[2 * (at + r)] = value;
        words[2 * (at + r) + 1] = value >> 31;
        continue;
      }
    }
    if (!slowInt64(fieldText(bytes, positions[p]! + 1, positions[p + 1]!), words, at + r, unsigned)) return r;
  }
  return -1;
}

function slowInt64(text: string, words: Int32Array, at: number, unsigned: boolean): boolean {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) return false;
  const value = Number(trimmed);
  if (Number.isSafeInteger(value)) {
    if (unsigned && value < 0) return false;
    writeInt64(words, at, value);
    return true;
  }
  const wide = BigInt(trimmed);
  if (unsigned ? BigInt.asUintN(64, wide) !== wide : BigInt.asIntN(64, wide) !== wide) return false;
  words[2 * at] = Number(BigInt.asIntN(32, wide));
  words[2 * at + 1] = Number(BigInt.asIntN(32, wide >> 32n));
  return true;
}

/** Fields as doubles, NaN where missing; gives the first row that is no number, or -1. */
export function parseFloat64(
  bytes: Uint8Array,
  positions: Int32Array,
  stride: number,
  field: number,
  rows: number,
  into: Float64Array | Float32Array,
  at: number,
  missing: ReadonlySet<string>,
): number {
  for (let r = 0, p = field; r < rows; r++, p += stride) {
    const start = positions[p]! + 1;
    const end = positions[p + 1]!;
    if (end <= start) {
      if (!missing.has("")) return r;
      into[at + r] = Number.NaN;
      continue;
    }
    const negative = bytes[start] === 45;
    let i = negative ? start + 1 : start;
    const first = i;
    let value = 0;
    let scale = 0;
    for (; i < end; i++) {
      const digit = bytes[i]! - 48;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    let digits = i - first;
    if (i < end && bytes[i] === 46) {
      const dot = ++i;
      for (; i < end; i++) {
        const digit = bytes[i]! - 48;
        if (digit >>> 0 > 9) break;
        value = value * 10 + digit;
      }
      scale = i - dot;
      digits += scale;
    }
    // Up to 15 digits the whole number is exact, and so is the power of ten: one division rounds once.
    if (i === end && digits > 0 && digits <= 15) {
      if (scale > 0) value /= POWERS[scale]!;
      into[at + r] = negative ? -value : value;
      continue;
    }
    const slow = slowFloat(fieldText(bytes, start, end), missing);
    if (slow === BAD) return r;
    into[at + r] = slow;
  }
  return -1;
}

export function slowFloat(text: string, missing: ReadonlySet<string>): number | typeof BAD {
  if (missing.has(text)) return Number.NaN;
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  const infinite = /^([+-]?)inf(inity)?$/i.exec(trimmed);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  return missing.has(trimmed) ? Number.NaN : BAD;
}

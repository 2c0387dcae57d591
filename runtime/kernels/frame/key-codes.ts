/** Keys as whole numbers: what groups and joins look up instead of values. */

import type { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import { isValid, type Validity } from "../../values/validity.ts";
import { isNumbers, large, numbersOf } from "./numbers.ts";

export interface Codes {
  /** 0 to `size - 1`, in the order of the values; -1 is missing. Not to be written into. */
  readonly codes: Int32Array;
  readonly size: number;
  /** The value of code 0, where values are whole numbers. */
  readonly low: number;
}

/** Codes fit into 31 bits. */
export const MOST_CODES = 2 ** 31 - 2;

/** Text by its dictionary, whole numbers that lie close together by their distance from the least; undefined where neither is so. */
export function codesOf(key: Column): Codes | undefined {
  const { dtype, length, validity, range } = key;
  if (key.dictionary !== null) return { codes: key.data as Int32Array, size: key.dictionary.length, low: 0 };
  if (!isNumbers(dtype)) return undefined;
  if ((dtype === "int64" || dtype === "bigint") && range === null) {
    const words = wordsOf(key.data);
    const bounds = narrow(words, length);
    if (bounds !== undefined) return shifted(words, length, validity, bounds);
  }
  const values = numbersOf(key);
  return /^(u?int64|bigint)$/.test(dtype) && range === null && large(values) ? undefined : wholeCodes(values);
}

/** Least and greatest, if all are 32-bit numbers. Places without a value hold 0 and count. */
function narrow(words: Int32Array, length: number): readonly [low: number, high: number] | undefined {
  let low = 2_147_483_647;
  let high = -2_147_483_648;
  let other = 0;
  for (let i = 0; i < 2 * length; i += 2) {
    const value = words[i]!;
    other |= words[i + 1]! ^ (value >> 31);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return other !== 0 || high - low > MOST_CODES ? undefined : length === 0 ? [0, 0] : [low, high];
}

function shifted(words: Int32Array, length: number, validity: Validity, [low, high]: readonly [number, number]): Codes {
  const codes = new Int32Array(length);
  for (let i = 0; i < length; i++) codes[i] = words[2 * i]! - low;
  if (validity !== null) for (let i = 0; i < length; i++) if (!isValid(validity, i)) codes[i] = -1;
  return { codes, size: high - low + 1, low };
}

function wholeCodes(values: Float64Array): Codes | undefined {
  return wordCodes(values) ?? wideCodes(values);
}

/** Nearly all keys are 32-bit numbers: these are made codes in two passes over integers. Undefined where one is not, or none is there. */
function wordCodes(values: Float64Array): Codes | undefined {
  const { length } = values;
  const codes = new Int32Array(length);
  let low = 2_147_483_647;
  let high = -2_147_483_648;
  let missing = false;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    const word = value | 0;
    if (word === value) {
      codes[i] = word;
      if (word < low) low = word;
      if (word > high) high = word;
    } else if (value !== value) missing = true;
    else return undefined;
  }
  if (low > high || high - low > MOST_CODES) return undefined;
  if (missing) for (let i = 0; i < length; i++) codes[i] = values[i]! === values[i]! ? codes[i]! - low : -1;
  else if (low !== 0) for (let i = 0; i < length; i++) codes[i] = codes[i]! - low;
  return { codes, size: high - low + 1, low };
}

function wideCodes(values: Float64Array): Codes | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== value) continue;
    if (Math.floor(value) !== value) return undefined;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { codes: new Int32Array(values.length).fill(-1), size: 1, low: 0 };
  if (!(high - low <= MOST_CODES) || !Number.isSafeInteger(low) || !Number.isSafeInteger(high)) return undefined;
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) codes[i] = values[i]! === values[i]! ? values[i]! - low : -1;
  return { codes, size: high - low + 1, low };
}

/** A table over `size` codes costs less than hashing `length` of them. */
export const isDense = (size: number, length: number): boolean => size <= Math.max(1 << 16, 4 * length);

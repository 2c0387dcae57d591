/** Orders of rows by the values of columns. Missing values come last, whatever the direction, as in pandas. */

import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { wordsOf } from "../../values/int64.ts";
import { type Codes, codesOf } from "./key-codes.ts";
import { large, numbersOf } from "./numbers.ts";
import { sortedByWord } from "./radix.ts";

export type Compare = (a: number, b: number) => number;

/** Compares two rows by one column. */
export function comparer(column: Column, ascending = true): Compare {
  const missing = missingTest(column);
  const sign = ascending ? 1 : -1;
  const values = ranks(column);
  return (a, b) => {
    const [x, y] = [missing(a), missing(b)];
    if (x || y) return x === y ? 0 : x ? 1 : -1;
    return values[a]! < values[b]! ? -sign : values[a]! > values[b]! ? sign : 0;
  };
}

/** Numbers in the order of the values. */
function ranks(column: Column): { readonly [i: number]: any } {
  if (column.dictionary !== null) {
    const rank = rankOf([...column.dictionary]);
    const codes = column.data as Int32Array;
    return Int32Array.from(codes, code => (code < 0 ? -1 : rank[code]!));
  }
  if (column.dtype === "object") {
    const read = columnReader(column);
    return Array.from({ length: column.length }, (_, i) => read(i));
  }
  const numbers = numbersOf(column);
  return (column.dtype === "int64" || column.dtype === "bigint" || column.dtype === "uint64") && column.range === null && large(numbers)
    ? (column.data as BigInt64Array)
    : numbers;
}

/** The position of each text in the sorted order of all. */
export function rankOf(texts: readonly string[]): Int32Array {
  const order = texts.map((_, i) => i).sort((a, b) => (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : 0));
  const rank = new Int32Array(texts.length);
  order.forEach((code, position) => (rank[code] = position));
  return rank;
}

/** From so many rows on words are sorted rather than compared. */
const MANY = 64;

/** All rows in order; equal ones stay as they were. */
export function sortedRows(keys: readonly Column[], length: number, ascending: readonly boolean[] = []): Int32Array {
  if (length >= MANY && keys.every(key => key.dtype !== "object")) return sortedByWords(keys, length, ascending);
  const compares = keys.map((key, k) => comparer(key, ascending[k] ?? true));
  return Int32Array.from({ length }, (_, i) => i).sort((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

/** From the last key to the first, each by its words. */
function sortedByWords(keys: readonly Column[], length: number, ascending: readonly boolean[]): Int32Array {
  let rows: Int32Array = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  for (let k = keys.length - 1; k >= 0; k--) {
    const key = keys[k]!;
    const up = ascending[k] ?? true;
    const small = codesOf(key);
    if (small !== undefined) {
      rows = sortedByWord(codeWords(key, small, up), rows);
      continue;
    }
    for (const words of valueWords(key, up)) rows = sortedByWord(words, rows);
    const missing = missingTest(key);
    rows = sortedByWord(
      Int32Array.from({ length }, (_, i) => (missing(i) ? 1 : 0)),
      rows,
    );
  }
  return rows;
}

/** Codes in the direction asked for, missing ones behind all. */
function codeWords(key: Column, { codes, size }: Codes, up: boolean): Int32Array {
  const words = new Int32Array(codes.length);
  const rank = key.dictionary === null ? null : rankOf([...key.dictionary]);
  for (let i = 0; i < words.length; i++) {
    const code = codes[i]!;
    const place = rank === null || code < 0 ? code : rank[code]!;
    words[i] = code < 0 ? size : up ? place : size - 1 - place;
  }
  return words;
}

/** Low and high words that are in the order of the values as unsigned numbers. */
function valueWords(key: Column, up: boolean): readonly [low: Int32Array, high: Int32Array] {
  const { length, dtype } = key;
  const whole = /^(u?int64|bigint)$/.test(dtype) && key.range === null;
  // -0 and 0 are one.
  const words = wordsOf(whole ? key.data : numbersOf(key).map(value => value + 0));
  const [low, high] = [new Int32Array(length), new Int32Array(length)];
  const flip = up ? 0 : -1;
  const sign = dtype === "uint64" && whole ? 0 : -2_147_483_648;
  for (let i = 0; i < length; i++) {
    const [x, y] = [words[2 * i]!, words[2 * i + 1]!];
    // The bits of a negative double count downwards.
    const [a, b] = !whole && y < 0 ? [~x, ~y] : [x, y ^ sign];
    low[i] = a ^ flip;
    high[i] = b ^ flip;
  }
  return [low, high];
}

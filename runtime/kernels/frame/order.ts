/** Orders of rows by the values of columns. Missing values come last, whatever the direction, as in pandas. */

import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { large, numbersOf } from "./numbers.ts";

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

/** All rows in order; equal ones stay as they were. */
export function sortedRows(keys: readonly Column[], length: number, ascending: readonly boolean[] = []): Int32Array {
  if (keys.length === 1 && keys[0]!.dtype !== "object") return sortedByOne(keys[0]!, length, ascending[0] ?? true);
  const compares = keys.map((key, k) => comparer(key, ascending[k] ?? true));
  return Int32Array.from({ length }, (_, i) => i).sort((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

/** One key: its values, missing ones as the largest, are sorted together with their rows. */
function sortedByOne(key: Column, length: number, ascending: boolean): Int32Array {
  const values = ranks(key);
  const missing = missingTest(key);
  const rows = new Int32Array(length);
  let present = 0;
  for (let i = 0; i < length; i++) if (!missing(i)) rows[present++] = i;
  let last = present;
  for (let i = 0; i < length; i++) if (missing(i)) rows[last++] = i;
  const sign = ascending ? 1 : -1;
  rows.subarray(0, present).sort((a, b) => (values[a]! < values[b]! ? -sign : values[a]! > values[b]! ? sign : a - b));
  return rows;
}

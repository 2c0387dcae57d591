/** Labels of an index: one value of a one-level index, an array in key order of several levels. */

import type { Column } from "./column.ts";
import { columnReader, type Reader } from "./column-reader.ts";

export function labelReader(levels: readonly Column[]): Reader {
  if (levels.length === 1) return columnReader(levels[0]!);
  const readers = levels.map(columnReader);
  return i => readers.map(read => read(i));
}

/** Equal labels have equal keys, of whatever identity their Dates and arrays are. */
export function labelKey(label: unknown): unknown {
  if (Array.isArray(label))
    return JSON.stringify(
      label.map(part => (part instanceof Date ? { date: +part } : typeof part === "bigint" ? Number(part) : Number.isNaN(part) ? null : part)),
    );
  if (label instanceof Date) return +label;
  if (typeof label === "bigint") return Number(label);
  return label;
}

/** The first position of every label. */
export function positionsOf(levels: readonly Column[], length: number): Map<unknown, number> {
  const read = labelReader(levels);
  const positions = new Map<unknown, number>();
  for (let i = 0; i < length; i++) {
    const key = labelKey(read(i));
    if (!positions.has(key)) positions.set(key, i);
  }
  return positions;
}

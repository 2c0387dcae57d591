/** Tables as terminals show them: aligned, numbers to the right, the middle left out where there are many rows. */

import type { Column } from "./column.ts";
import { exactReader, missingTest } from "./column-reader.ts";
import { labelReader } from "./labels.ts";
import type { Table } from "./table.ts";

export interface FormatOptions {
  /** Rows shown at most; half from the start, half from the end. */
  readonly rows?: number;
  /** Characters a line at most; columns beyond it are left out. */
  readonly width?: number;
}

export function formatTable(table: Table, { rows = 10, width = 120 }: FormatOptions = {}): string {
  const shown = shownRows(table.length, rows);
  const index = table.ownLevels === null ? [indexCells(table, shown)] : table.levels.map(level => cells(level, shown));
  const [columns, left] = fitting([...index, ...table.fields.map(field => cells(field, shown))], index.length, width);
  const lines = columns[0]!.texts.map((_, line) =>
    columns
      .map(column => pad(column.texts[line]!, column.width, column.right))
      .join("  ")
      .trimEnd(),
  );
  if (shown.length < table.length) lines.splice(1 + Math.ceil(shown.length / 2), 0, "...");
  const more = left > 0 ? `, ${left} not shown` : "";
  return `${lines.join("\n")}\n${count(table.length, "row")} x ${count(table.columns.length, "column")}${more}`;
}

/** A column with its labels. */
export function formatColumn(column: Column, { rows = 10 }: FormatOptions = {}): string {
  const shown = shownRows(column.length, rows);
  const index = column.ownLevels === null ? [indexCells(column, shown)] : column.levels.map(level => cells(level, shown));
  const all = [...index, cells(column, shown)];
  const lines = all[0]!.texts.map((_, line) =>
    all
      .map(each => pad(each.texts[line]!, each.width, each.right))
      .join("  ")
      .trimEnd(),
  );
  if (shown.length < column.length) lines.splice(1 + Math.ceil(shown.length / 2), 0, "...");
  return `${lines.join("\n")}\n${count(column.length, "value")}, ${column.dtype}`;
}

interface Cells {
  readonly texts: readonly string[];
  readonly width: number;
  readonly right: boolean;
}

function cells(column: Column, shown: readonly number[]): Cells {
  const right = /^(u?int|float|bigint|timedelta)/.test(column.dtype);
  const missing = missingTest(column);
  const read = exactReader(column);
  const decimals = /^float/.test(column.dtype) ? decimalsOf(shown.map(i => read(i) as number)) : 0;
  const texts = [column.name ?? "", ...shown.map(i => (missing(i) ? (right ? "NaN" : "null") : cellText(read(i), decimals)))];
  return { texts, width: Math.max(...texts.map(displayWidth)), right };
}

function indexCells(table: Table | Column, shown: readonly number[]): Cells {
  const label = labelReader(table.levels);
  const texts = ["", ...shown.map(i => String(label(i)))];
  return { texts, width: Math.max(...texts.map(displayWidth)), right: true };
}

/** One value in a cell: dates without an empty time of day, long text cut. */
export function cellText(value: unknown, decimals?: number): string {
  if (typeof value === "number")
    return decimals === undefined || !Number.isFinite(value) || (Math.abs(value) >= 1e15 && value !== 0) ? String(value) : value.toFixed(decimals);
  if (value instanceof Date)
    return Number.isNaN(+value)
      ? "null"
      : value
          .toISOString()
          .replace("T", " ")
          .replace(/(\.000)?Z$/, "")
          .replace(/ 00:00:00$/, "");
  const text = typeof value === "string" ? value.replace(/[\n\r\t]/g, " ") : Array.isArray(value) || isPlain(value) ? JSON.stringify(value) : String(value);
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

const isPlain = (value: unknown): boolean => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Decimals that show these numbers, six at most. */
export function decimalsOf(values: readonly number[]): number {
  let decimals = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    while (decimals < 6 && Math.abs(Number(value.toFixed(decimals)) - value) > 1e-7 * Math.abs(value)) decimals++;
  }
  return Math.max(decimals, 1);
}

function shownRows(length: number, rows: number): number[] {
  if (length <= rows) return Array.from({ length }, (_, i) => i);
  const head = Math.ceil(rows / 2);
  return [...Array.from({ length: head }, (_, i) => i), ...Array.from({ length: rows - head }, (_, i) => length - (rows - head) + i)];
}

/** Columns from the left as long as they fit. */
function fitting(columns: readonly Cells[], atLeast: number, width: number): [shown: readonly Cells[], left: number] {
  let used = 0;
  let n = 0;
  while (n < columns.length && (n <= atLeast || used + columns[n]!.width + 2 <= width)) used += columns[n++]!.width + 2;
  return [columns.slice(0, n), columns.length - n];
}

const pad = (text: string, width: number, right: boolean): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
};
/** Characters a terminal gives to a text, wide East Asian ones counted twice. */
const displayWidth = (text: string): number => {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(character) ? 2 : 1;
  return width;
};
const count = (n: number, what: string): string => `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;

/** Smallest and largest values of row groups, and what filters say of them. */

import type { FileMetaData } from "hyparquet";
import { DTypeError } from "../../errors.ts";

export type Value = number | string | boolean;
export interface Bounds {
  readonly min: Value;
  readonly max: Value;
  readonly missing: number | undefined;
}
export const OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "in"] as const;
export type Filter = readonly [column: string, operator: (typeof OPERATORS)[number], value: unknown];

/** Bounds of a column in a row group, dates as milliseconds; undefined where the file does not say. Those of text may be cut short. */
export function boundsOf(metadata: FileMetaData, group: number, leaf: string): Bounds | undefined {
  const column = metadata.row_groups[group]!.columns.find(each => each.meta_data?.path_in_schema.join(".") === leaf);
  const statistics = column?.meta_data?.statistics;
  const [min, max] = [plain(statistics?.min_value ?? statistics?.min), plain(statistics?.max_value ?? statistics?.max)];
  if (min === undefined || max === undefined) return undefined;
  return { min, max, missing: statistics?.null_count === undefined ? undefined : Number(statistics.null_count) };
}

export function plain(value: unknown): Value | undefined {
  if (value instanceof Date) return +value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

/** Whether no row within these bounds can pass. */
export function excludes(bounds: Bounds | undefined, [, operator, wanted]: Filter): boolean {
  if (bounds === undefined) return false;
  const { min, max } = bounds;
  // Text bounds are prefixes of the values: a longer value may still sort behind `max`.
  const exact = typeof max !== "string";
  const outside = (value: Value | undefined): boolean =>
    value !== undefined && typeof value === typeof min && (value < min || (value > max && (exact || !String(value).startsWith(String(max)))));
  if (operator === "in") return (wanted as readonly unknown[]).every(value => outside(plain(value)));
  const value = plain(wanted);
  if (value === undefined || typeof value !== typeof min) return false;
  switch (operator) {
    case "==":
      return outside(value);
    case "!=":
      return exact && min === value && max === value && bounds.missing === 0;
    case "<":
      return min >= value;
    case "<=":
      return min > value;
    case ">":
      return exact ? max <= value : max < value && !String(value).startsWith(String(max));
    case ">=":
      return exact ? max < value : max < value && !String(value).startsWith(String(max));
  }
}

/** Whether a value of a row passes. Missing ones pass "!=" alone. */
export function passes(given: unknown, [, operator, wanted]: Filter): boolean {
  const value = plain(given);
  if (operator === "in") return (wanted as readonly unknown[]).some(each => plain(each) === value && value !== undefined);
  const other = plain(wanted);
  if (value === undefined || other === undefined || Number.isNaN(value)) return operator === "!=";
  switch (operator) {
    case "==":
      return value === other;
    case "!=":
      return value !== other;
    case "<":
      return value < other;
    case "<=":
      return value <= other;
    case ">":
      return value > other;
    case ">=":
      return value >= other;
  }
}

export function checkFilter([column, operator, value]: Filter): void {
  if (!OPERATORS.includes(operator)) throw new DTypeError(`filter of "${column}": expected one of ${OPERATORS.join(" ")}, got ${operator}`);
  if (operator === "in" && !Array.isArray(value)) throw new DTypeError(`filter of "${column}": "in" expects a list`);
}

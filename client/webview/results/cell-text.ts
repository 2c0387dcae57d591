/** A cell of a table or array as text: raw numbers, empty for missing with its mark. Pure. */
import type { CellValue } from "../../../protocol/session.ts";

const NUMBERS = /^(u?int|float|bool|decimal|timedelta|number|bigint)/;
export const isNumeric = (dtype: string): boolean => NUMBERS.test(dtype);

export function cellText(value: CellValue | undefined): string {
  if (value === undefined) return "";
  if (value === null) return "–";
  if (typeof value === "number") return numberText(value);
  return String(value);
}

/** Seven digits at most after the point, no trailing zeros; integers as they are. */
export function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return value.toExponential(5).replace(/\.?0+e/, "e");
  return String(Number(value.toPrecision(8)));
}

/** Widths in characters of each column, from its head and the rows at hand. */
export function columnWidths(heads: readonly string[], rows: readonly (readonly CellValue[])[]): number[] {
  return heads.map((head, j) => {
    let width = head.length;
    for (const row of rows.slice(0, 100)) width = Math.max(width, cellText(row[j]).length);
    return Math.min(40, Math.max(4, width));
  });
}

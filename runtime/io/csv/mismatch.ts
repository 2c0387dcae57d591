/** The error for data that is not what its start, or the `dtype` option, said. */

import { FileError, type Mismatch, SchemaError } from "../../errors.ts";

export interface Found extends Mismatch {
  /** Whole numbers were expected and the values are whole numbers or missing. */
  readonly onlyMissing: boolean;
  readonly given: boolean;
}

export function schemaError(found: readonly Found[], path: string): SchemaError {
  const fix = Object.fromEntries(found.map(({ column, found: dtype }) => [column, dtype]));
  const rows = [["column", "found", "expected", "example"], ...found.map(({ column, found: dtype, expected, example }) => [column, dtype, expected, example])];
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map(row => row[c]!.length)));
  const table = rows.map(row => `  ${row.map((cell, c) => cell.padEnd(widths[c]!)).join("  ")}`.trimEnd()).join("\n");
  const seen = found.every(({ given }) => given) ? "the `dtype` option says" : "the start of the data looks like";
  const advice = found.some(({ given, onlyMissing }) => onlyMissing && !given)
    ? "\nOr read all whole numbers that the options say nothing of as float64, which may be missing: assumeMissing: true"
    : "";
  const option = Object.entries(fix)
    .map(([name, dtype]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: "${dtype}"`)
    .join(", ");
  return new SchemaError(
    `${path} holds other types than ${seen}:\n\n${table}\n\nAdd to the options of readCsv: dtype: { ${option} }${advice}`,
    found.map(({ column, found: dtype, expected, example }) => ({ column, found: dtype, expected, example })),
    fix,
  );
}

export const tooManyFields = (path: string, line: number, expected: number, got: number): FileError =>
  new FileError(`${path}:${line}: expected ${expected} ${expected === 1 ? "field" : "fields"}, got ${got}`, path);

/** `column` is the one that the quote opens, where its name is known; `whole`: the file was read to its end, not only a block of it. */
export const unclosedQuote = (path: string, line: number, field: number, column?: string, whole = true): FileError =>
  new FileError(
    `${path}:${line}: expected a closing quote (") for field ${field}${column === undefined ? "" : ` (column "${column}")`}, got the end of the ${whole ? "file" : "block; a text in quotes longer than a block needs blocksize: null"}`,
    path,
  );

/** `fromTable`: rows in memory as a frame. Each partition is a constant of its own, so that a task is sent its rows alone. */

import { DTypeError } from "../../errors.ts";
import { Constant } from "../../expr/constant.ts";
import { environment } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { type ColumnMeta, DEFAULT_INDEX } from "../../meta/meta.ts";
import type { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { labelKey, labelReader } from "../../values/labels.ts";
import { table as tableOf } from "../../values/make-table.ts";
import { Table } from "../../values/table.ts";
import { sliceTable, takeRows } from "../../values/take.ts";
import { plainCuts, sortedCuts } from "./cuts.ts";

export interface FromTableOptions {
  readonly npartitions?: number;
  readonly chunksize?: number;
  /** false: rows keep their order and divisions are not known. */
  readonly sort?: boolean;
}

export function fromTable(data: Table | readonly unknown[], options: FromTableOptions = {}): Expr {
  const { npartitions, chunksize, sort = true } = options;
  if (npartitions !== undefined && chunksize !== undefined) throw new RangeError("fromTable: npartitions or chunksize, not both");
  const size = chunksize === undefined ? { npartitions: npartitions ?? 1 } : { chunksize };
  if (!(Object.values(size)[0]! >= 1)) throw new RangeError(`fromTable: expected at least 1 as ${Object.keys(size)[0]}, got ${Object.values(size)[0]}`);
  const given = data instanceof Table ? data : tableOf(data);
  const rows = sort ? sortedByIndex(given) : given;
  const cut = cutsOf(rows, size, sort);
  const pieces = cut.locations.slice(0, -1).map((start, i) => sliceTable(rows, start, cut.locations[i + 1]));
  const parts = (pieces.length > 0 ? pieces : [rows]).map(compacted).map(piece => ({ table: new Constant(piece, contentOf(piece)), rows: piece.length }));
  const schema = rows.fields.map(columnMeta);
  const index = rows.ownLevels === null ? DEFAULT_INDEX : rows.ownLevels.map(columnMeta);
  const params = { schema, columns: schema.map(column => column.name), index, parts, divisions: cut.divisions, bytes: rows.byteLength };
  return expr("fromTable", [], params, environment().site());
}

/** Without the texts of other partitions, where those are the most. Categories stay as they are. */
function compacted(piece: Table): Table {
  const own = (column: Column): Column =>
    column.dtype === "string" && column.dictionary!.length > 2 * piece.length ? buildColumn(column.name, "string", piece.length, columnReader(column)) : column;
  return new Table({ fields: piece.fields.map(own), levels: piece.ownLevels?.map(own) ?? null, length: piece.length });
}

function columnMeta(column: Column): ColumnMeta {
  const { name, dtype, dictionary } = column;
  return { name: name ?? "", dtype, ...(dtype === "category" ? { categories: dictionary!.toArray() } : {}) };
}

function cutsOf(
  rows: Table,
  size: { npartitions: number } | { chunksize: number },
  sort: boolean,
): { locations: readonly number[]; divisions: readonly (string | number | boolean)[] | null } {
  if (rows.length === 0) return { locations: [0], divisions: null };
  const [level] = rows.levels;
  if (!sort || rows.levels.length > 1 || level!.dtype === "object") return { locations: plainCuts(rows.length, size), divisions: null };
  const missing = missingTest(level!);
  for (let i = 0; i < rows.length; i++) {
    if (missing(i)) throw new DTypeError(`fromTable: the index "${level!.name ?? ""}" has a missing label at row ${i}; use sort: false`);
  }
  const read = columnReader(level!);
  return sortedCuts(
    Array.from({ length: rows.length }, (_, i) => labelKey(read(i)) as string | number | boolean),
    size,
  );
}

/** By label, equal labels in their order. */
function sortedByIndex(table: Table): Table {
  if (table.ownLevels === null) return table;
  const read = labelReader(table.levels);
  const keys = Array.from({ length: table.length }, (_, i) => read(i) as unknown);
  let sorted = true;
  for (let i = 1; i < keys.length && sorted; i++) sorted = compareLabels(keys[i - 1], keys[i]) <= 0;
  if (sorted) return table;
  const order = Int32Array.from(keys, (_, i) => i).sort((a, b) => compareLabels(keys[a], keys[b]) || a - b);
  return takeRows(table, order);
}

/** Missing labels last; several keys one after another. */
function compareLabels(a: unknown, b: unknown): number {
  if (Array.isArray(a)) return a.reduce<number>((order, part, i) => order || compareLabels(part, (b as unknown[])[i]), 0);
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const [x, y] = [labelKey(a) as number, labelKey(b) as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** What tells one table from another: storage, not identity. */
const contentOf = (table: Table): unknown =>
  [...table.fields, ...(table.ownLevels ?? [])].map(({ name, dtype, data, range, validity, dictionary }) => [
    name,
    dtype,
    range ?? data,
    validity,
    dictionary === null ? null : [dictionary.offsets, dictionary.bytes],
  ]);

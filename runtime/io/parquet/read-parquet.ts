/** `readParquet`: what the footers of Parquet files tell. */

import type { FileMetaData } from "hyparquet";
import { pathText } from "../bytes/plan.ts";
import { ColumnError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { settled } from "../../expr/host.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { hashOf } from "../../meta/hash.ts";
import { type ColumnMeta, DEFAULT_INDEX, type Label } from "../../meta/meta.ts";
import { type DataFile, dataFiles } from "./files.ts";
import { readFooter } from "./footer.ts";
import { columnsOf, indexColumns, labelName, type ParquetColumn } from "./schema.ts";
import { boundsOf, checkFilter, excludes, type Filter } from "./statistics.ts";

export interface ReadParquetOptions {
  readonly columns?: readonly string[];
  readonly index?: string | false;
  readonly filters?: readonly Filter[];
  readonly calculateDivisions?: boolean;
  readonly splitRowGroups?: boolean | number | "infer";
}

/** A partition: row groups of one file. */
export interface ParquetPart {
  readonly path: string;
  readonly groups: readonly number[];
  readonly rows: number;
  /** Rows of each row group. */
  readonly sizes: readonly number[];
  /** Rows of its partition before it, where it is but a piece of one. */
  readonly start?: number;
  readonly folders: Readonly<Record<string, string>>;
}

/** Row groups of a partition hold about this many bytes, uncompressed, where the reader chooses. */
const PARTITION_BYTES = 256 * 2 ** 20;

export function readParquet(path: string | readonly string[], options: ReadParquetOptions = {}): Expr {
  const { host } = environment();
  const named = { path: pathText(path, "readParquet") };
  options.filters?.forEach(checkFilter);
  const filters = options.filters === undefined || options.filters.length === 0 ? null : options.filters;
  const node = (params: Record<string, unknown>): Expr =>
    expr("readParquet", [], { ...named, filters, pruned: 0, divisions: null, ...params }, environment().site());
  const unread = (why: Unknown): Expr => node({ schema: why, columns: [], index: DEFAULT_INDEX, indexColumns: [], parts: why, stamp: "" });
  const files = dataFiles(host, path);
  if (isUnknown(files)) return unread(files);
  const footers: FileMetaData[] = [];
  for (const file of files) {
    const footer = readFooter<Unknown>(file.path, file.size, (start, end) => settled(host.read(file.path, start, end), file.path));
    if (isUnknown(footer)) return unread(footer);
    footers.push(footer);
  }
  const all = [...columnsOf(footers[0]!), ...folderColumns(files)];
  const levels = levelsOf(all, footers[0]!, options);
  const schema = all.filter(column => !levels.includes(column));
  const wanted = options.columns ?? schema.map(column => column.name);
  const names = all.map(column => column.name);
  for (const name of [...wanted, ...(filters ?? []).map(([column]) => column)]) if (!names.includes(name)) throw new ColumnError(name, names, named.path);
  const { parts, pruned } = partsOf(files, footers, all, filters, options.splitRowGroups ?? "infer");
  const divisions = options.calculateDivisions === true && levels.length === 1 ? divisionsOf(parts, files, footers, levels[0]!) : null;
  return node({
    schema,
    columns: wanted.filter(name => !levels.some(level => level.name === name)),
    parts,
    pruned,
    divisions,
    index: levels.length === 0 ? DEFAULT_INDEX : levels.map(({ name, dtype }): ColumnMeta => ({ name: labelName(name), dtype })),
    indexColumns: levels,
    all,
    stamp: hashOf(files.map(file => [file.path, file.size, file.modified])),
  });
}

/** The index: as asked for, else as the writer said. */
function levelsOf(all: readonly ParquetColumn[], footer: FileMetaData, { index, columns }: ReadParquetOptions): ParquetColumn[] {
  if (index === false) return [];
  if (index === undefined) return indexColumns(footer).flatMap(name => all.filter(column => column.name === name && columns?.includes(name) !== true));
  const found = all.find(column => column.name === index);
  if (found === undefined)
    throw new ColumnError(
      index,
      all.map(column => column.name),
      "the file",
    );
  return [found];
}

/** Whole numbers in folder names are numbers. */
function folderColumns(files: readonly DataFile[]): ParquetColumn[] {
  return Object.keys(files[0]!.folders).map(name => ({
    name,
    dtype: files.every(file => /^-?\d{1,15}$/.test(file.folders[name] ?? "")) ? "int64" : "string",
    leaf: null,
    folder: true,
  }));
}

function partsOf(
  files: readonly DataFile[],
  footers: readonly FileMetaData[],
  columns: readonly ParquetColumn[],
  filters: readonly Filter[] | null,
  split: boolean | number | "infer",
): { parts: ParquetPart[]; pruned: number } {
  const each = groupsEach(footers, split);
  const parts: ParquetPart[] = [];
  let pruned = 0;
  files.forEach(({ path, folders }, f) => {
    const { row_groups: rowGroups } = footers[f]!;
    const kept = rowGroups.map((_, group) => group).filter(group => !(filters ?? []).some(filter => leavesOut(footers[f]!, group, folders, columns, filter)));
    pruned += rowGroups.length - kept.length;
    const step = each === null ? Math.max(1, kept.length) : each;
    for (let at = 0; at < kept.length; at += step) {
      const groups = kept.slice(at, at + step);
      const sizes = groups.map(group => Number(rowGroups[group]!.num_rows));
      parts.push({ path, groups, rows: sizes.reduce((sum, size) => sum + size, 0), sizes, folders });
    }
  });
  if (parts.length === 0) parts.push({ path: files[0]!.path, groups: [], rows: 0, sizes: [], folders: files[0]!.folders });
  return { parts, pruned };
}

function leavesOut(footer: FileMetaData, group: number, folders: Readonly<Record<string, string>>, columns: readonly ParquetColumn[], filter: Filter): boolean {
  const column = columns.find(each => each.name === filter[0])!;
  if (column.folder === true) {
    const value = column.dtype === "int64" ? Number(folders[column.name]) : folders[column.name]!;
    return excludes({ min: value, max: value, missing: 0 }, filter) && typeof value === "number";
  }
  return column.leaf !== null && excludes(boundsOf(footer, group, column.leaf), filter);
}

/** Row groups a partition; null is a whole file. */
function groupsEach(footers: readonly FileMetaData[], split: boolean | number | "infer"): number | null {
  if (typeof split === "number") return Math.max(1, Math.floor(split));
  if (split !== "infer") return split ? 1 : null;
  const sizes = footers.map(footer => footer.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0));
  const largest = sizes.indexOf(Math.max(...sizes));
  if (sizes[largest]! <= PARTITION_BYTES) return null;
  return Math.max(1, Math.floor(PARTITION_BYTES / (sizes[largest]! / footers[largest]!.row_groups.length)));
}

/** Known if every partition's labels lie behind those of the one before. */
function divisionsOf(parts: readonly ParquetPart[], files: readonly DataFile[], footers: readonly FileMetaData[], { leaf }: ParquetColumn): Label[] | null {
  if (leaf === null) return null;
  const divisions: Label[] = [];
  let last: Label = null;
  for (const { path, groups } of parts) {
    const footer = footers[files.findIndex(file => file.path === path)]!;
    const bounds = groups.map(group => boundsOf(footer, group, leaf));
    if (bounds.length === 0 || bounds.some(each => each === undefined || (each.missing ?? 0) > 0)) return null;
    const min = bounds.reduce((a, b) => (b!.min < a!.min ? b : a))!.min;
    if (last !== null && min <= last) return null;
    divisions.push(min);
    last = bounds.reduce((a, b) => (b!.max > a!.max ? b : a))!.max;
  }
  return [...divisions, last];
}

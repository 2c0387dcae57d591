/** Row groups of a Parquet file as a table. */

import { type AsyncBuffer, type FileMetaData, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ColumnError, FileError } from "../../errors.ts";
import type { Kernel, KernelContext } from "../../kernels/kernel.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { type Column, rangeColumn } from "../../values/column.ts";
import { columnReader } from "../../values/column-reader.ts";
import { concatColumns } from "../../values/concat.ts";
import { Table } from "../../values/table.ts";
import { takeRows } from "../../values/take.ts";
import { type OpenFile, withFile } from "../bytes/open.ts";
import { assemblerFor } from "./assemble.ts";
import { readFlat } from "./flat.ts";
import { readFooter } from "./footer.ts";
import type { ParquetPart } from "./read-parquet.ts";
import { columnsOf, labelName, type ParquetColumn } from "./schema.ts";
import { boundsOf, excludes, type Filter, passes } from "./statistics.ts";

interface Params {
  readonly part: ParquetPart;
  readonly columns: readonly string[];
  readonly all: readonly ParquetColumn[];
  readonly indexColumns: readonly ParquetColumn[];
  readonly filters: readonly Filter[] | null;
  /** What a filter further on asks for: row groups that cannot have such a row are not read. */
  readonly skip?: readonly Filter[];
}

export const readParquetKernel: Kernel = (_args, params, context) => {
  const { part: given, columns, all, indexColumns, filters, skip = [] } = params as unknown as Params;
  return withFile(given.path, async file => {
    const footer = readFooter<never>(given.path, file.size, (start, end) => file.read(start, end));
    const part = remaining(given, footer, all, skip);
    const names = new Set([...indexColumns.map(column => column.name), ...columns, ...(filters ?? []).map(([column]) => column)]);
    const read = new Map<string, Column>();
    for (const name of names)
      read.set(
        name,
        await oneColumn(
          file,
          footer,
          all.find(column => column.name === name)!,
          part,
          context,
        ),
      );
    const labels = part === given ? (part.start === undefined ? null : [rangeColumn(part.rows, part.start)]) : [labelsOf(given, part, footer)];
    const whole = new Table({ fields: [...names].map(name => read.get(name)!), levels: labels, length: part.rows });
    const kept = filters === null ? whole : takeRows(whole, passing(whole, filters), context);
    return new Table({
      fields: columns.map(name => kept.find(name)!),
      levels: indexColumns.length > 0 ? indexColumns.map(({ name }) => kept.find(name)!.with({ name: labelName(name) })) : kept.ownLevels,
      length: kept.length,
    });
  });
};

/** The part without the row groups that statistics leave out. */
function remaining(part: ParquetPart, footer: FileMetaData, all: readonly ParquetColumn[], skip: readonly Filter[]): ParquetPart {
  const leaf = (name: string) => all.find(column => column.name === name)?.leaf ?? null;
  const groups = part.groups.filter(group => !skip.some(filter => leaf(filter[0]) !== null && excludes(boundsOf(footer, group, leaf(filter[0])!), filter)));
  return groups.length === part.groups.length
    ? part
    : { ...part, groups, rows: groups.reduce((sum, group) => sum + Number(footer.row_groups[group]!.num_rows), 0) };
}

/** The default index of the rows that are left: their positions among all rows of the partition. */
function labelsOf(given: ParquetPart, part: ParquetPart, footer: FileMetaData): Column {
  const pieces: Column[] = [];
  let start = given.start ?? 0;
  for (const group of given.groups) {
    const rows = Number(footer.row_groups[group]!.num_rows);
    if (part.groups.includes(group)) pieces.push(rangeColumn(rows, start));
    start += rows;
  }
  return pieces.length === 0 ? rangeColumn(0) : concatColumns(pieces);
}

async function oneColumn(
  file: OpenFile,
  footer: FileMetaData,
  column: ParquetColumn,
  { path, groups, rows, folders }: ParquetPart,
  context: KernelContext,
): Promise<Column> {
  if (column.folder === true)
    return buildColumn(column.name, column.dtype, rows, () => (column.dtype === "int64" ? Number(folders[column.name]) : folders[column.name]), context);
  const here = columnsOf(footer).find(each => each.name === column.name);
  if (here === undefined)
    throw new ColumnError(
      column.name,
      columnsOf(footer).map(each => each.name),
      path,
    );
  if (!fits(here, column)) throw new FileError(`${path}: column "${column.name}" is ${here.dtype} here and ${column.dtype} in the first file`, path);
  const read = (start: number, end: number): Uint8Array => {
    const bytes = file.read(start, end);
    context.count("read", bytes.length);
    return bytes;
  };
  const buffer: AsyncBuffer = { byteLength: file.size, slice: (start, end = file.size) => exactly(read(start, end)) };
  try {
    const flat = await readFlat(column.unit === undefined ? column : { ...column, unit: here.unit ?? column.unit }, footer, groups, rows, read, context);
    if (flat !== undefined) return flat;
    const assembler = assemblerFor(column, rows, context);
    for (const [first, last] of runs(groups)) {
      const rowStart = rowsBefore(footer, first);
      const chunks: { rowStart: number; columnData: ArrayLike<unknown> }[] = [];
      await parquetRead({
        file: buffer,
        metadata: footer,
        columns: [column.name],
        rowStart,
        rowEnd: rowsBefore(footer, last + 1),
        compressors,
        parsers: assembler.parsers,
        onChunk: ({ columnData, rowStart: from }) => void chunks.push({ rowStart: from, columnData }),
      });
      chunks.sort((a, b) => a.rowStart - b.rowStart);
      for (const chunk of chunks) assembler.add(chunk.columnData);
    }
    const done = assembler.finish();
    if (done.length !== rows) throw new RangeError(`expected ${rows} rows, got ${done.length}`);
    return done;
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`${path}: column "${column.name}" cannot be read: ${(error as Error).message}`, path, { cause: error });
  }
}

/** Numbers of another type are taken where none of them can be too large. */
function fits({ dtype }: ParquetColumn, { dtype: first }: ParquetColumn): boolean {
  const text = (type: string): boolean => type === "string" || type === "category";
  if (dtype === first || (text(dtype) && text(first))) return true;
  const [a, b] = [/^(u?)(?:int|float|bigint)(\d*)$/.exec(dtype), /^(u?)(?:int|float|bigint)(\d*)$/.exec(first)];
  if (a === null || b === null) return false;
  return first === "float64" || (!dtype.startsWith("float") && !first.startsWith("float") && a[1] === b[1] && Number(a[2] || 64) <= Number(b[2] || 64));
}

/** These bytes and no more: what is read may lie in a larger buffer. */
const exactly = (bytes: Uint8Array): ArrayBuffer => (bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer;

/** Consecutive numbers as ranges. */
function runs(groups: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const group of groups) {
    const open = found.at(-1);
    if (open !== undefined && open[1] === group - 1) open[1] = group;
    else found.push([group, group]);
  }
  return found;
}

const rowsBefore = (footer: FileMetaData, group: number): number => footer.row_groups.slice(0, group).reduce((sum, each) => sum + Number(each.num_rows), 0);

function passing(table: Table, filters: readonly Filter[]): Int32Array {
  const readers = filters.map(([name]) => columnReader(table.find(name)!));
  const kept: number[] = [];
  for (let i = 0; i < table.length; i++) if (filters.every((filter, f) => passes(readers[f]!(i), filter))) kept.push(i);
  return Int32Array.from(kept);
}

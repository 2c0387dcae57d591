/** Making frames: from tables, rows, columns; and the functions of the module that are methods elsewhere. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { type FromTableOptions, fromTable as tableSource } from "../../io/table/from-table.ts";
import { readCsv as csvSource, type ReadCsvOptions } from "../../io/csv/read-csv.ts";
import { readJson as jsonSource, type ReadJsonOptions } from "../../io/json/read-json.ts";
import { readParquet as parquetSource, type ReadParquetOptions } from "../../io/parquet/read-parquet.ts";
import { Column } from "../../values/column.ts";
import { fromColumns, table as makeTable } from "../../values/make-table.ts";
import type { Table } from "../../values/table.ts";
import { build, exprOf, type LazyBase } from "../lazy.ts";
import { sig, unknownOption } from "../signature.ts";
import { single } from "../template.ts";
import { DataFrame } from "./dataframe.ts";
import { schemaOption } from "./lambda.ts";
import { Series } from "./series.ts";

export const table = (data: unknown): Table => makeTable(data as readonly object[]);

export const fromTable = (data: Table | readonly object[], options: FromTableOptions = {}): DataFrame => {
  if (data instanceof Column) throw new NotSupportedError("fromTable of a column is not supported in this version: hand over a table");
  return new DataFrame(tableSource(data, options));
};

export const fromDict = (columns: Readonly<Record<string, readonly unknown[] | ArrayBufferView>>, options: { npartitions: number }): DataFrame =>
  fromTable(fromColumns(columns), options);

/** Files are local: what `storageOptions` says has no effect. */
const READERS = {
  readCsv: sig(
    "readCsv",
    "",
    "dtype schema parseDates usecols blocksize sample assumeMissing naValues keepDefaultNa sep compression header names skiprows comment storageOptions",
  ),
  readJson: sig("readJson", "", "lines orient blocksize storageOptions"),
  readParquet: sig("readParquet", "", "columns index filters calculateDivisions splitRowGroups storageOptions"),
};
/** The options of a reader; one that there is not is an error that names the closest. */
function checked<T extends object>(reader: keyof typeof READERS, options: T): T {
  const signature = READERS[reader];
  const strange = Object.keys(options).find(key => !signature.options.includes(key));
  if (strange !== undefined) throw unknownOption(signature, strange);
  return options;
}

export const readCsv = (path: string | readonly string[], options: ReadCsvOptions = {}): DataFrame =>
  new DataFrame(csvSource(path, checked("readCsv", options)));

/** Fields apart by tabs. */
export const readTable = (path: string | readonly string[], options: ReadCsvOptions = {}): DataFrame => readCsv(path, { sep: "\t", ...options });

export const readJson = (path: string | readonly string[], options: ReadJsonOptions = {}): DataFrame =>
  new DataFrame(jsonSource(path, checked("readJson", options)));

/** A partition an item: what `f` gives for it, a table or rows. */
export function fromMap(f: unknown, items: readonly unknown[], { meta }: { meta?: unknown } = {}): DataFrame {
  const ref = environment().functionRef(f);
  const columns = schemaOption(meta);
  return new DataFrame(
    build("frame.fromMap", [], { function: ref, text: ref.name, parts: items.map(item => ({ item })), ...(columns === undefined ? {} : { columns }) }),
  );
}
/** A partition a lazy value, which is a table or rows. */
export function fromDelayed(
  parts: readonly LazyBase[],
  { meta, divisions }: { meta?: unknown; divisions?: readonly (string | number | Date)[] } = {},
): DataFrame {
  const columns = schemaOption(meta);
  const known = divisions?.map(value => (value instanceof Date ? +value : value));
  return new DataFrame(
    build(
      "frame.fromDelayed",
      parts.map(part => single(exprOf(part))),
      { ...(columns === undefined ? {} : { columns }), ...(known === undefined ? {} : { divisions: known }) },
    ),
  );
}
export const readParquet = (path: string | readonly string[], options: ReadParquetOptions = {}): DataFrame =>
  new DataFrame(parquetSource(path, checked("readParquet", options)));

export const mapPartitions = (f: unknown, data: DataFrame | Series, ...args: unknown[]): DataFrame | Series => data.mapPartitions(f, ...args);

/** One below the other. */
export function concat(frames: readonly DataFrame[], { axis = 0, ...more }: { axis?: 0 | 1 } = {}): DataFrame {
  const [later] = Object.keys(more);
  if (later !== undefined) throw new NotSupportedError(`concat: the option ${later} is not supported in this version`);
  if (frames.length === 0) throw new ShapeError("concat: expected at least one frame, got none", [1], [0]);
  if (axis !== 0) throw new NotSupportedError(`concat: only axis 0 is supported in this version, got ${String(axis)}`);
  return new DataFrame(build("frame.concat", frames.map(exprOf)));
}

export const toTimedelta = (s: Series, { unit }: { unit: string }): Series => new Series(build("series.toTimedelta", [exprOf(s)], { unit }));
export const toNumeric = (s: Series, options: object = {}): Series => {
  const [later] = Object.keys(options);
  if (later !== undefined) throw new NotSupportedError(`toNumeric: the option ${later} is not supported in this version`);
  return s.astype("float64");
};
export const toDatetime = (s: Series): Series => s.astype("datetime");

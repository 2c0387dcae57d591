/** A partition as a Parquet file, or one a value of the columns that folders are named by. */

import type { CompressionCodec, SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import * as zlib from "node:zlib";
import { NotSupportedError } from "../../errors.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import type { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { Table } from "../../values/table.ts";
import { takeRows } from "../../values/take.ts";
import { writeTemporary, type Written } from "../write/two-phase.ts";
import { OWN_KEY, UNNAMED_INDEX } from "./schema.ts";
import { partPath } from "./to-parquet.ts";

interface Params {
  readonly folder: string;
  readonly names: readonly string[];
  readonly compression: "zstd" | "snappy" | "gzip" | "none";
  readonly partitionOn: readonly string[];
  readonly index: boolean;
  readonly token: string;
}

export const writeParquetKernel: Kernel = ([block], params, context) => {
  const { folder, names, compression, partitionOn, index, token } = params as unknown as Params;
  const name = names[context.index[0] ?? 0]!;
  const written: Written[] = [];
  for (const { values, rows } of pieces(block as Table, partitionOn)) {
    const bytes = parquetBytes(rows, { compression, index });
    context.count("written", bytes.length);
    written.push(writeTemporary(partPath(folder, name, values), token, bytes));
  }
  return written;
};

interface Piece {
  readonly values: readonly (readonly [string, string])[];
  readonly rows: Table;
}

/** The table by the values of some columns, which stand in folder names and not in the files. */
function pieces(table: Table, by: readonly string[]): Piece[] {
  if (by.length === 0) return [{ values: [], rows: table }];
  const readers = by.map(name => columnReader(table.get(name)));
  const groups = new Map<string, { values: readonly (readonly [string, string])[]; rows: number[] }>();
  for (let i = 0; i < table.length; i++) {
    const values = readers.map((read, k) => [by[k]!, textOf(read(i))] as const);
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, rows: [] };
    group.rows.push(i);
    groups.set(key, group);
  }
  const fields = table.fields.filter(field => !by.includes(field.name ?? ""));
  const rest = new Table({ fields, levels: table.ownLevels, length: table.length });
  return [...groups.values()].map(group => ({ values: group.values, rows: takeRows(rest, Int32Array.from(group.rows)) }));
}

const textOf = (value: unknown): string =>
  value === null || Number.isNaN(value) ? "__HIVE_DEFAULT_PARTITION__" : value instanceof Date ? value.toISOString() : String(value);

export function parquetBytes(table: Table, { compression, index }: Pick<Params, "compression" | "index">): Uint8Array {
  const levels = index ? table.levels.map((level, i) => level.with({ name: level.name || (i === 0 ? UNNAMED_INDEX : `__index_level_${i}__`) })) : [];
  const columns = [...table.fields, ...levels.filter(level => !table.columns.includes(level.name!))];
  const schema: SchemaElement[] = [{ name: "schema", num_children: columns.length }, ...columns.map(element)];
  const own = {
    index: levels.map(level => level.name),
    dtypes: Object.fromEntries(columns.filter(({ dtype }) => KEPT.includes(dtype)).map(({ name, dtype }) => [name, dtype])),
  };
  const buffer = parquetWriteBuffer({
    columnData: columns.map((column): ColumnSource => ({ name: column.name ?? "", data: valuesOf(column) as ColumnSource["data"], nullable: true })),
    schema,
    ...codecOf(compression),
    rowGroupSize: 1_000_000,
    createdBy: "bask",
    kvMetadata: [{ key: OWN_KEY, value: JSON.stringify(own) }],
  });
  return new Uint8Array(buffer);
}

/** Dtypes that Parquet has no word of its own for. */
const KEPT: readonly ColumnType[] = ["bigint", "category", "timedelta"];

function codecOf(compression: Params["compression"]): { codec: CompressionCodec; compressors?: Record<string, (bytes: Uint8Array) => Uint8Array> } {
  switch (compression) {
    case "none":
      return { codec: "UNCOMPRESSED" };
    case "snappy":
      return { codec: "SNAPPY" };
    case "gzip":
      return { codec: "GZIP", compressors: { GZIP: bytes => zlib.gzipSync(bytes) } };
    case "zstd": {
      const compress = (zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdCompressSync;
      if (compress === undefined)
        throw new NotSupportedError(`compression "zstd" is written by Node 22.15 and newer; this is ${process.version}: use "snappy" or "gzip"`);
      return { codec: "ZSTD", compressors: { ZSTD: compress } };
    }
  }
}

function element({ name, dtype }: Column): SchemaElement {
  const common = { name: name ?? "", repetition_type: "OPTIONAL" as const };
  const small = /^(u?)int(8|16|32)$/.exec(dtype);
  if (small !== null)
    return { ...common, type: "INT32", ...(dtype === "int32" ? {} : { converted_type: `${small[1]!.toUpperCase()}INT_${small[2]}` as "INT_8" }) };
  switch (dtype) {
    case "bool":
      return { ...common, type: "BOOLEAN" };
    case "uint64":
      return { ...common, type: "INT64", converted_type: "UINT_64" };
    case "float32":
      return { ...common, type: "FLOAT" };
    case "float64":
      return { ...common, type: "DOUBLE" };
    case "string":
    case "category":
      return { ...common, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
    case "datetime":
      return { ...common, type: "INT64", converted_type: "TIMESTAMP_MILLIS", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" } };
    case "object":
      return { ...common, type: "BYTE_ARRAY", converted_type: "JSON" };
    default:
      return { ...common, type: "INT64" };
  }
}

/** The values as the writer takes them; undefined is missing. */
function valuesOf(column: Column): ArrayLike<unknown> {
  const { dtype, data, validity, length, dictionary } = column;
  const plain = validity === null && /^(u?int\d+|float\d+|bigint)$/.test(dtype);
  if (plain) return dtype === "uint32" ? Array.from(data as Uint32Array) : (data as Float64Array);
  const missing = missingTest(column);
  const each = (value: (i: number) => unknown): unknown[] => Array.from({ length }, (_, i) => (missing(i) ? undefined : value(i)));
  switch (dtype) {
    case "bool":
      return each(i => (data as Uint8Array)[i] !== 0);
    case "string":
    case "category":
      return each(i => dictionary!.at((data as Int32Array)[i]!));
    case "datetime":
    case "timedelta":
      return each(i => BigInt(Math.round((data as Float64Array)[i]!)));
    case "object":
      return each(i => (data as unknown as unknown[])[i]);
    default:
      return each(i => (data as BigInt64Array)[i]);
  }
}

/** `readCsv`: what can be told of CSV files from their names, their sizes and the start of the first. */

import { ColumnError, DTypeError, FileError, NotSupportedError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { type Host, settled } from "../../expr/host.ts";
import { type ColumnType, DTYPE_INFO } from "../../meta/dtype.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { parseBytes } from "../../meta/format.ts";
import { hashOf } from "../../meta/hash.ts";
import { decompressStart } from "../bytes/decompress.ts";
import { blocksizeOf, pathText, planFiles, type PlannedFile, planParts } from "../bytes/plan.ts";
import { Inference } from "./infer.ts";
import { tooManyFields, unclosedQuote } from "./mismatch.ts";
import { type CsvColumn, type CsvDialect, type CsvParams, MISSING } from "./params.ts";
import { fieldText, NEWLINE } from "./tokenize.ts";
import { eachWindow, headLength, nextLine, recordFields } from "./windows.ts";

export interface ReadCsvOptions {
  readonly dtype?: Readonly<Record<string, ColumnType>> | ColumnType;
  readonly schema?: Readonly<Record<string, ColumnType>>;
  readonly parseDates?: readonly (string | number)[] | Readonly<Record<string, readonly (string | number)[]>>;
  readonly usecols?: readonly (string | number)[];
  readonly blocksize?: number | string | null;
  readonly sample?: number | string;
  readonly assumeMissing?: boolean;
  readonly naValues?: readonly string[];
  readonly keepDefaultNa?: boolean;
  readonly sep?: string;
  readonly compression?: "infer" | "gzip" | "zstd" | null;
  /** null: the first line is data, as it is where there are `names`; 0: it is names, which `names` replace. */
  readonly header?: 0 | "infer" | null;
  readonly names?: readonly string[];
  readonly skiprows?: number;
  readonly comment?: string;
}

export function readCsv(path: string | readonly string[], options: ReadCsvOptions = {}): Expr {
  const { host } = environment();
  const named = { path: pathText(path, "readCsv") };
  const separator = options.sep ?? ",";
  if (separator.length !== 1 || separator.charCodeAt(0) > 127)
    throw new NotSupportedError(`readCsv: sep is one ASCII character, got ${JSON.stringify(separator)}`);
  const files = planFiles(host, path, options.compression);
  if (isUnknown(files)) return node({ ...named, ...unread(options, separator, files), parts: files, stamp: "" });
  const blocksize = blocksizeOf(options.blocksize);
  if (blocksize !== null && options.blocksize !== undefined && files.some(file => file.compression !== null)) {
    process.emitWarning(`${named.path}: compressed files cannot be read in blocks, each is one partition`, { type: "BaskWarning", code: "BASK_COMPRESSED" });
  }
  const planned = planParts(files, blocksize);
  const parts = planned.length > 0 ? planned : [{ path: files[0]!.path, start: 0, end: 0 }];
  const stamp = hashOf(files.map(({ path: file, size, modified }) => [file, size, modified]));
  const sample = sampled(host, files[0]!, options, separator);
  if (isUnknown(sample)) return node({ ...named, ...unread(options, separator, sample), parts, stamp });
  return node({ ...named, ...sample, parts, stamp });
}

/** As far as it can be told without the file. */
function unread(options: ReadCsvOptions, separator: string, why: Unknown): Omit<CsvParams, "parts" | "stamp"> {
  const said =
    options.schema === undefined ? why : Object.entries(options.schema).map(([name, dtype], i): CsvColumn => ({ name, dtype, from: [i], given: true }));
  return { ...dialectOf(options, separator, []), schema: said, columns: isUnknown(said) ? [] : said.map(column => column.name), rowsPerByte: Number.NaN };
}

const node = (params: CsvParams & { readonly path: string }): Expr => expr("readCsv", [], { ...params }, environment().site());

const dialectOf = (options: ReadCsvOptions, separator: string, fields: readonly string[]): CsvDialect => ({
  separator,
  fields,
  header: options.header === 0 || (options.header !== null && options.names === undefined),
  renamed: options.names !== undefined,
  skiprows: options.skiprows ?? 0,
  comment: options.comment ?? null,
  missing: [...(options.keepDefaultNa === false ? [] : MISSING), ...(options.naValues ?? [])],
});

/** Names and dtypes from the start of the first file. */
function sampled(host: Host, file: PlannedFile, options: ReadCsvOptions, separator: string): Omit<CsvParams, "parts" | "stamp"> | Unknown {
  const dialect = dialectOf(options, separator, []);
  let wanted = parseBytes(options.sample ?? 256_000);
  for (;;) {
    const start = startOf(host, file, wanted);
    if (isUnknown(start)) return start;
    const head = headLength(start.bytes, dialect);
    const body = start.bytes.subarray(head.records);
    if (!start.whole && (head.records === start.bytes.length || body.length === 0)) {
      wanted *= 4;
      continue;
    }
    const names = namesOf(start.bytes.subarray(head.header, head.records), body, options, separator, file, newlines(start.bytes.subarray(0, head.header)) + 1);
    const full = { ...dialect, fields: names };
    const { dtypes, rows } = inferred(full, body, file.path, start.bytes.subarray(0, head.records), start.whole);
    if (rows === 0 && !start.whole) {
      wanted *= 4;
      continue;
    }
    const schema = columnsOf(names, dtypes, options);
    const kept =
      options.usecols === undefined
        ? schema
        : schema.filter(column => column.from.length > 1 || options.usecols!.some(wish => wish === column.name || wish === column.from[0]));
    for (const wish of options.usecols ?? []) if (typeof wish === "string" && !names.includes(wish)) throw new ColumnError(wish, names, file.path);
    return { ...full, schema: kept, columns: kept.map(column => column.name), rowsPerByte: rows === 0 ? 0 : rows / body.length };
  }
}

/** The first `wanted` bytes and the rest of their last line. */
function startOf(host: Host, file: PlannedFile, wanted: number): { bytes: Uint8Array; whole: boolean } | Unknown {
  for (let size = wanted + 4096; ; size *= 4) {
    const read = settled(host.read(file.path, 0, Math.min(file.size, size)), file.path);
    if (isUnknown(read)) return read;
    const text = decompressStart(read, file.compression, file.path);
    const whole = size >= file.size;
    if (whole && text.length <= wanted) return { bytes: text, whole };
    const end = text.indexOf(NEWLINE, Math.max(0, wanted - 1));
    if (end >= 0) return { bytes: text.subarray(0, end + 1), whole: whole && end + 1 === text.length };
    if (whole) return { bytes: text, whole };
  }
}

/** Of the header or as given; repeated ones are numbered, empty ones called by position. */
function namesOf(header: Uint8Array, body: Uint8Array, options: ReadCsvOptions, separator: string, file: PlannedFile, line: number): readonly string[] {
  const unclosed = (field: number): never => {
    throw unclosedQuote(file.path, line, field);
  };
  if (options.names !== undefined) return options.names;
  if (options.header === null) {
    return recordFields(body.subarray(0, nextLine(body, 0, true)), separator, fieldText, unclosed).map((_, i) => String(i));
  }
  const found = recordFields(header, separator, fieldText, unclosed);
  if (found.length === 0) throw new FileError(`${file.path} is empty: it has no line of column names`, file.path);
  const taken = new Map<string, number>();
  return found.map((name, i) => {
    if (name === "") return `Unnamed: ${i}`;
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name}.${before}`;
  });
}

function inferred(dialect: CsvDialect, body: Uint8Array, path: string, head: Uint8Array, whole: boolean): { dtypes: readonly ColumnType[]; rows: number } {
  const missing = new Set(dialect.missing);
  const columns = dialect.fields.map(() => new Inference());
  let rows = 0;
  const lineOf = (offset: number): number => newlines(head) + newlines(body.subarray(0, offset)) + 1;
  const fill = (into: Uint8Array, offset: number): number => {
    const piece = body.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  };
  eachWindow(dialect, fill, 0, {
    batch(bytes, tokens, stride) {
      for (let r = 0; r < tokens.rows; r++) {
        for (let f = 0; f < columns.length; f++)
          columns[f]!.addField(bytes, tokens.positions[r * stride + f]! + 1, tokens.positions[r * stride + f + 1]!, missing);
      }
      rows += tokens.rows;
    },
    tooMany: (offset, got) => {
      throw tooManyFields(path, lineOf(offset), dialect.fields.length, got);
    },
    // A sample ends with a line, which a record in quotes may go on behind.
    unclosed: (offset, field) => {
      if (whole) throw unclosedQuote(path, lineOf(offset), field, dialect.fields[field - 1]);
    },
  });
  return { dtypes: columns.map(column => (rows === 0 ? "string" : column.dtype)), rows };
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count++;
  return count;
}

/** The frame's columns: put-together dates first, then the fields that they were not made of. */
function columnsOf(names: readonly string[], seen: readonly ColumnType[], options: ReadCsvOptions): CsvColumn[] {
  const position = (wish: string | number): number => {
    const at = typeof wish === "number" ? wish : names.indexOf(wish);
    if (at < 0 || at >= names.length) throw new ColumnError(String(wish), names, "the file");
    return at;
  };
  const { schema, dtype, parseDates = [], assumeMissing = false } = options;
  if (schema !== undefined) return Object.entries(schema).map(([name, type]) => ({ name, dtype: readable(type), from: [position(name)], given: true }));
  const dates = Array.isArray(parseDates) ? new Set(parseDates.map(position)) : new Set<number>();
  const joined = Array.isArray(parseDates)
    ? []
    : Object.entries(parseDates).map(([name, from]): CsvColumn => ({
        name,
        dtype: "datetime",
        from: (from as readonly (string | number)[]).map(position),
        given: true,
      }));
  if (typeof dtype === "object") for (const name of Object.keys(dtype)) position(name);
  const used = new Set(joined.flatMap(column => column.from));
  const plain = names.flatMap((name, i): CsvColumn[] => {
    if (used.has(i)) return [];
    const said = typeof dtype === "object" ? dtype[name] : dtype;
    if (said !== undefined) return [{ name, dtype: readable(said), from: [i], given: true }];
    if (dates.has(i)) return [{ name, dtype: "datetime", from: [i], given: true }];
    return [{ name, dtype: assumeMissing && seen[i] === "int64" ? "float64" : seen[i]!, from: [i], given: false }];
  });
  return [...joined, ...plain];
}

const READABLE: readonly string[] = ["string", "category", "datetime", "bigint", ...Object.keys(DTYPE_INFO).filter(dtype => !dtype.startsWith("complex"))];

/** Text of any kind is read as strings. */
function readable(dtype: ColumnType): ColumnType {
  if (dtype === "timedelta") throw new NotSupportedError(`readCsv: no column is read as timedelta; read a number and use toTimedelta`);
  if (dtype !== "object" && !READABLE.includes(dtype))
    throw new DTypeError(`readCsv: expected a dtype such as ${READABLE.join(", ")}, got ${JSON.stringify(dtype)}`);
  return dtype === "object" ? "string" : dtype;
}

/** One block of a CSV file as a table. */

import { FileError } from "../../errors.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { Kernel, KernelContext } from "../../kernels/kernel.ts";
import { Table } from "../../values/table.ts";
import { decompress } from "../bytes/decompress.ts";
import { type OpenFile, withFile } from "../bytes/open.ts";
import type { PlannedPart } from "../bytes/plan.ts";
import { recordStart } from "./boundary.ts";
import { Inference } from "./infer.ts";
import { type Found, schemaError, tooManyFields, unclosedQuote } from "./mismatch.ts";
import type { CsvColumn, CsvParams } from "./params.ts";
import { type Sink, sinkFor } from "./sinks.ts";
import { fieldText, NEWLINE } from "./tokenize.ts";
import { eachWindow, type Fill, headLength, recordFields } from "./windows.ts";

/** The block as bytes that can be asked for again: for a second look when something is wrong. */
interface Source {
  readonly path: string;
  readonly length: number;
  readonly fill: Fill;
  /** Bytes of the file before the block. */
  readonly before: number;
  readonly first: boolean;
  /** It ends where the file ends. */
  readonly last: boolean;
}

export const readCsvKernel: Kernel = (_args, params, context) => {
  const csv = params as unknown as CsvParams & { readonly part: PlannedPart };
  const read = (file: OpenFile): Table => {
    const source = sourceOf(file, csv);
    context.count("read", source.length);
    const skip = source.first ? skipHead(source, csv) : 0;
    const columns = wanted(csv);
    return parsed(csv, columns, source, skip, context);
  };
  return withFile(csv.part.path, read, csv.part.fileSize);
};

function parsed(csv: CsvParams, columns: readonly CsvColumn[], source: Source, skip: number, context: KernelContext): Table {
  const missing = new Set(csv.missing);
  let sinks: readonly Sink[] | undefined;
  const bad = new Set<string>();
  let rows = 0;
  eachWindow(csv, source.fill, skip, {
    batch(bytes, tokens, stride) {
      if (sinks === undefined) {
        const perRow = tokens.next / tokens.rows;
        const guess = source.length <= tokens.next ? tokens.rows : Math.ceil(((source.length - skip) / perRow) * 1.03) + 64;
        sinks = columns.map(column => sinkFor(column, missing, guess, context));
      }
      for (const sink of sinks) if (!bad.has(sink.column.name) && sink.take(bytes, tokens, stride) >= 0) bad.add(sink.column.name);
      rows += tokens.rows;
    },
    tooMany: (offset, got) => {
      throw tooManyFields(source.path, lineAt(source, offset), csv.fields.length, got);
    },
    unclosed: (offset, field) => {
      throw unclosedQuote(source.path, lineAt(source, offset), field, csv.fields[field - 1], source.last);
    },
  });
  if (bad.size > 0)
    throw schemaError(
      lookAgain(
        csv,
        columns.filter(column => bad.has(column.name)),
        source,
        skip,
      ),
      source.path,
    );
  sinks ??= columns.map(column => sinkFor(column, missing, 0, context));
  return new Table({ fields: sinks.map(sink => sink.finish()), length: rows });
}

/** The columns of the projection, in its order. */
function wanted({ schema, columns }: CsvParams): readonly CsvColumn[] {
  if (isUnknown(schema)) throw new FileError(`the columns are not known: ${schema.unknown}`, "");
  return columns.map(name => schema.find(column => column.name === name)!);
}

function sourceOf(file: OpenFile, { part, separator }: CsvParams & { readonly part: PlannedPart }): Source {
  const { path, start, end, compression = null } = part;
  if (compression !== null) {
    const bytes = decompress(file.read(0, file.size), compression, path);
    const fill: Fill = (into, offset) => {
      const piece = bytes.subarray(offset, offset + into.length);
      into.set(piece);
      return piece.length;
    };
    return { path, length: bytes.length, fill, before: 0, first: true, last: true };
  }
  const code = separator.charCodeAt(0);
  const from = recordStart(file.read, file.size, start, code);
  const to = end >= file.size ? file.size : recordStart(file.read, file.size, end, code);
  const fill: Fill = (into, offset) => file.readInto(into.subarray(0, Math.max(0, Math.min(into.length, to - from - offset))), from + offset);
  return { path, length: Math.max(0, to - from), fill, before: from, first: start === 0, last: to >= file.size };
}

/** Bytes of the first block that are no records. The header must be the one that the frame was made of. */
function skipHead(source: Source, csv: CsvParams): number {
  let size = Math.min(source.length, 65_536);
  for (;;) {
    const bytes = new Uint8Array(size);
    const start = bytes.subarray(0, source.fill(bytes, 0));
    const head = headLength(start, csv);
    if (head.records === start.length && size < source.length) {
      size = Math.min(source.length, size * 4);
      continue;
    }
    if (csv.header && !csv.renamed && head.records > head.header) {
      const names = recordFields(start.subarray(head.header, head.records), csv.separator, fieldText, field => {
        throw unclosedQuote(source.path, lineAt(source, head.header), field, undefined, source.last);
      });
      const same = names.length <= csv.fields.length && names.every((name, i) => name === csv.fields[i] || /^Unnamed: |\.\d+$/.test(csv.fields[i]!));
      if (!same)
        throw new FileError(`${source.path} has other columns than the first file: expected ${csv.fields.join(", ")}, got ${names.join(", ")}`, source.path);
    }
    return head.records;
  }
}

/** The dtypes that the columns which failed have in this block. */
function lookAgain(csv: CsvParams, columns: readonly CsvColumn[], source: Source, skip: number): Found[] {
  const missing = new Set(csv.missing);
  const seen = columns.map(() => new Inference());
  const examples = columns.map(() => "");
  eachWindow(csv, source.fill, skip, {
    batch(bytes, { positions, rows }, stride) {
      columns.forEach((column, c) => {
        for (let r = 0; r < rows; r++) {
          const text = column.from.map(field => fieldText(bytes, positions[r * stride + field]! + 1, positions[r * stride + field + 1]!)).join(" ");
          const { dtype } = seen[c]!;
          seen[c]!.add(text, missing);
          if (examples[c] === "" || seen[c]!.dtype !== dtype) examples[c] = text;
        }
      });
    },
    tooMany: () => changed(source.path),
    unclosed: () => changed(source.path),
  });
  return columns.map((column, c) => {
    const { dtype } = seen[c]!;
    const expected = column.dtype;
    const found =
      column.dtype === "datetime" || (dtype === expected && expected !== "float64") || (expected === "float64" && dtype !== "string") ? "string" : dtype;
    return {
      column: column.name,
      found,
      expected,
      example: JSON.stringify(examples[c]),
      onlyMissing: /^u?int/.test(expected) && dtype === "float64",
      given: column.given,
    };
  });
}

function changed(path: string): never {
  throw new FileError(`${path} changed while it was read`, path);
}

/** The number, from 1, of the line that stands `offset` bytes into the block. */
function lineAt(source: Source, offset: number): number {
  return withFile(source.path, file => {
    let line = 1;
    const to = source.before + offset;
    for (let at = 0; at < to; at += 1 << 20) {
      const bytes =
        source.first && source.before === 0 && source.length !== file.size
          ? filled(source, at, Math.min(to, at + (1 << 20)))
          : file.read(at, Math.min(to, at + (1 << 20)));
      for (const byte of bytes) if (byte === NEWLINE) line++;
    }
    return line;
  });
}

function filled(source: Source, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  return bytes.subarray(0, source.fill(bytes, start));
}

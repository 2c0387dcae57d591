/** `readJson`: a record a line, or a list of records a file. Columns are those of the start of the first file. */

import { FileError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { settled } from "../../expr/host.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { hashOf } from "../../meta/hash.ts";
import type { ColumnMeta } from "../../meta/meta.ts";
import { inferDtype } from "../../values/infer-dtype.ts";
import { decompressStart } from "../bytes/decompress.ts";
import { pathText, blocksizeOf, planFiles, type PlannedFile, planParts } from "../bytes/plan.ts";
import { recordsOf } from "./records.ts";

export interface ReadJsonOptions {
  readonly lines?: boolean;
  readonly orient?: "records";
  readonly blocksize?: number | string | null;
}

const SAMPLE = 1 << 20;

export function readJson(path: string | readonly string[], { lines = true, blocksize }: ReadJsonOptions = {}): Expr {
  const { host } = environment();
  const named = { path: pathText(path, "readJson"), lines };
  const node = (params: Record<string, unknown>): Expr => expr("readJson", [], { ...named, ...params }, environment().site());
  const files = planFiles(host, path);
  if (isUnknown(files)) return node({ schema: files, columns: [], parts: files, stamp: "", rowsPerByte: Number.NaN });
  const parts = planParts(files, lines && blocksize !== undefined ? blocksizeOf(blocksize) : null);
  const stamp = hashOf(files.map(file => [file.path, file.size, file.modified]));
  const sampled = sample(files[0]!, lines, (start, end) => settled(host.read(files[0]!.path, start, end), files[0]!.path));
  if (isUnknown(sampled)) return node({ schema: sampled, columns: [], parts, stamp, rowsPerByte: Number.NaN });
  return node({
    ...sampled,
    columns: sampled.schema.map(column => column.name),
    parts: parts.length > 0 ? parts : [{ path: files[0]!.path, start: 0, end: 0, fileSize: files[0]!.size }],
    stamp,
  });
}

function sample(
  file: PlannedFile,
  lines: boolean,
  read: (start: number, end: number) => Uint8Array | Unknown,
): { schema: readonly ColumnMeta[]; rowsPerByte: number } | Unknown {
  const bytes = read(0, lines ? Math.min(file.size, SAMPLE) : file.size);
  if (isUnknown(bytes)) return bytes;
  const text = decompressStart(bytes, file.compression, file.path);
  const whole = bytes.length >= file.size && (file.compression === null || !lines);
  // The last line may be cut.
  const end = whole ? text.length : text.lastIndexOf(10) + 1;
  if (end === 0 && text.length > 0)
    throw new FileError(`${file.path}: its first line is longer than ${SAMPLE} bytes; say lines: false if it is one list`, file.path);
  const records = recordsOf(text.subarray(0, end), lines, file.path);
  const names = [...new Set(records.flatMap(record => Object.keys(record)))];
  const schema = names.map((name): ColumnMeta => ({ name, dtype: inferDtype(records.map(record => record[name])) }));
  return { schema, rowsPerByte: end === 0 ? 0 : records.length / end };
}

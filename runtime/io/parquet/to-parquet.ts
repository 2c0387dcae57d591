/** `toParquet`: a folder with a file a partition. */

import { join, resolve } from "node:path";
import { ColumnError, DTypeError, FileError, UnknownSizeError, PathTakenError } from "../../errors.ts";
import { environment, type RunOptions } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import type { FrameMeta } from "../../meta/meta.ts";
import { writeToken } from "../write/token.ts";
import { commitWritten } from "../write/two-phase.ts";

export interface ToParquetOptions {
  readonly compression?: "zstd" | "snappy" | "gzip" | "none";
  readonly partitionOn?: readonly string[];
  readonly overwrite?: boolean;
  readonly name?: (partition: number) => string;
}

export async function toParquet(input: Expr, path: string, options: ToParquetOptions = {}, run: RunOptions = {}): Promise<void> {
  const { host } = environment();
  const meta = input.meta as FrameMeta;
  const { compression = "snappy", partitionOn = [], overwrite = false, name = (i: number) => `part.${i}.parquet` } = options;
  if (!["zstd", "snappy", "gzip", "none"].includes(compression))
    throw new DTypeError(`toParquet: expected compression "zstd", "snappy", "gzip" or "none", got "${String(compression)}"`);
  const folder = resolve(host.cwd, path);
  const present = host.list(`${folder}/**/*`);
  const before = present.state === "known" ? present.value.filter(file => !/\.tmp-[0-9a-f]+$/.test(file)) : [];
  if (before.length > 0 && !overwrite)
    throw new PathTakenError(`${path} is not empty: say overwrite: true to replace its ${before.length === 1 ? "file" : `${before.length} files`}`, path);
  const columns = isUnknown(meta.columns) ? [] : meta.columns.map(column => column.name);
  for (const column of partitionOn) if (!isUnknown(meta.columns) && !columns.includes(column)) throw new ColumnError(column, columns);
  if (!isUnknown(meta.npartitions) && !isKnown(meta.npartitions)) throw new UnknownSizeError("toParquet: the number of partitions is not known");
  const names = isUnknown(meta.npartitions) ? meta.npartitions : Array.from({ length: meta.npartitions }, (_, i) => name(i));
  if (!isUnknown(names) && new Set(names).size < names.length) throw new FileError(`toParquet: the name option gives several partitions the same name`, path);
  const token = writeToken(input, folder);
  // The index is written if it says something: it has names, or divisions are known.
  const index = meta.divisions !== null || meta.index.some(level => level.name !== "");
  const node = expr("toParquet", [input], { path, folder, names, compression, partitionOn, index, token }, environment().site());
  await commitWritten(node, run, { token, folders: [folder], replaced: () => before.map(file => resolve(file)) });
}

export const partPath = (folder: string, name: string, values: readonly (readonly [string, string])[] = []): string =>
  join(folder, ...values.map(([column, value]) => `${column}=${encodeURIComponent(value)}`), name);

/** The parts that files are read in, from their sizes alone. */

import { availableParallelism, totalmem } from "node:os";
import { FileError } from "../../errors.ts";
import { settled, type Host } from "../../expr/host.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { parseBytes } from "../../meta/format.ts";
import { blockRanges } from "./blocks.ts";
import { type Compression, compressionOf } from "./decompress.ts";

export interface PlannedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  readonly compression: Compression;
}
export interface PlannedPart {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly compression?: Compression;
  /** Bytes of the whole file. */
  readonly fileSize?: number;
}

/** Paths as one text, for names and messages. */
export function pathText(paths: string | readonly string[], where: string): string {
  if (typeof paths !== "string" && !Array.isArray(paths))
    throw new TypeError(`${where}: expected a path or a list of paths, got ${paths === null ? "null" : typeof paths}`);
  return [paths].flat().join(", ");
}

/** The files of paths and globs, each glob in lexical order, with their sizes; or why that cannot be told yet. */
export function planFiles(host: Host, paths: string | readonly string[], compression?: string | null): readonly PlannedFile[] | Unknown {
  const files: PlannedFile[] = [];
  for (const pattern of typeof paths === "string" ? [paths] : paths) {
    const found = settled(host.list(pattern), pattern);
    if (isUnknown(found)) return found;
    for (const path of found) {
      const stat = settled(host.stat(path), path);
      if (isUnknown(stat)) return stat;
      if (!stat.directory) files.push({ path, size: stat.size, modified: stat.modified, compression: compressionOf(path, compression) });
    }
  }
  if (files.length === 0) throw new FileError(`no files match ${[paths].flat().join(", ")}`, [paths].flat().join(", "));
  return files;
}

/** Compressed files cannot be entered in the middle: one part each. An empty file gives none. */
export const planParts = (files: readonly PlannedFile[], blocksize: number | null): PlannedPart[] =>
  files.flatMap(({ path, size, compression }) =>
    compression === null
      ? blockRanges(size, blocksize).map(range => ({ path, ...range, fileSize: size }))
      : [{ path, start: 0, end: size, compression, fileSize: size }],
  );

/** A tenth of the memory a core has, 64 MB at most. */
export const defaultBlocksize = (): number => Math.floor(Math.min(totalmem() / Math.max(1, availableParallelism()) / 10, 64e6));

export function blocksizeOf(given: number | string | null | undefined): number | null {
  if (given === null) return null;
  return given === undefined || given === "default" ? defaultBlocksize() : parseBytes(given);
}

/** The source of `readText`: which lines of which files each partition holds. One partition a file, or by byte ranges. */

import { environment } from "../../expr/environment.ts";
import { BaskError, FileError } from "../../errors.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { Params } from "../../ops/operation.ts";
import { parseBytes } from "../../meta/format.ts";
import { planFiles, planParts } from "../bytes/plan.ts";

export interface ReadTextOptions {
  blocksize?: number | string | null;
  compression?: "infer" | "gzip" | "zstd" | null;
  encoding?: string;
  linedelimiter?: string;
  filesPerPartition?: number;
}

const KNOWN = ["blocksize", "compression", "encoding", "linedelimiter", "filesPerPartition", "storageOptions"];

/** Parameters of the operation `readText`. Globs are in lexical order. */
export function textSource(path: string | readonly string[], options: ReadTextOptions): Params {
  const { blocksize = null, compression = "infer", encoding = "utf-8", linedelimiter = "\n", filesPerPartition } = options;
  for (const key of Object.keys(options)) if (!KNOWN.includes(key)) throw new TypeError(`readText: expected ${KNOWN.join(", ")}, got "${key}"`);
  const decoding = encoding.toLowerCase().replace(/^latin[-_]1$/, "latin1");
  checkEncoding(decoding);
  const files = planFiles(environment().host, path, compression);
  const shared = { encoding: decoding, linedelimiter };
  if (isUnknown(files)) return { ...shared, path, why: files };
  if (blocksize !== null && filesPerPartition !== undefined)
    throw new BaskError("NOT_SUPPORTED", "readText: expected blocksize or filesPerPartition, got both");
  const compressed = files.find(file => file.compression !== null);
  if (blocksize !== null && compressed !== undefined)
    throw new FileError(`readText: ${compressed.path} is compressed and cannot be entered in the middle: leave blocksize out`, compressed.path);
  const stamp = files.map(file => [file.path, file.size, file.modified]);
  const whole = files.map(file => ({ path: file.path, start: 0, end: file.size, compression: file.compression, fileSize: file.size }));
  const pieces =
    blocksize === null
      ? whole.map(part => [part])
      : files.flatMap(file =>
          file.size === 0
            ? [[{ path: file.path, start: 0, end: 0, compression: null, fileSize: 0 }]]
            : planParts([file], parseBytes(blocksize)).map(part => [part]),
        );
  const parts = filesPerPartition === undefined ? pieces : chunked(whole, filesPerPartition);
  return { ...shared, stamp, parts: parts.map(list => ({ ranges: list })), bytes: files.reduce((n, file) => n + file.size, 0) };
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`readText: expected filesPerPartition of at least 1, got ${size}`);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function checkEncoding(encoding: string): void {
  try {
    new TextDecoder(encoding);
  } catch {
    throw new TypeError(`readText: expected an encoding such as "utf-8" or "latin1", got "${encoding}"`);
  }
}

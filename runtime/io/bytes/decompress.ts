/** gzip and zstd. The start of a compressed file can be had without the rest of it. */

import { Decompress } from "fzstd";
import * as zlib from "node:zlib";
import { FileError, NotSupportedError } from "../../errors.ts";

export type Compression = "gzip" | "zstd" | null;

/** "infer" goes by the file's name. */
export function compressionOf(path: string, given: string | null | undefined = "infer"): Compression {
  if (given === null) return null;
  if (given === "gzip" || given === "zstd") return given;
  if (given !== "infer") throw new NotSupportedError(`compression "${given}": gzip and zstd are read`);
  if (/\.(gz|gzip)$/i.test(path)) return "gzip";
  if (/\.(zst|zstd)$/i.test(path)) return "zstd";
  const other = /\.(bz2|xz|lzma|zip|br|lz4)$/i.exec(path)?.[1];
  if (other !== undefined) throw new NotSupportedError(`${path}: compression "${other}" is not read; gzip and zstd are`);
  return null;
}

export function decompress(bytes: Uint8Array, compression: Compression, path: string): Uint8Array {
  try {
    if (compression === "gzip") return zlib.gunzipSync(bytes);
    if (compression === "zstd") return unzstd(bytes, true);
    return bytes;
  } catch (error) {
    throw new FileError(`${path} is not ${compression} data: ${(error as Error).message}`, path, { cause: error });
  }
}

/** What the first bytes of a compressed file hold: as much as can be had of them. */
export function decompressStart(bytes: Uint8Array, compression: Compression, path: string): Uint8Array {
  try {
    if (compression === "gzip") return zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    if (compression === "zstd") return unzstd(bytes, false);
    return bytes;
  } catch (error) {
    throw new FileError(`${path} is not ${compression} data: ${(error as Error).message}`, path, { cause: error });
  }
}

/** Node's own where it has it (22.15), which is five times as fast. */
function unzstd(bytes: Uint8Array, whole: boolean): Uint8Array {
  const native = (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdDecompressSync;
  if (whole && native !== undefined) return native(bytes);
  const parts: Uint8Array[] = [];
  const stream = new Decompress(part => void parts.push(part.slice()));
  stream.push(bytes, whole);
  return Buffer.concat(parts);
}

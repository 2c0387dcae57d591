/** Blocks of bytes and lines of files: what `readText` and the CSV reader stand on. */

import { cutRange, indexOfBytes } from "./cut.ts";
import { type Compression, decompress } from "./decompress.ts";
import { type OpenFile, withFile } from "./open.ts";
import { decodeShared, encodeText } from "../../values/dictionary.ts";

/** One range of one file; of a compressed file the whole. */
export interface BytesPart {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly compression?: Compression;
  readonly fileSize?: number;
}

/** The bytes of a part by the delimiter rule; without a delimiter exactly the range. */
export function readBytes(part: BytesPart, delimiter: string | null): Uint8Array {
  const { path, start, end, compression = null, fileSize } = part;
  const use = (file: OpenFile): Uint8Array => {
    if (compression !== null) return decompress(file.read(0, file.size), compression, path);
    if (delimiter === null || delimiter === "") return file.read(start, end);
    return file.read(...cutRange(file.read, file.size, start, end, encodeText(delimiter)));
  };
  return withFile(path, use, fileSize);
}

/** Text without the delimiters; one at the very end makes no empty last line. Line ends "\n" take a "\r" before them along. */
export function splitLines(bytes: Uint8Array, delimiter = "\n", decode: (bytes: Uint8Array) => string = decodeShared): string[] {
  const wanted = encodeText(delimiter);
  const lines: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const found = indexOfBytes(bytes, wanted, at);
    const end = found < 0 ? bytes.length : found;
    const stripped = delimiter === "\n" && end > at && bytes[end - 1] === 13 ? end - 1 : end;
    lines.push(decode(bytes.subarray(at, stripped)));
    at = found < 0 ? bytes.length : found + wanted.length;
  }
  return lines;
}

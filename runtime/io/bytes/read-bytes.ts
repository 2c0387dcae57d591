/** Blocks of bytes and lines of files: what `readText` and the CSV reader stand on. */

import { afterDelimiter, cutRange, indexOfBytes } from "./cut.ts";
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

/** Lines of the file that end before the first one of the part. */
export function linesBefore({ path, start, compression = null, fileSize }: BytesPart): number {
  if (compression !== null || start <= 0) return 0;
  return withFile(
    path,
    file => {
      const end = afterDelimiter(file.read, file.size, start, Uint8Array.of(10));
      let lines = 0;
      for (let at = 0; at < end; at += 1 << 20) for (const byte of file.read(at, Math.min(end, at + (1 << 20)))) if (byte === 10) lines++;
      return lines;
    },
    fileSize,
  );
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

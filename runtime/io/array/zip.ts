/** The list of what a zip file holds, and where. Stored and deflated entries, archives beyond 4 GB included (APPNOTE 6.3). */

import * as zlib from "node:zlib";
import { FileError, NotSupportedError } from "../../errors.ts";

export interface ZipEntry {
  /** Of its own header, which precedes its bytes. */
  readonly header: number;
  readonly packed: number;
  readonly size: number;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  /** CRC-32 of the unpacked bytes. */
  readonly crc: number;
}
/** Bytes `start` to `end` of the file. */
export type Read<T extends Uint8Array | { readonly unknown: string }> = (start: number, end: number) => T;

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const MOST = 0xffffffff;

/** What `read` cannot tell stops it: it is given back. */
export function zipEntries<U extends { readonly unknown: string }>(size: number, path: string, read: Read<Uint8Array | U>): Map<string, ZipEntry> | U {
  const bad = (why: string) => new FileError(`${path} is not a zip file: ${why}`, path);
  const from = Math.max(0, size - 22 - 0xffff);
  const tail = read(from, size);
  if ("unknown" in tail) return tail;
  const view = viewOf(tail);
  let end = tail.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw bad("its directory is not at its end");
  let [count, length, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if ((count === 0xffff || start === MOST || length === MOST) && end >= 20 && view.getUint32(end - 20, true) === LOCATOR64) {
    const at = Number(view.getBigUint64(end - 12, true));
    const big = read(at, at + 56);
    if ("unknown" in big) return big;
    const wide = viewOf(big);
    if (big.length < 56 || wide.getUint32(0, true) !== END64) throw bad("its directory of 64-bit numbers is missing");
    [count, length, start] = [wide.getBigUint64(32, true), wide.getBigUint64(40, true), wide.getBigUint64(48, true)].map(Number) as [number, number, number];
  }
  const bytes = read(start, start + length);
  if ("unknown" in bytes) return bytes;
  return directory(bytes, count, bad);
}

function directory(bytes: Uint8Array, count: number, bad: (why: string) => FileError): Map<string, ZipEntry> {
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  const text = new TextDecoder();
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw bad("its directory is damaged");
    const method = view.getUint16(at + 10, true);
    let [packed, size, header] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
    const [name, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    for (let field = at + 46 + name; field + 4 <= at + 46 + name + extra; field += 4 + view.getUint16(field + 2, true)) {
      if (view.getUint16(field, true) !== 1) continue;
      let value = field + 4;
      const next = (): number => {
        value += 8;
        return Number(view.getBigUint64(value - 8, true));
      };
      if (size === MOST) size = next();
      if (packed === MOST) packed = next();
      if (header === MOST) header = next();
    }
    entries.set(text.decode(bytes.subarray(at + 46, at + 46 + name)), { header, packed, size, method, crc: view.getUint32(at + 16, true) });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** The bytes of an entry. */
export function zipBytes<U extends { readonly unknown: string }>(entry: ZipEntry, path: string, read: Read<Uint8Array | U>): Uint8Array | U {
  const start = zipStart(entry, path, read);
  if (typeof start !== "number") return start;
  const bytes = read(start, start + entry.packed);
  if ("unknown" in bytes) return bytes;
  if (entry.method === 0) return bytes;
  if (entry.method === 8) return zlib.inflateRawSync(bytes);
  throw new NotSupportedError(`${path}: entries of method ${entry.method} are not read; stored and deflated ones are`);
}

export function zipStart<U extends { readonly unknown: string }>(entry: ZipEntry, path: string, read: Read<Uint8Array | U>): number | U {
  const head = read(entry.header, entry.header + 30);
  if ("unknown" in head) return head;
  if (head.length < 30) throw new FileError(`${path} ends before what it holds does`, path);
  const view = viewOf(head);
  return entry.header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

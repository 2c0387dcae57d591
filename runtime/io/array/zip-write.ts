/** Zip files as arrays are kept in them: entries as they are, without compression of their own (APPNOTE 6.3, with its 64-bit records). */

import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { zipEntries, zipStart } from "./zip.ts";

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: Uint8Array;
}
interface Placed extends Omit<Entry, "packed"> {
  readonly length: number;
  readonly header: number;
}

const MOST = 0xffffffff;
/** Names are UTF-8. */
const UTF8 = 0x0800;
/** 1980-01-01, the first day there is: the same arrays give the same file. */
const DAY = 0x0021;

const crc32 = (zlib as unknown as { crc32(bytes: Uint8Array): number }).crc32;

/** Everything in `folder`, and of the file at `path` what `keeps` says, becomes the file at `path`; `temporary` is its name until it is whole. */
export function zipFolder(folder: string, path: string, temporary: string, keeps: (name: string) => boolean): void {
  try {
    const file = openSync(temporary, "w");
    try {
      const placed: Placed[] = [];
      let at = 0;
      const put = (bytes: Uint8Array): void => {
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
        at += bytes.length;
      };
      for (const entry of entriesOf(folder, path, keeps)) {
        placed.push({ name: entry.name, method: entry.method, crc: entry.crc, size: entry.size, length: entry.packed.length, header: at });
        put(localHeader(entry));
        put(entry.packed);
      }
      const start = at;
      for (const each of placed) put(directoryEntry(each));
      put(ending(placed.length, start, at - start));
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function* entriesOf(folder: string, path: string, keeps: (name: string) => boolean): Generator<Entry> {
  const own = [...filesOf(folder, "")];
  if (existsSync(path)) yield* kept(path, name => keeps(name) && !own.includes(name));
  for (const name of own) {
    const packed = readFileSync(join(folder, name));
    yield { name: Buffer.from(name), method: 0, crc: crc32(packed), size: packed.length, packed };
  }
}

/** Names with `/`, in one order on every machine. */
function* filesOf(folder: string, prefix: string): Generator<string> {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesOf(folder, `${prefix}${entry.name}/`);
    else yield `${prefix}${entry.name}`;
  }
}

/** Of all entries. */
export function zipNames(path: string): string[] {
  return withReader(path, (read, size) => [...zipEntries<never>(size, path, read).keys()]);
}

function withReader<T>(path: string, use: (read: (start: number, end: number) => Uint8Array, size: number) => T): T {
  const file = openSync(path, "r");
  try {
    const read = (start: number, end: number): Uint8Array => {
      const bytes = new Uint8Array(end - start);
      let done = 0;
      for (let n = -1; n !== 0 && done < bytes.length; done += n) n = readSync(file, bytes, done, bytes.length - done, start + done);
      return bytes.subarray(0, done);
    };
    return use(read, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

function* kept(path: string, keeps: (name: string) => boolean): Generator<Entry> {
  const entries = withReader(path, (read, size) => zipEntries<never>(size, path, read));
  for (const [name, entry] of entries) {
    if (!keeps(name)) continue;
    const packed = withReader(path, read => {
      const start = zipStart<never>(entry, path, read);
      return read(start, start + entry.packed);
    });
    yield { name: Buffer.from(name), method: entry.method, crc: entry.crc, size: entry.size, packed };
  }
}

function localHeader({ name, method, crc, size, packed }: Entry): Buffer {
  const wide = size >= MOST || packed.length >= MOST;
  const extra = wide ? extraField([size, packed.length]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  common(head, 4, { method, crc, size: wide ? MOST : size, length: wide ? MOST : packed.length, wide }, name, extra);
  return Buffer.concat([head, name, extra]);
}

function directoryEntry({ name, method, crc, size, length, header }: Placed): Buffer {
  const big = [size, length, header].filter(n => n >= MOST);
  const extra = big.length > 0 ? extraField(big) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(45, 4);
  common(head, 6, { method, crc, size: Math.min(size, MOST), length: Math.min(length, MOST), wide: big.length > 0 }, name, extra);
  head.writeUInt32LE(Math.min(header, MOST), 42);
  return Buffer.concat([head, name, extra]);
}

interface Common {
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly length: number;
  readonly wide: boolean;
}

/** What both kinds of headers say of an entry. */
function common(head: Buffer, at: number, { method, crc, size, length, wide }: Common, name: Buffer, extra: Buffer): void {
  head.writeUInt16LE(wide ? 45 : 20, at);
  head.writeUInt16LE(UTF8, at + 2);
  head.writeUInt16LE(method, at + 4);
  head.writeUInt16LE(DAY, at + 8);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(length, at + 14);
  head.writeUInt32LE(size, at + 18);
  head.writeUInt16LE(name.length, at + 22);
  head.writeUInt16LE(extra.length, at + 24);
}

/** 64-bit numbers for those that have no room. */
function extraField(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  for (const [i, n] of numbers.entries()) field.writeBigUInt64LE(BigInt(n), 4 + 8 * i);
  return field;
}

function ending(count: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(length, MOST), 12);
  end.writeUInt32LE(Math.min(start, MOST), 16);
  if (count < 0xffff && start < MOST && length < MOST) return end;
  const wide = Buffer.alloc(56 + 20);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE(45, 12);
  wide.writeUInt16LE(45, 14);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(length), 40);
  wide.writeBigUInt64LE(BigInt(start), 48);
  wide.writeUInt32LE(0x07064b50, 56);
  wide.writeBigUInt64LE(BigInt(start + length), 64);
  wide.writeUInt32LE(1, 72);
  return Buffer.concat([wide, end]);
}

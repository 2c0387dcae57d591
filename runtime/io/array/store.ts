/** Bytes by name, as kernels read them: a folder, a zip file, a server that answers ranges. */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../../errors.ts";
import { systemReason } from "../bytes/open.ts";
import { httpStore } from "./http.ts";
import { type Read, zipBytes, zipEntries, type ZipEntry, zipStart } from "./zip.ts";

export interface StorePlace {
  readonly kind: "folder" | "zip" | "http";
  /** Absolute, or an address. */
  readonly path: string;
}

export interface ByteStore {
  readonly name: string;
  /** Each answer takes long: ask for several at once. */
  readonly far: boolean;
  /** Undefined where there is nothing of that name. */
  get(key: string): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  range(key: string, start: number, end: number): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  tail(key: string, length: number): Promise<Uint8Array | undefined> | Uint8Array | undefined;
}

export const isAddress = (path: string): boolean => /^https?:\/\//i.test(path);

/** By its name: an address, a file that ends in `.zip`, else a folder. */
export const placeOf = (path: string, absolute: (path: string) => string): StorePlace =>
  isAddress(path)
    ? { kind: "http", path: path.replace(/\/+$/, "") }
    : { kind: /\.zip$/i.test(path) ? "zip" : "folder", path: absolute(path.replace(/^file:\/\//, "")) };

export function openStore(place: StorePlace): ByteStore {
  switch (place.kind) {
    case "folder":
      return folder(place.path);
    case "zip":
      return zip(place.path);
    case "http":
      return httpStore(place.path);
  }
}

function folder(root: string): ByteStore {
  const nothing = (error: unknown, path: string): undefined => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw new FileError(systemReason(path, error), path, { cause: error });
  };
  const part = (key: string, range: (size: number) => [number, number]): Uint8Array | undefined => {
    const path = join(root, key);
    try {
      const handle = openSync(path, "r");
      try {
        const [start, end] = range(fstatSync(handle).size);
        return readAt(handle, start, end);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      return nothing(error, path);
    }
  };
  return {
    name: root,
    far: false,
    get(key) {
      const path = join(root, key);
      try {
        return readFileSync(path);
      } catch (error) {
        return nothing(error, path);
      }
    },
    range: (key, start, end) => part(key, () => [start, end]),
    tail: (key, length) => part(key, size => [Math.max(0, size - length), size]),
  };
}

function readAt(handle: number, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let done = 0;
  for (let n = -1; n !== 0 && done < bytes.length; done += n) n = readSync(handle, bytes, done, bytes.length - done, start + done);
  return bytes.subarray(0, done);
}

/** Directories of zip files that were read last, while the files are the same. */
const directories = new Map<string, { readonly stamp: string; readonly entries: Map<string, ZipEntry> }>();
const KEPT = 8;

function zip(path: string): ByteStore {
  const withFile = <T>(use: (read: Read<Uint8Array>, size: number) => T): T => {
    let handle: number;
    try {
      handle = openSync(path, "r");
    } catch (error) {
      throw new FileError(systemReason(path, error), path, { cause: error });
    }
    try {
      return use((start, end) => readAt(handle, start, end), fstatSync(handle).size);
    } finally {
      closeSync(handle);
    }
  };
  const { size, mtimeMs } = statSync(path);
  const stamp = `${size} ${mtimeMs}`;
  let known = directories.get(path);
  if (known?.stamp !== stamp) {
    known = { stamp, entries: withFile(read => zipEntries<never>(size, path, read)) };
    if (directories.size >= KEPT) directories.delete(directories.keys().next().value!);
    directories.set(path, known);
  }
  const { entries } = known;
  const part = (key: string, range: (size: number) => [number, number]): Uint8Array | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    const [start, end] = range(entry.size);
    return withFile(read => {
      if (entry.method !== 0) return zipBytes<never>(entry, path, read).subarray(start, end);
      const first = zipStart<never>(entry, path, read);
      return read(first + start, first + Math.min(end, entry.size));
    });
  };
  return {
    name: path,
    far: false,
    get: key => part(key, all => [0, all]),
    range: (key, start, end) => part(key, () => [start, end]),
    tail: (key, length) => part(key, all => [Math.max(0, all - length), all]),
  };
}

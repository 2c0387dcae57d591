/** `fromNpy`, `fromNpyStack`, `fromRaw`: arrays that lie flat in files. */

import { join } from "node:path";
import { constants, inflateRawSync } from "node:zlib";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { settled } from "../../expr/host.ts";
import { DTypeError, FileError, NotSupportedError, ShapeError } from "../../errors.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { load, type LoadOptions } from "../array/describe.ts";
import { absolutePath } from "../array/paths.ts";
import { isAddress } from "../array/store.ts";
import type { FlatLayout } from "../array/strided.ts";
import { zipEntries, zipStart } from "../array/zip.ts";
import { HEADER_START, headerLength, parseHeader } from "./header.ts";
import { readPickle } from "./pickle.ts";
import type { FlatSource } from "./read.ts";

interface Flat {
  readonly layout: FlatLayout;
  readonly source: FlatSource;
}

export function fromNpy(path: string, { chunks, component }: { chunks?: unknown; component?: string | undefined } = {}): Expr | Unknown {
  const flat = /\.npz$/i.test(path) ? openNpz(path, component) : openNpy(path);
  return isUnknown(flat) ? flat : loadFlat(flat, { chunks, prefix: "from-npy", label: `fromNpy ${path}` });
}

function loadFlat({ layout, source }: Flat, options: LoadOptions): Expr {
  const { shape, dtype, half } = layout;
  const chunks = source.deflated === undefined ? undefined : shape;
  const bits = { format: "half", of: source };
  return load({ shape, dtype: half === true ? "float32" : dtype, chunks, source: half === true ? bits : source }, options);
}

/** An address stays one. */
const fileOf = (path: string): string => (isAddress(path) ? path : absolutePath(environment().host, path));

export function openNpy(path: string): Flat | Unknown {
  const { host } = environment();
  const file = fileOf(path);
  const stat = settled(host.stat(file), path);
  if (isUnknown(stat)) return stat;
  let bytes = settled(host.read(file, 0, HEADER_START), path);
  if (isUnknown(bytes)) return bytes;
  const length = headerLength(bytes, path);
  if (length > bytes.length) bytes = settled(host.read(file, 0, length), path);
  return isUnknown(bytes) ? bytes : flat(path, file, stat, parseHeader(bytes, path));
}

/** An array of an archive. One that is compressed has no parts: every block unpacks all of it, so that it is one block unless `chunks` says otherwise. */
function openNpz(path: string, component: string | undefined): Flat | Unknown {
  const { host } = environment();
  const file = fileOf(path);
  const stat = settled(host.stat(file), path);
  if (isUnknown(stat)) return stat;
  const read = (start: number, end: number): Uint8Array | Unknown => settled(host.read(file, start, end), path);
  const entries = zipEntries<Unknown>(stat.size, path, read);
  if (isUnknown(entries)) return entries as Unknown;
  const names = [...entries.keys()].map(name => name.replace(/\.npy$/, ""));
  const name = component ?? (names.length === 1 ? names[0]! : undefined);
  const entry = name === undefined ? undefined : entries.get(`${name}.npy`);
  if (entry === undefined) throw new FileError(`${path} holds ${names.map(each => `"${each}"`).join(", ")}: say which with the option component`, path);
  if (entry.method !== 0 && entry.method !== 8)
    throw new NotSupportedError(`${path}: entries of method ${entry.method} are not read; stored and deflated ones are`);
  const start = zipStart<Unknown>(entry, path, read);
  if (isUnknown(start)) return start;
  const bytes = read(start, start + Math.min(entry.packed, HEADER_START));
  if (isUnknown(bytes)) return bytes;
  if (entry.method === 0) {
    const layout = parseHeader(bytes, path);
    return flat(path, file, stat, { ...layout, offset: layout.offset + start });
  }
  // The first bytes of a stream that goes on: what they unpack to holds the header.
  const layout = parseHeader(inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }), path);
  checkSize(path, entry.size, layout);
  const deflated = { start, length: entry.packed };
  return { layout, source: { format: "flat", path: file, bytes: stat.size, modified: stat.modified, layout, deflated } };
}

function flat(path: string, file: string, stat: { size: number; modified: number }, layout: FlatLayout): Flat {
  checkSize(path, stat.size, layout);
  return { layout, source: { format: "flat", path: file, bytes: stat.size, modified: stat.modified, layout } };
}

function checkSize(path: string, size: number, { offset, shape, dtype }: FlatLayout): void {
  const needed = offset + shape.reduce((n, length) => n * length, DTYPE_INFO[dtype].size);
  if (size < needed) throw new FileError(`${path} ends after ${size} bytes: its array of (${shape.join(", ")}) needs ${needed}`, path);
}

export interface RawOptions {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly chunks?: unknown;
  /** Bytes before the first element. */
  readonly offset?: number;
  readonly order?: "C" | "F";
  readonly byteOrder?: "little" | "big";
}

/** Elements one after another and nothing else. */
export function fromRaw(path: string, { shape, dtype, chunks, offset = 0, order = "C", byteOrder = "little" }: RawOptions): Expr | Unknown {
  if (order !== "C" && order !== "F") throw new DTypeError(`fromRaw: expected order "C" or "F", got ${JSON.stringify(order)}`);
  const { host } = environment();
  const file = fileOf(path);
  const stat = settled(host.stat(file), path);
  if (isUnknown(stat)) return stat;
  const found = flat(path, file, stat, { shape, dtype, offset, big: byteOrder === "big", fortran: order === "F" });
  return loadFlat(found, { chunks, prefix: "from-raw", label: `fromRaw ${path}` });
}

/** The files `0.npy`, `1.npy` ... of a folder, one a block along the axis that its `info` names; each is one array of the result. */
export function npyStack(folder: string): { readonly parts: readonly Expr[]; readonly axis: number } | Unknown {
  const { host } = environment();
  const within = (name: string): string => (isAddress(folder) ? `${folder.replace(/\/+$/, "")}/${name}` : join(folder, name));
  const info = settled(host.read(fileOf(within("info")), 0, 1 << 20), within("info"));
  if (isUnknown(info)) return info;
  const { axis, blocks } = stackInfo(info, folder);
  const parts: Expr[] = [];
  for (let i = 0; i < blocks; i++) {
    const opened = openNpy(within(`${i}.npy`));
    if (isUnknown(opened)) return opened;
    // One block a file: its own chunks along the axis, the whole of the others.
    parts.push(loadFlat(opened, { chunks: opened.layout.shape.map(() => -1), prefix: "from-npy-stack", label: `fromNpyStack ${folder}` }));
  }
  const first = parts[0]?.meta;
  for (const part of parts) {
    if (first?.kind !== "array" || part.meta.kind !== "array") continue;
    const [a, b] = [first.shape, part.meta.shape];
    if (a.length !== b.length || a.some((n, k) => k !== axis && n !== b[k]))
      throw new ShapeError(`fromNpyStack: files of ${folder} do not fit: (${a.join(", ")}) and (${b.join(", ")})`, a as number[], b as number[]);
  }
  return { parts, axis };
}

/** Python's pickle of `{"chunks": ..., "dtype": ..., "axis": n}`, or the same as JSON. Of a pickle only the numbers that are needed are read; nothing of it is executed. */
export function stackInfo(bytes: Uint8Array, folder: string): { axis: number; blocks: number } {
  const found = bytes[0] === 0x7b ? (JSON.parse(new TextDecoder().decode(bytes)) as { chunks?: number[][]; axis?: number }) : readPickle(bytes, folder);
  const { chunks, axis } = found;
  if (!Array.isArray(chunks) || typeof axis !== "number" || !Array.isArray(chunks[axis]))
    throw new FileError(`${folder}/info does not say how the files are put together`, folder);
  return { axis, blocks: chunks[axis].length };
}

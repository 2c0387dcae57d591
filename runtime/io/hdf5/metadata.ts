/**
 * Shape, dtype and layout of a dataset, read out of the file's own structures: building is synchronous and may ask the host only, which no HDF5
 * library does.
 */

import { FileError, NotSupportedError } from "../../errors.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { ElementType } from "../array/element-type.ts";
import { MESSAGE, type Message, membersOf, messagesOf } from "./objects.ts";
import { type Cursor, FileReader, type ReadBytes, Stop } from "./reader.ts";

export interface Dataset extends ElementType {
  readonly shape: readonly number[];
  /** Null where it is not cut into chunks. */
  readonly chunks: readonly number[] | null;
  /** Where its elements lie one after another, if they do. */
  readonly address: number | undefined;
  /** Where the B-tree (version 1) of its chunks begins, if they have one. */
  readonly index: number | undefined;
  /** What each chunk went through when it was written, in that order. */
  readonly filters: readonly Filter[];
}
export interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

export function readDataset(size: number, read: ReadBytes, name: string, path: string): Dataset | Unknown {
  const file = new FileReader(size, read);
  try {
    return find(file, name, path);
  } catch (error) {
    if (error instanceof Stop) return error.why;
    if (error instanceof RangeError) throw new FileError(`${path} is damaged, or no HDF5 file: ${error.message}`, path, { cause: error });
    throw error;
  }
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";
const WHERE_IT_MAY_BE = [0, 512, 1024, 2048];

function find(file: FileReader, name: string, path: string): Dataset {
  let address = rootOf(file, path);
  const parts = name.split("/").filter(part => part !== "");
  for (const [i, part] of parts.entries()) {
    const members = membersOf(file, messagesOf(file, address), path);
    const next = members.get(part);
    if (next === undefined) {
      const group = `/${parts.slice(0, i).join("/")}`;
      if (members.has(part)) throw new NotSupportedError(`${path}: "${part}" in ${group} is a link to somewhere else, which is not followed`);
      throw new FileError(`${path} has no "${part}" in ${group}: it has ${[...members.keys()].map(key => `"${key}"`).join(", ") || "nothing"}`, path);
    }
    address = next;
  }
  const messages = messagesOf(file, address);
  if (!messages.some(message => message.type === MESSAGE.layout)) {
    const names = [...membersOf(file, messages, path).keys()];
    throw new FileError(`${path}: "${name}" is a group, no dataset; it has ${names.map(key => `"${key}"`).join(", ") || "nothing"}`, path);
  }
  return describe(messages, `${path} ${name}`);
}

function rootOf(file: FileReader, path: string): number {
  const start = WHERE_IT_MAY_BE.find(at => at + 8 <= file.size && signatureAt(file, at));
  if (start === undefined) throw new FileError(`${path} is not a HDF5 file`, path);
  const cursor = file.cursor(start, 128).skip(8);
  const version = cursor.u8();
  if (version >= 2) {
    file.offsetSize = cursor.u8();
    file.lengthSize = cursor.u8();
    cursor.skip(1);
    const base = cursor.address()!;
    cursor.address();
    cursor.address();
    file.base = base;
    return cursor.address()!;
  }
  cursor.skip(4);
  file.offsetSize = cursor.u8();
  file.lengthSize = cursor.u8();
  cursor.skip(1 + 4 + 4 + (version === 1 ? 4 : 0));
  const base = cursor.address()!;
  cursor.skip(3 * file.offsetSize);
  file.base = base;
  // The root's entry of a symbol table: a name, then its header.
  return cursor.skip(file.offsetSize).address()!;
}

function signatureAt(file: FileReader, at: number): boolean {
  const view = file.bytes(at, 8);
  return [...SIGNATURE].every((c, i) => view.getUint8(i) === c.charCodeAt(0));
}

function describe(messages: readonly Message[], where: string): Dataset {
  const body = (type: number): Cursor => {
    const message = messages.find(each => each.type === type);
    if (message === undefined) throw new FileError(`${where}: no dataset`, where);
    if (message.flags & 2) throw new NotSupportedError(`${where}: a type that is kept elsewhere in the file is not read`);
    return message.body();
  };
  const type = datatype(body(MESSAGE.datatype), where);
  const shape = dataspace(body(MESSAGE.dataspace), where);
  const filters = messages.filter(message => message.type === MESSAGE.filters).flatMap(message => filtersOf(message.body()));
  const missing = filters.find(({ id }) => !(id in FILTERS))?.id;
  if (missing !== undefined) throw new NotSupportedError(`${where}: its chunks are packed by filter ${missing}; ${Object.values(FILTERS).join(", ")} are read`);
  const found = { ...type, shape, filters, ...layout(body(MESSAGE.layout), shape.length, filters.length > 0) };
  if (found.index === undefined && filters.some(({ id }) => id === LZF))
    throw new NotSupportedError(`${where}: lzf is read in chunks that a version 1 B-tree lists: write the file with libver="earliest", or with gzip`);
  return found;
}

const LZF = 32000;
/** What the library has, and lzf, which is undone without it. */
const FILTERS: Readonly<Record<number, string>> = { 1: "gzip", 2: "shuffle", 3: "fletcher32", 5: "nbit", 6: "scale-offset", [LZF]: "lzf" };

function filtersOf(cursor: Cursor): Filter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const named = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const length = cursor.u16();
    cursor.skip(version === 1 ? Math.ceil(named / 8) * 8 : named);
    const values = Array.from({ length }, () => cursor.u32());
    if (version === 1 && length % 2 === 1) cursor.skip(4);
    return { id, values };
  });
}

function dataspace(cursor: Cursor, where: string): number[] {
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  if (version === 1) cursor.skip(5);
  else if (cursor.u8() === 2) throw new NotSupportedError(`${where}: a dataset without any elements is not read`);
  return Array.from({ length: rank }, () => cursor.length());
}

function datatype(cursor: Cursor, where: string): ElementType {
  const start = cursor.u8();
  const [kind, version] = [start & 15, start >> 4];
  const bits = cursor.unsigned(3);
  const size = cursor.u32();
  const refuse = (what: string): never => {
    throw new NotSupportedError(`${where}: elements that are ${what} are not read; bool, integers, float32, float64 and complex numbers are`);
  };
  const big = (bits & 1) === 1;
  if (kind === 0) return { dtype: named(`${bits & 8 ? "" : "u"}int${size * 8}`, refuse), big };
  if (kind === 1) return { dtype: named(`float${size * 8}`, refuse), big };
  if (kind === 8) {
    // Of two names and one byte: what h5py makes of booleans.
    const base = datatype(cursor, where);
    return (bits & 0xffff) === 2 && DTYPE_INFO[base.dtype].size === 1 ? { dtype: "bool", big: false } : base;
  }
  if (kind === 6) return complexOf(cursor, version, bits & 0xffff, size, refuse, where);
  return refuse(["", "", "times", "text", "bit fields", "opaque", "", "references", "", "of variable length", "arrays"][kind] || "of a special kind");
}

function named(name: string, refuse: (what: string) => never): DType {
  return Object.hasOwn(DTYPE_INFO, name) ? (name as DType) : refuse(name);
}

/** Two floats, `r` and `i`: how h5py writes complex numbers. */
function complexOf(cursor: Cursor, version: number, members: number, size: number, refuse: (what: string) => never, where: string): ElementType {
  if (members !== 2) return refuse("records");
  const types: ElementType[] = [];
  for (let i = 0; i < 2; i++) {
    const from = cursor.at;
    let name = "";
    for (let c = cursor.u8(); c !== 0; c = cursor.u8()) name += String.fromCharCode(c);
    if (version < 3) cursor.at = from + Math.ceil((name.length + 1) / 8) * 8;
    const offset = version < 3 ? cursor.u32() : cursor.unsigned(size < 256 ? 1 : size < 65536 ? 2 : 4);
    if (version === 1) cursor.skip(28);
    const before = cursor.at;
    const type = datatype(cursor, where);
    // What a float says of its bits follows its size.
    cursor.at = before + 8 + 12;
    if (!name.toLowerCase().startsWith(i === 0 ? "r" : "i") || DTYPE_INFO[type.dtype].category !== "float" || offset !== i * DTYPE_INFO[type.dtype].size)
      return refuse("records");
    types.push(type);
  }
  return types[0]!.dtype === types[1]!.dtype ? { dtype: types[0]!.dtype === "float32" ? "complex64" : "complex128", big: types[0]!.big } : refuse("records");
}

function layout(cursor: Cursor, rank: number, filtered: boolean): Pick<Dataset, "chunks" | "address" | "index"> {
  const none = { chunks: null, address: undefined, index: undefined };
  const version = cursor.u8();
  if (version < 3) {
    const dimensions = cursor.u8();
    const kind = cursor.u8();
    cursor.skip(5);
    const address = kind === 0 ? undefined : cursor.address();
    if (kind !== 2) return { ...none, address: filtered ? undefined : address };
    return { ...none, chunks: Array.from({ length: dimensions }, () => cursor.u32()).slice(0, rank), index: address };
  }
  const kind = cursor.u8();
  if (kind === 1) return { ...none, address: cursor.address() };
  if (kind !== 2) return none;
  if (version === 3) {
    const dimensions = cursor.u8();
    const index = cursor.address();
    return { ...none, chunks: Array.from({ length: dimensions }, () => cursor.u32()).slice(0, rank), index };
  }
  cursor.skip(1);
  const dimensions = cursor.u8();
  const width = cursor.u8();
  return { ...none, chunks: Array.from({ length: dimensions }, () => cursor.unsigned(width)).slice(0, rank) };
}

export const isDataset = (found: Dataset | Unknown): found is Dataset => !isUnknown(found);

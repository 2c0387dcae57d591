/** The header of a `.npy` file (versions 1 to 3): a Python dictionary as text. */

import { FileError, NotSupportedError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import { elementType, shortName } from "../array/element-type.ts";
import type { FlatLayout } from "../array/strided.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** A header is one line; most are 128 bytes with what stands before them. */
export const HEADER_START = 4096;

/** How long the header is with all before it; throws if this is no `.npy` file. */
export function headerLength(bytes: Uint8Array, path: string): number {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw new FileError(`${path} is not a .npy file`, path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6]!;
  if (major === 1) return 10 + view.getUint16(8, true);
  if (major === 2 || major === 3) return 12 + view.getUint32(8, true);
  throw new NotSupportedError(`${path}: version ${major} of the .npy format is not read; 1 to 3 are`);
}

export function parseHeader(bytes: Uint8Array, path: string): FlatLayout {
  const length = headerLength(bytes, path);
  const text = new TextDecoder(bytes[6] === 3 ? "utf-8" : "latin1").decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, length));
  const descr = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[))/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text);
  if (descr === null || order === null || shape === null) throw new FileError(`${path}: the header of a .npy file expected, got ${text.slice(0, 80)}`, path);
  if (descr[3] !== undefined) throw new NotSupportedError(`${path}: elements with fields are not read`);
  const sizes = shape[1]!
    .split(",")
    .map(part => part.trim().replace(/L$/, ""))
    .filter(part => part !== "");
  return { ...elementType(descr[1] ?? descr[2], path), shape: sizes.map(Number), offset: length, fortran: order[1] === "True" };
}

/** Version 1: its elements begin at a multiple of 64 bytes. */
export function npyHeader(shape: readonly number[], dtype: DType): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${shortName(dtype)}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(MAGIC);
  bytes.set([1, 0], 6);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

/** Element types as files name them (`<f8`, `>i4`, `|b1`), and bytes of the other order turned round. */

import { NotSupportedError } from "../../errors.ts";
import { DTYPE_INFO, type DType, type TypedArray } from "../../meta/dtype.ts";

export interface ElementType {
  readonly dtype: DType;
  /** Stored with the most significant byte first. */
  readonly big: boolean;
  /** The bits are those of float16: it is read as float32. */
  readonly half?: true;
}

const KINDS: Readonly<Record<string, string>> = { b: "bool", i: "int", u: "uint", f: "float", c: "complex" };

/** NumPy's short form: byte order, kind, bytes an element. */
export function elementType(text: unknown, where: string): ElementType {
  const found = typeof text === "string" ? /^([<>|=])?([biufc?])(\d*)$/.exec(text) : null;
  if (found !== null) {
    const [, order, kind, size] = found;
    if (kind === "f" && size === "2") return { dtype: "uint16", big: order === ">", half: true };
    const name = kind === "?" || kind === "b" ? "bool" : `${KINDS[kind!]}${Number(size) * 8}`;
    if (Object.hasOwn(DTYPE_INFO, name)) return { dtype: name as DType, big: order === ">" };
  }
  throw new NotSupportedError(
    `${where}: elements of type ${JSON.stringify(text)} are not read; bool, integers, floats of 16 to 64 bits and complex numbers are`,
  );
}

const SHORT: Readonly<Record<string, string>> = { bool: "b", int: "i", uint: "u", float: "f", complex: "c" };

export function shortName(dtype: DType): string {
  const { size, category } = DTYPE_INFO[dtype];
  return `${size === 1 ? "|" : "<"}${SHORT[category]}${size}`;
}

/** Turns the bytes of every number round, in place. */
export function swapBytes(bytes: Uint8Array, dtype: DType): void {
  const width = DTYPE_INFO[dtype].size / DTYPE_INFO[dtype].lanes;
  if (width === 1) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else buffer.swap64();
}

/** The bytes as elements: a view where they lie at a multiple of their size, else a copy. */
export function asElements(bytes: Uint8Array, dtype: DType): TypedArray {
  const { array, size, lanes } = DTYPE_INFO[dtype];
  const width = size / lanes;
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return new array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / width));
}

export const asBytes = (data: TypedArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

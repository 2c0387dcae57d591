/** 64-bit integers without BigInt: the same bytes as pairs of 32-bit words, low word first. */

import { DTypeError } from "../errors.ts";

const TWO_32 = 4_294_967_296;

export const wordsOf = (data: ArrayBufferView): Int32Array => new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);

/** As a number, exact or an error that names the way out. */
export function readInt64(words: Int32Array, i: number, name: string | null): number {
  const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
  const value = high * TWO_32 + (low >>> 0);
  return Number.isSafeInteger(value) ? value : tooLarge((BigInt(high) << 32n) | BigInt(low >>> 0), name);
}
export function readUint64(words: Int32Array, i: number, name: string | null): number {
  const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
  const value = (high >>> 0) * TWO_32 + (low >>> 0);
  return Number.isSafeInteger(value) ? value : tooLarge((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0), name);
}
/** Rounded to the nearest double: for arithmetic that is floating anyway. */
export const roughInt64 = (words: Int32Array, i: number): number => words[2 * i + 1]! * TWO_32 + (words[2 * i]! >>> 0);

/** Stores a whole number of at most 2^53. */
export function writeInt64(words: Int32Array, i: number, value: number): void {
  words[2 * i] = value;
  words[2 * i + 1] = Math.floor(value / TWO_32);
}

function tooLarge(value: bigint, name: string | null): never {
  const column = name === null || name === "" ? "id" : name;
  throw new DTypeError(
    `${value} in column "${column}" is beyond 2^53, where a number is no longer exact: read it as bigints with dtype: { ${/^[A-Za-z_$][\w$]*$/.test(column) ? column : JSON.stringify(column)}: "bigint" }`,
  );
}

/** One element of typed data as a plain value. 64-bit integers come out as numbers; beyond 2^53 that is an error that names the exact way. */

import { DTypeError } from "../errors.ts";
import { DTYPE_INFO, type DType, type TypedArray } from "../meta/dtype.ts";

export interface Complex {
  readonly re: number;
  readonly im: number;
}
export type Value = number | boolean | Complex;

export function at(data: TypedArray, position: number, dtype: DType): Value {
  if (dtype === "bool") return data[position] !== 0;
  if (DTYPE_INFO[dtype].lanes === 2) return { re: data[2 * position] as number, im: data[2 * position + 1] as number };
  const value = data[position]!;
  return typeof value === "bigint" ? exactNumber(value) : value;
}

export function exactNumber(value: bigint): number {
  const number = Number(value);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) {
    throw new DTypeError(`${value} is beyond 2^53, where numbers are not exact: keep an axis (keepdims) and read \`data\`, a BigInt64Array`);
  }
  return number;
}

export function put(data: TypedArray, position: number, dtype: DType, value: unknown): void {
  if (DTYPE_INFO[dtype].lanes === 2) {
    const { re, im } = typeof value === "object" ? (value as Complex) : { re: Number(value), im: 0 };
    (data as Float64Array)[2 * position] = re;
    (data as Float64Array)[2 * position + 1] = im;
  } else if (dtype === "int64" || dtype === "uint64") (data as BigInt64Array)[position] = toBigInt(value as number | bigint | boolean);
  else if (dtype === "bool") (data as Uint8Array)[position] = value ? 1 : 0;
  else (data as Float64Array)[position] = Number(value);
}

/** As a C cast does it: towards zero; what has no integer is the least one. */
export function toBigInt(value: number | bigint | boolean): bigint {
  if (typeof value !== "number") return BigInt(value);
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

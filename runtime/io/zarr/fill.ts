/** Fill values as Zarr's metadata writes them: numbers, names of what JSON has no number for, bits in hexadecimal, bytes in base64. */

import { FileError } from "../../errors.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { asElements } from "../array/element-type.ts";

export type FillValue = number | boolean | string | { readonly re: number; readonly im: number };

/** Integers beyond 2^53 stay exact as text. */
export const parseMetadata = (text: string): Record<string, any> =>
  JSON.parse(text.replace(/("fill_value"\s*:\s*)(-?\d{16,})(?=\s*[,}\n])/g, '$1"$2"')) as Record<string, any>;

/** `null` stands for "not defined", which reads as zero. */
export function fillValue(given: unknown, dtype: DType, where: string): FillValue {
  const { category } = DTYPE_INFO[dtype];
  const refuse = (): never => {
    throw new FileError(`${where}: the fill value ${JSON.stringify(given)} is none of ${dtype}`, where);
  };
  if (given === null || given === undefined) return category === "bool" ? false : category === "complex" ? { re: 0, im: 0 } : 0;
  if (category === "complex") {
    if (Array.isArray(given) && given.length === 2) return { re: realOf(given[0], dtype, refuse), im: realOf(given[1], dtype, refuse) };
    if (typeof given === "number") return { re: given, im: 0 };
    const [re, im] = typeof given === "string" ? (asElements(Buffer.from(given, "base64"), dtype) as Float64Array) : [];
    return re === undefined || im === undefined ? refuse() : { re, im };
  }
  if (category === "bool") return typeof given === "boolean" ? given : typeof given === "number" ? given !== 0 : refuse();
  if (category === "float") return realOf(given, dtype, refuse);
  if (typeof given === "number" && Number.isInteger(given)) return given;
  return typeof given === "string" && /^-?\d+$/.test(given) ? given : refuse();
}

const NAMED: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, "-Infinity": Number.NEGATIVE_INFINITY };

function realOf(given: unknown, dtype: DType, refuse: () => never): number {
  if (typeof given === "number") return given;
  if (typeof given !== "string") return refuse();
  if (given in NAMED) return NAMED[given]!;
  const { size, lanes } = DTYPE_INFO[dtype];
  const width = size / lanes;
  if (/^0x[0-9a-f]+$/i.test(given)) {
    const bytes = Buffer.from(given.slice(2).padStart(width * 2, "0"), "hex");
    return width === 4 ? bytes.readFloatBE(0) : bytes.readDoubleBE(0);
  }
  const bytes = Buffer.from(given, "base64");
  return bytes.length === width ? (width === 4 ? bytes.readFloatLE(0) : bytes.readDoubleLE(0)) : refuse();
}

/** As JSON writes it. */
export function fillJson(value: FillValue): unknown {
  if (typeof value === "object") return [fillJson(value.re), fillJson(value.im)];
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

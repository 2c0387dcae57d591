/** Values of generated kernels: how many fit in a vector, how they are loaded, converted and stored. WebAssembly text throughout. */

import type { DType } from "../../meta/dtype.ts";

/** What a vector holds: numbers of one kind, or a mask of all or no bits a lane (booleans). */
export type Kind = "f64" | "i64" | "f32" | "i32" | "mask";
/** Bytes a lane: 8 or 4. Every value of a kernel has the same. */
export type Width = 8 | 4;

export const lanesOf = (width: Width): number => 16 / width;
/** Integer lanes of the width, for masks. */
export const ints = (width: Width): string => (width === 8 ? "i64x2" : "i32x4");
export const shape = (kind: Kind, width: Width): string =>
  kind === "mask" ? ints(width) : kind === "f64" ? "f64x2" : kind === "i64" ? "i64x2" : kind === "f32" ? "f32x4" : "i32x4";

/** The kind that holds a dtype in kernels of this width; undefined: none does. */
export function kindOf(dtype: DType, width: Width): Kind | undefined {
  if (dtype === "bool") return "mask";
  if (width === 8) return dtype === "float64" ? "f64" : dtype === "int64" ? "i64" : undefined;
  return dtype === "float32" ? "f32" : dtype === "int32" ? "i32" : undefined;
}

const ZERO = "(v128.const i64x2 0 0)";
const ONES = `(v128.const i8x16${" 1".repeat(16)})`;

/** `count` elements of `size` bytes into the lowest part of a vector. */
function rawLoad(size: number, count: number, at: string): string {
  switch (size * count) {
    case 16:
      return `(v128.load ${at})`;
    case 8:
      return `(v128.load64_zero ${at})`;
    case 4:
      return `(v128.load32_zero ${at})`;
    case 2:
      return `(v128.load16_lane ${lane(at)} 0 ${pointer(at)} ${ZERO})`;
    default:
      return `(v128.load8_lane ${lane(at)} 0 ${pointer(at)} ${ZERO})`;
  }
}
/** `at` is `offset=k pointer`, or a pointer alone. */
const lane = (at: string): string => /^offset=\d+/.exec(at)?.[0] ?? "";
const pointer = (at: string): string => at.replace(/^offset=\d+ /, "");

const SIZES: Partial<Record<DType, number>> = { bool: 1, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, float32: 4, float64: 8 };
export const sizeOfDType = (dtype: DType): number | undefined => SIZES[dtype];

/** Loads `count` elements (all lanes, or one) of a dtype as `kind`; undefined where there is no way. */
export function load(dtype: DType, kind: Kind, width: Width, count: number, at: string): string | undefined {
  const size = SIZES[dtype];
  return size === undefined ? undefined : widened(dtype, kind, width, rawLoad(size, count, at));
}

/** Puts one element into its place among those that `widened` takes; the first clears the rest. */
export function loadLane(dtype: DType, index: number, at: string, into: string): string | undefined {
  const size = SIZES[dtype];
  if (size === undefined) return undefined;
  return index === 0 ? rawLoad(size, 1, at) : `(v128.load${size * 8}_lane ${index} ${at} ${into})`;
}

/** Elements side by side in the lowest part of a vector as `kind`; undefined where there is no way. */
export function widened(dtype: DType, kind: Kind, width: Width, raw: string): string | undefined {
  const size = SIZES[dtype];
  if (size === undefined) return undefined;
  if (dtype === "float64") return kind === "f64" ? raw : undefined;
  if (dtype === "int64") return kind === "i64" ? raw : undefined;
  if (dtype === "float32") return kind === "f32" ? raw : kind === "f64" ? `(f64x2.promote_low_f32x4 ${raw})` : undefined;
  const sign = dtype.startsWith("u") || dtype === "bool" ? "u" : "s";
  if (dtype === "uint32" && kind !== "f64" && kind !== "i64") return undefined;
  let words = raw;
  if (size === 1) words = `(i16x8.extend_low_i8x16_${sign} ${words})`;
  if (size <= 2) words = `(i32x4.extend_low_i16x8_${sign} ${words})`;
  switch (kind) {
    case "i32":
      return words;
    case "f32":
      return size <= 2 ? `(f32x4.convert_i32x4_s ${words})` : undefined;
    case "f64":
      return `(f64x2.convert_low_i32x4_${size === 4 ? sign : "s"} ${words})`;
    case "i64":
      return `(i64x2.extend_low_i32x4_${size === 4 ? sign : "s"} ${words})`;
    case "mask":
      if (dtype !== "bool") return undefined;
      return width === 8 ? `(i64x2.ne (i64x2.extend_low_i32x4_u ${words}) ${ZERO})` : `(i32x4.ne ${words} ${ZERO})`;
  }
}

/** The first lane in every lane. */
export function splat(kind: Kind, width: Width, value: string): string {
  const lanes = shape(kind, width);
  return `(${lanes}.splat (${lanes}.extract_lane 0 ${value}))`;
}

/** Stores all lanes, or the first one alone. */
export function store(kind: Kind, width: Width, one: boolean, at: string, value: string): string {
  if (kind !== "mask") return one ? `(v128.store${width * 8}_lane ${lane(at)} 0 ${pointer(at)} ${value})` : `(v128.store ${at} ${value})`;
  const bits = `(v128.and ${value} ${ONES})`;
  if (one) return `(v128.store8_lane ${lane(at)} 0 ${pointer(at)} ${bits})`;
  const rest = " 0".repeat(width === 8 ? 14 : 12);
  const bytes = `(i8x16.shuffle ${width === 8 ? "0 8" : "0 4 8 12"}${rest} ${bits} ${bits})`;
  return `(v128.store${width === 8 ? 16 : 32}_lane ${lane(at)} 0 ${pointer(at)} ${bytes})`;
}

/** A value as another kind; undefined where vectors have no way that agrees with the plain loops. */
export function convert(value: string, from: Kind, to: Kind, width: Width): string | undefined {
  if (from === to) return value;
  if (to === "mask") return `(${shape(from, width)}.ne ${value} ${ZERO})`;
  if (from === "mask") return to === "i64" || to === "i32" ? `(${ints(width)}.neg ${value})` : `(v128.and ${value} ${constant(1, to)})`;
  if (from === "i64" && to === "f64") {
    // Both halves as the last bits of large numbers; what those are is taken off, without rounding, before the halves meet.
    const low = `(v128.or (v128.and ${value} (v128.const i64x2 0xffffffff 0xffffffff)) ${constant(2 ** 52, "f64")})`;
    const high = `(v128.xor (i64x2.shr_u ${value} (i32.const 32)) (v128.const i64x2 0x4530000080000000 0x4530000080000000))`;
    return `(f64x2.add (f64x2.sub ${high} ${constant(2 ** 84 + 2 ** 63 + 2 ** 52, "f64")}) ${low})`;
  }
  if (from === "i32" && to === "f32") return `(f32x4.convert_i32x4_s ${value})`;
  return undefined;
}

const cell = new DataView(new ArrayBuffer(8));

/** The same number in every lane, by its bits. */
export function constant(value: number | bigint | boolean, kind: Kind): string {
  switch (kind) {
    case "f64": {
      cell.setFloat64(0, Number(value));
      const bits = `0x${cell.getBigUint64(0).toString(16)}`;
      return `(v128.const i64x2 ${bits} ${bits})`;
    }
    case "f32": {
      cell.setFloat32(0, Number(value));
      const bits = `0x${cell.getUint32(0).toString(16)}`;
      return `(v128.const i32x4 ${bits} ${bits} ${bits} ${bits})`;
    }
    case "i64": {
      const bits = BigInt.asIntN(64, typeof value === "number" ? BigInt(Math.trunc(value)) : BigInt(value)).toString();
      return `(v128.const i64x2 ${bits} ${bits})`;
    }
    case "i32": {
      const bits = Number(value) | 0;
      return `(v128.const i32x4 ${bits} ${bits} ${bits} ${bits})`;
    }
    case "mask":
      return value ? "(v128.const i64x2 -1 -1)" : ZERO;
  }
}

/** Folds of 64-bit integers, exact and wrapping around as they do in C. Sums add the two words of each apart, so that no BigInt is made an element. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { NDArray, positions, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { is64 } from "./expressions.ts";
import { fold, type FoldName, keptShape } from "./fold.ts";

/** As many 32-bit words can be added in a float64 without rounding. */
const SAFE = 2 ** 21;

export function exactFold(name: FoldName, block: NDArray, axes: readonly number[], out: DType, context: KernelContext): NDArray {
  const shape = keptShape(block.shape, axes);
  const result = new NDArray(context.alloc(out, sizeOf(shape)), shape, out);
  const totals = name === "sum" || name === "nansum" ? sums(block, axes) : generic(name, block, axes, shape);
  if (is64(out)) for (const [i, total] of totals.entries()) (result.data as BigInt64Array)[i] = total;
  else for (const [i, total] of totals.entries()) (result.data as Float64Array)[i] = Number(total);
  return result;
}

function sums(block: NDArray, axes: readonly number[]): bigint[] {
  const longest = axes.reduce((best, axis) => (block.shape[axis]! > block.shape[best]! ? axis : best), axes[0] ?? 0);
  const count = axes.reduce((n, axis) => n * block.shape[axis]!, 1);
  if (count > SAFE && block.shape[longest]! > 1) {
    const half = block.shape[longest]! >> 1;
    const part = (start: number, n: number) =>
      sums(new NDArray(block.data, block.shape.with(longest, n), block.dtype, block.strides, block.offset + start * block.strides[longest]!), axes);
    const rest = part(half, block.shape[longest]! - half);
    return part(0, half).map((total, i) => total + rest[i]!);
  }
  if (!is64(block.dtype)) return Array.from(fold("sum", block, axes).values, BigInt);
  const { buffer, byteOffset, length } = block.data;
  const words = (data: Int32Array | Uint32Array, shift: number) =>
    fold(
      "sum",
      new NDArray(
        data,
        block.shape,
        data instanceof Int32Array ? "int32" : "uint32",
        block.strides.map(step => 2 * step),
        2 * block.offset + shift,
      ),
      axes,
    ).values;
  const low = words(new Uint32Array(buffer, byteOffset, 2 * length), 0);
  const high = words(block.dtype === "int64" ? new Int32Array(buffer, byteOffset, 2 * length) : new Uint32Array(buffer, byteOffset, 2 * length), 1);
  return Array.from(low, (value, i) => BigInt(value) + (BigInt(high[i]!) << 32n));
}

/** Everything else, in BigInts. */
function generic(name: FoldName, block: NDArray, axes: readonly number[], shape: readonly number[]): bigint[] {
  const unsigned = DTYPE_INFO[block.dtype].category !== "int";
  const [low, high] = unsigned ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  const FOLD: Partial<Record<FoldName, { init: bigint; next: (a: bigint, x: bigint) => bigint }>> = {
    prod: { init: 1n, next: (a, x) => BigInt.asIntN(64, a * x) },
    nanprod: { init: 1n, next: (a, x) => BigInt.asIntN(64, a * x) },
    min: { init: high, next: (a, x) => (x < a ? x : a) },
    nanmin: { init: high, next: (a, x) => (x < a ? x : a) },
    max: { init: low, next: (a, x) => (x > a ? x : a) },
    nanmax: { init: low, next: (a, x) => (x > a ? x : a) },
    any: { init: 0n, next: (a, x) => (x !== 0n ? 1n : a) },
    all: { init: 1n, next: (a, x) => (x !== 0n ? a : 0n) },
    countNonzero: { init: 0n, next: (a, x) => (x !== 0n ? a + 1n : a) },
    count: { init: 0n, next: a => a + 1n },
  };
  const { init, next } = FOLD[name]!;
  const totals = new Array<bigint>(sizeOf(shape)).fill(init);
  const target = new NDArray(block.data, block.shape, block.dtype, outStrides(shape, axes), 0);
  const targets = positions(target);
  for (const position of positions(block)) {
    const to = targets.next().value as number;
    totals[to] = next(totals[to]!, BigInt(block.data[position]!));
  }
  return totals;
}

function outStrides(shape: readonly number[], axes: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (!axes.includes(axis)) strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

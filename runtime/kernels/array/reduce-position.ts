/** Positions of extremes: `params.chunks` is the grid of the input, so that a block knows where its elements stand. */

import type { Params } from "../../ops/operation.ts";
import { cStrides, NDArray, positions as walk, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { is64 } from "./expressions.ts";
import { asFloats, foldPosition } from "./fold.ts";

export const positionChunk =
  (greatest: boolean, skipNaN: boolean) =>
  (block: NDArray, axes: readonly number[], params: Params, context: KernelContext): NDArray => {
    const toGlobal = globalPosition(block, axes, params["chunks"] as readonly (readonly number[])[], context.index);
    const floats = asFloats(block);
    const { shape, values, positions } = foldPosition(greatest, skipNaN, floats ?? ranked(block), axes);
    const dtype = is64(block.dtype) ? "int64" : "float64";
    const out = new NDArray(context.alloc(dtype, 2 * values.length), [2, ...shape], dtype);
    const n = values.length;
    for (let i = 0; i < n; i++) {
      const at = positions[i]!;
      const place = at < 0 ? -1 : toGlobal(at);
      if (dtype === "float64") [out.data[i], out.data[n + i]] = [values[i]!, place];
      else [out.data[i], out.data[n + i]] = [at < 0 ? 0n : elementAt(block, axes, i, at), BigInt(place)];
    }
    return out;
  };

/** Position among the reduced axes of the whole array, from that within the block. */
function globalPosition(block: NDArray, axes: readonly number[], chunks: readonly (readonly number[])[], index: readonly number[]): (local: number) => number {
  const local = cStrides(axes.map(axis => block.shape[axis]!));
  const whole = cStrides(axes.map(axis => chunks[axis]!.reduce((n, size) => n + size, 0)));
  const starts = axes.map(axis => chunks[axis]!.slice(0, index[axis]).reduce((n, size) => n + size, 0));
  return position => axes.reduce((sum, axis, k) => sum + ((Math.floor(position / local[k]!) % block.shape[axis]!) + starts[k]!) * whole[k]!, 0);
}

/** 64-bit integers beyond 2^53 as their ranks, which compare alike. */
function ranked(block: NDArray): NDArray {
  const values = Array.from(walk(block), position => block.data[position] as bigint);
  const sorted = [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rank = new Map(sorted.map((value, i) => [value, i]));
  return new NDArray(
    Float64Array.from(values, value => rank.get(value)!),
    block.shape,
    "float64",
  );
}

function elementAt(block: NDArray, axes: readonly number[], result: number, reduced: number): bigint {
  const others = block.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const place = (list: readonly number[], flat: number): number => {
    const strides = cStrides(list.map(axis => block.shape[axis]!));
    return list.reduce((sum, axis, k) => sum + (Math.floor(flat / strides[k]!) % block.shape[axis]!) * block.strides[axis]!, 0);
  };
  return block.data[block.offset + place(axes, reduced) + place(others, result)] as bigint;
}

export const combinePositions =
  (greatest: boolean) =>
  (parts: readonly NDArray[], context: KernelContext): NDArray => {
    const first = parts[0]!;
    const out = new NDArray(context.alloc(first.dtype, sizeOf(first.shape)), first.shape, first.dtype);
    const [best, n] = [out.data as Float64Array, sizeOf(first.shape) / 2];
    best.set(first.data as Float64Array);
    for (const part of parts.slice(1)) {
      const data = part.data as Float64Array;
      for (let i = 0; i < n; i++) {
        if (data[n + i]! < 0) continue;
        const [x, a] = [data[i]!, best[i]!];
        const earlier = data[n + i]! < best[n + i]!;
        const tie = x === a || (x !== x && a !== a);
        const better = a === a && (x !== x || (greatest ? x > a : x < a));
        if (best[n + i]! < 0 || better || (tie && earlier)) [best[i], best[n + i]] = [x, data[n + i]!];
      }
    }
    return out;
  };

export function finishPositions(part: NDArray, _params: Params, context: KernelContext): NDArray {
  const n = part.size / 2;
  const out = new NDArray(context.alloc("int64", n), part.shape.slice(1), "int64");
  for (let i = 0; i < n; i++) {
    const place = part.data[n + i]!;
    if (place < 0) throw new RangeError("there is no position in a slice of nothing but NaN");
    (out.data as BigInt64Array)[i] = BigInt(place);
  }
  return out;
}

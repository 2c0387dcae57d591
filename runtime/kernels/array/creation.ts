/** Blocks made from their position and the settings, or cut out of data in memory. */

import { DTYPE_INFO, type DType, type TypedArray } from "../../meta/dtype.ts";
import { put } from "../../values/element.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import type { Params } from "../../ops/operation.ts";
import { copyInto } from "./copy.ts";

export interface BlockPlace {
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/** Where block `index` of a grid lies. */
export function placeOf(chunks: readonly (readonly number[])[], index: readonly number[]): BlockPlace {
  return {
    start: chunks.map((blocks, axis) => blocks.slice(0, index[axis]).reduce((n, size) => n + size, 0)),
    shape: chunks.map((blocks, axis) => blocks[index[axis]!]!),
  };
}

export const CREATION_KERNELS: KernelTable = {
  "array.full": (_args, params, context) => {
    const { block } = fresh(params, context);
    fill(block.data, block.dtype, params["value"] ?? 0);
    return block;
  },
  "array.arange": (_args, params, context) => progression(params, context, params["start"] as number, params["step"] as number),
  "array.linspace": (_args, params, context) => {
    const { start, stop, count, endpoint } = params as unknown as { start: number; stop: number; count: number; endpoint: boolean };
    const steps = endpoint ? count - 1 : count;
    const block = progression(params, context, start, steps === 0 ? 0 : (stop - start) / steps);
    const place = placeOf(params["chunks"] as number[][], context.index);
    if (endpoint && steps > 0 && place.start[0]! + place.shape[0]! === count) put(block.data, place.shape[0]! - 1, block.dtype, stop);
    return block;
  },
  "array.eye": (_args, params, context) => {
    const { block, place } = fresh(params, context);
    fill(block.data, block.dtype, 0);
    const [rows, columns] = place.shape as [number, number];
    for (let i = 0; i < rows; i++) {
      const column = place.start[0]! + i + ((params["k"] as number | undefined) ?? 0) - place.start[1]!;
      if (column >= 0 && column < columns) put(block.data, i * columns + column, block.dtype, 1);
    }
    return block;
  },
  "array.indices": (_args, params, context) => {
    const { block, place } = fresh(params, context);
    const inner = cStrides(place.shape);
    for (let i = 0; i < block.size; i++) {
      const of = place.start[0]! + Math.floor(i / inner[0]!);
      put(block.data, i, block.dtype, place.start[of + 1]! + (Math.floor(i / inner[of + 1]!) % place.shape[of + 1]!));
    }
    return block;
  },
  "array.fromArray": (_args, params, context) => {
    const { data, shape, strides, offset, dtype } = context.resource((params["data"] as { resource: string }).resource) as PlainArray;
    const place = placeOf(params["chunks"] as number[][], context.index);
    const source = new NDArray(data, shape, dtype, strides, offset);
    const part = new NDArray(
      source.data,
      place.shape,
      dtype,
      strides,
      place.start.reduce((n, start, axis) => n + start * strides[axis]!, offset),
    );
    const block = new NDArray(context.alloc(dtype, part.size), place.shape, dtype);
    copyInto(block, part);
    return block;
  },
};

/** An NDArray as plain data, which a thread can be sent. */
export interface PlainArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: DType;
}

export function fresh(params: Params, context: KernelContext): { block: NDArray; place: BlockPlace } {
  const place = placeOf(params["chunks"] as number[][], context.index);
  const dtype = params["dtype"] as DType;
  return { block: new NDArray(context.alloc(dtype, sizeOf(place.shape)), place.shape, dtype), place };
}

export function fill(data: TypedArray, dtype: DType, value: unknown): void {
  if (data.length === 0) return;
  if (DTYPE_INFO[dtype].lanes === 2) {
    for (let i = 0; i < data.length / 2; i++) put(data, i, dtype, value);
    return;
  }
  put(data, 0, dtype, value);
  data.fill(data[0] as never);
}

function progression(params: Params, context: KernelContext, first: number, step: number): NDArray {
  const { block, place } = fresh(params, context);
  const from = place.start[0]!;
  const n = place.shape[0]!;
  const { data, dtype } = block;
  if (dtype === "int64" || dtype === "uint64") {
    const words = new Int32Array(data.buffer, data.byteOffset, n * 2);
    for (let i = 0; i < n; i++) {
      const value = Math.trunc(first + (from + i) * step);
      words[2 * i] = value | 0;
      words[2 * i + 1] = Math.floor(value / 4294967296);
    }
  } else if (data instanceof Float64Array && dtype === "float64") for (let i = 0; i < n; i++) data[i] = first + (from + i) * step;
  else for (let i = 0; i < n; i++) put(data, i, dtype, first + (from + i) * step);
  return block;
}

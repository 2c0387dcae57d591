/** The kernels of indexing by values: assigned parts, points, computed positions, diagonals. */

import { IndexError, ShapeError } from "../../errors.ts";
import { DTYPE_INFO, type DType, storage } from "../../meta/dtype.ts";
import { put } from "../../values/element.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { copyInto, gatherAlong, packed } from "./copy.ts";
import { asBlock } from "./elementwise.ts";

/** What is set in one block along one axis. An integer's axis is not one of the value's. */
export type Assigned =
  | { readonly kind: "int"; readonly at: number }
  | { readonly kind: "slice"; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: "list"; readonly at: readonly number[] };

export const INDEXING_KERNELS: KernelTable = {
  /** `params.place` says which part of the block is set; without it the block stays as it is. */
  "array.setItem": ([given, value], params, context) => {
    const block = asBlock(given);
    const place = params["place"] as readonly Assigned[] | undefined;
    if (place === undefined) return block;
    const out = packed(block, context);
    assign(out, place, value === undefined ? single(params["value"], out.dtype) : asBlock(value));
    return out;
  },

  /** Point k is at `part.at[a][k]` along `axes[a]` of block `part.from[k]`. */
  "array.points": ([parts], params, context) => {
    const axes = params["axes"] as readonly number[];
    const { from, at } = params["part"] as { from: readonly number[]; at: readonly (readonly number[])[] };
    const blocks = (parts as unknown[]).map(asBlock);
    const kept = blocks[0]!.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
    const rest = kept.map(axis => blocks[0]!.shape[axis]!);
    // One axis of all elements the points choose from, the others as they are: points are then positions along that axis.
    const flat = blocks.map(block => {
      const shape = [...axes, ...kept].map(axis => block.shape[axis]!);
      const turned = new NDArray(
        block.data,
        shape,
        block.dtype,
        [...axes, ...kept].map(axis => block.strides[axis]!),
        block.offset,
      );
      return turned;
    });
    const out = new NDArray(context.alloc(blocks[0]!.dtype, from.length * sizeOf(rest)), [from.length, ...rest], blocks[0]!.dtype);
    if (axes.length === 1) {
      gatherAlong(out, 0, flat, at[0]!, from);
      return out;
    }
    for (const [k, b] of from.entries()) {
      const source = flat[b]!;
      const offset = axes.reduce((sum, _, a) => sum + at[a]![k]! * source.strides[a]!, source.offset);
      copyInto(
        new NDArray(out.data, rest, out.dtype, out.strides.slice(1), k * out.strides[0]!),
        new NDArray(source.data, rest, source.dtype, source.strides.slice(axes.length), offset),
      );
    }
    return out;
  },

  /** Of the positions, those in this block, in their order. */
  "array.pickPositions": ([given, chosen], params, context) => {
    const axis = params["axis"] as number;
    const block = asBlock(given);
    const { start, length } = params as unknown as { start: number; length: number };
    const picks = positionsOf(asBlock(chosen), length, axis)
      .map(position => position - start)
      .filter(at => at >= 0 && at < block.shape[axis]!);
    const out = new NDArray(
      context.alloc(block.dtype, (block.size / Math.max(1, block.shape[axis]!)) * picks.length),
      block.shape.with(axis, picks.length),
      block.dtype,
    );
    gatherAlong(out, axis, [block], picks);
    return out;
  },

  /** The first argument are the positions, the others what each block along the axis gave for them. */
  "array.mergePositions": ([parts], params, context) => {
    const axis = params["axis"] as number;
    const ends = params["ends"] as readonly number[];
    const [chosen, ...picked] = (parts as unknown[]).map(asBlock) as [NDArray, ...NDArray[]];
    const next = new Array<number>(picked.length).fill(0);
    const positions = positionsOf(chosen, ends.at(-1)!, axis);
    const from = positions.map(position => ends.findIndex(end => position < end));
    const at = from.map(block => next[block]!++);
    const shape = picked[0]!.shape.with(axis, positions.length);
    const out = new NDArray(context.alloc(picked[0]!.dtype, sizeOf(shape)), shape, picked[0]!.dtype);
    gatherAlong(out, axis, picked, at, from);
    return out;
  },

  "array.counted": ([given, total], params) => {
    const expected = params["count"] as number;
    const found = Number(asBlock(total).item());
    if (found !== expected)
      throw new ShapeError(`setItem: the mask chooses ${found} positions, and there are ${expected} values for them`, [found], [expected]);
    return asBlock(given);
  },

  "array.positionMask": ([parts], params, context) => {
    const { start, size, length, axis, count } = params as unknown as Record<"start" | "size" | "length" | "axis", number> & { count?: number };
    const positions = (parts as unknown[]).flatMap(part => positionsOf(asBlock(part), length, axis));
    if (count === undefined) {
      const data = context.alloc("bool", size).fill(0 as never);
      for (const position of positions) if (position >= start && position < start + size) data[position - start] = 1;
      return new NDArray(data, [size], "bool");
    }
    if (positions.length !== count)
      throw new ShapeError(`setItem: the index names ${positions.length} positions, and there are ${count} values for them`, [positions.length], [count]);
    const data = (context.alloc("int64", size) as BigInt64Array).fill(-1n);
    for (const [place, position] of positions.entries()) if (position >= start && position < start + size) data[position - start] = BigInt(place);
    return new NDArray(data, [size], "int64");
  },

  "array.diagonal": ([given], params, context) => {
    const block = asBlock(given);
    const [a, b] = params["axes"] as readonly [number, number];
    const { row, column, count } = params["piece"] as { row: number; column: number; count: number };
    const kept = block.shape.map((_, axis) => axis).filter(axis => axis !== a && axis !== b);
    const strides = [...kept.map(axis => block.strides[axis]!), block.strides[a]! + block.strides[b]!];
    const offset = count === 0 ? block.offset : block.offset + row * block.strides[a]! + column * block.strides[b]!;
    return packed(new NDArray(block.data, [...kept.map(axis => block.shape[axis]!), count], block.dtype, strides, offset), context);
  },

  "array.view": ([given], params, context) => {
    const block = packed(asBlock(given), context);
    const dtype = params["dtype"] as DType;
    const { array, lanes, size } = DTYPE_INFO[dtype];
    const ratio = DTYPE_INFO[block.dtype].size / size;
    const shape = block.shape.length === 0 ? [] : block.shape.with(-1, block.shape.at(-1)! * ratio);
    return new NDArray(new array(block.data.buffer, block.data.byteOffset, sizeOf(shape) * lanes), shape, dtype);
  },
};

/** Positions as numbers that count from 0; one out of bounds is an error of the task. */
function positionsOf(chosen: NDArray, length: number, axis: number): number[] {
  const n = chosen.shape[0]!;
  const [step] = chosen.strides;
  const data = chosen.data;
  const wide = chosen.dtype === "int64" || chosen.dtype === "uint64" ? new Int32Array(data.buffer, data.byteOffset, data.length * 2) : undefined;
  return Array.from({ length: n }, (_, i) => {
    const k = chosen.offset + i * step!;
    const given = wide === undefined ? (data[k] as number) : wide[2 * k + 1]! * 4294967296 + (wide[2 * k]! >>> 0);
    if (given < -length || given >= length) throw new IndexError(`index ${given} is out of bounds for axis ${axis} with size ${length}`);
    return given < 0 ? given + length : given;
  });
}

function single(value: unknown, dtype: DType): NDArray {
  const data = storage(dtype, 1);
  put(data, 0, dtype, value);
  return new NDArray(data, [], dtype);
}

/** Sets the part that `place` describes; the value has the axes that are not integers, or fewer, or ones. */
function assign(out: NDArray, place: readonly Assigned[], value: NDArray): void {
  const shape: number[] = [];
  const strides: number[] = [];
  let { offset } = out;
  let list: { axis: number; at: readonly number[]; stride: number } | undefined;
  for (const [axis, part] of place.entries()) {
    const stride = out.strides[axis]!;
    if (part.kind === "int") offset += part.at * stride;
    else if (part.kind === "slice") {
      if (part.count !== 0) offset += part.start * stride;
      // The size of a block that is known only by computing is its own.
      [shape[shape.length], strides[strides.length]] = [Number.isNaN(part.count) ? out.shape[axis]! : part.count, stride * part.step];
    } else {
      list = { axis: shape.length, at: part.at, stride };
      [shape[shape.length], strides[strides.length]] = [part.at.length, stride];
    }
  }
  if (list === undefined) return copyInto(new NDArray(out.data, shape, out.dtype, strides, offset), value);
  const { axis, at, stride } = list;
  const own = axis - shape.length + value.shape.length;
  const follows = own >= 0 && value.shape[own] !== 1;
  for (let k = 0; k < at.length;) {
    let end = k + 1;
    while (end < at.length && at[end] === at[end - 1]! + 1) end++;
    const target = new NDArray(out.data, shape.with(axis, end - k), out.dtype, strides, offset + at[k]! * stride);
    copyInto(
      target,
      follows ? new NDArray(value.data, value.shape.with(own, end - k), value.dtype, value.strides, value.offset + k * value.strides[own]!) : value,
    );
    k = end;
  }
}

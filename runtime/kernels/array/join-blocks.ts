/** Blocks put side by side along some axes. */

import type { DType, TypedArray } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { copyInto } from "./copy.ts";

/** `blocks` in C order over `counts[i]` blocks along `axes[i]`. */
export function joinBlocks(
  blocks: readonly NDArray[],
  axes: readonly number[],
  counts: readonly number[],
  alloc: (dtype: DType, length: number) => TypedArray,
): NDArray {
  const first = blocks[0]!;
  const steps = cStrides(counts);
  const places = axes.map((axis, i) => {
    const offsets = [0];
    for (let k = 0; k < counts[i]!; k++) offsets.push(offsets[k]! + blocks[k * steps[i]!]!.shape[axis]!);
    return offsets;
  });
  const shape = first.shape.map((n, axis) => (axes.includes(axis) ? places[axes.indexOf(axis)]!.at(-1)! : n));
  const out = new NDArray(alloc(first.dtype, sizeOf(shape)), shape, first.dtype);
  for (const [k, block] of blocks.entries()) {
    const start = axes.reduce((at, axis, i) => at + places[i]![Math.floor(k / steps[i]!) % counts[i]!]! * out.strides[axis]!, 0);
    copyInto(new NDArray(out.data, block.shape, out.dtype, out.strides, start), block);
  }
  return out;
}

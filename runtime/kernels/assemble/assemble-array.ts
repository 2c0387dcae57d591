/** The blocks of an array as one: a plain value without axes, else an NDArray in memory of its own. */

import { copyInto } from "../array/copy.ts";
import { asBlock } from "../array/elementwise.ts";
import { isUnknown } from "../../meta/dim.ts";
import { storage } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import { MaskedNDArray, plain } from "../../values/masked.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";

/** `blocks` in C order of the grid. Sizes are taken from the blocks, which know those that were not. */
export function assembleArray(meta: ArrayMeta, blocks: readonly unknown[]): unknown {
  if (blocks[0] instanceof MaskedNDArray) return assembleMasked(meta, blocks as readonly MaskedNDArray[]);
  const arrays = blocks.map(asBlock);
  const [first] = arrays;
  if (first === undefined)
    return new NDArray(
      storage(isUnknown(meta.dtype) ? "float64" : meta.dtype, 0),
      meta.shape.map(() => 0),
      isUnknown(meta.dtype) ? "float64" : meta.dtype,
    );
  if (meta.shape.length === 0) return first.item();
  if (arrays.length === 1) return owned(first);
  const grid = meta.chunks.map(axis => (isUnknown(axis) ? 1 : axis.length));
  const strides = cStrides(grid);
  const offsets = grid.map((n, axis) => {
    const places = [0];
    const stride = strides[axis]!;
    for (let i = 0; i < n; i++) places.push(places[i]! + arrays[i * stride]!.shape[axis]!);
    return places;
  });
  const shape = offsets.map(places => places.at(-1)!);
  const out = new NDArray(storage(first.dtype, sizeOf(shape)), shape, first.dtype);
  for (const [i, block] of arrays.entries()) {
    const start = grid.reduce((at, n, axis) => at + offsets[axis]![Math.floor(i / strides[axis]!) % n]! * out.strides[axis]!, 0);
    copyInto(new NDArray(out.data, block.shape, out.dtype, out.strides, start), block);
  }
  return out;
}

/** Data and mask each put together; a single value that is masked is null. */
function assembleMasked(meta: ArrayMeta, blocks: readonly MaskedNDArray[]): unknown {
  if (meta.shape.length === 0) return blocks[0]!.item();
  const data = assembleArray(meta, blocks.map(plain)) as NDArray;
  const mask = assembleArray(
    { ...meta, dtype: "bool" },
    blocks.map(block => block.mask),
  ) as NDArray;
  return new MaskedNDArray(data, mask, blocks[0]!.fillValue);
}

/** In C order from the start of its own data, as users expect of `data`. */
function owned(block: NDArray): NDArray {
  if (block.contiguous && block.offset === 0 && block.data.byteLength === block.data.buffer.byteLength && !(block.data.buffer instanceof SharedArrayBuffer))
    return block;
  const out = new NDArray(storage(block.dtype, block.size), block.shape, block.dtype);
  copyInto(out, block);
  return out;
}

/** A block read from a source that users made: an object with a shape, a dtype and `read(region)`. */

import { DTypeError, ShapeError } from "../../errors.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import type { ReadAxis } from "../../ops/creation.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { packed } from "./copy.ts";
import { asBlock } from "./elementwise.ts";

export const READ_KERNELS: KernelTable = {
  "array.read": async (_args, params, context) => {
    const axes = params["axes"] as readonly ReadAxis[];
    let out = 0;
    const pieces = axes.map(axis => ("at" in axis ? { start: axis.at, step: 1, count: 1 } : axis.pieces[context.index[out++]!]!));
    const shape = pieces.filter((_, axis) => !("at" in axes[axis]!)).map(piece => piece.count);
    const dtype = params["dtype"] as NDArray["dtype"];
    if (shape.includes(0)) return new NDArray(context.alloc(dtype, 0), shape, dtype);
    const region = pieces.map(({ start, step, count }): [number, number] =>
      step > 0 ? [start, start + (count - 1) * step + 1] : [start + (count - 1) * step, start + 1],
    );
    const read = context.func(params["read"] as FunctionRef) as (region: readonly (readonly [number, number])[]) => unknown;
    const block = asBlock(await read(region));
    const expected = region.map(([start, stop]) => stop - start);
    if (block.shape.length !== expected.length || block.shape.some((n, axis) => n !== expected[axis]))
      throw new ShapeError(
        `read: the source gave a block of shape (${block.shape.join(", ")}) for a region of (${expected.join(", ")})`,
        expected,
        block.shape,
      );
    if (block.dtype !== dtype) throw new DTypeError(`read: the source says it is of ${dtype} and gave a block of ${block.dtype}`);
    context.count("read", block.size * block.data.BYTES_PER_ELEMENT);
    const offset = pieces.reduce((at, { step, count }, axis) => at + (step > 0 ? 0 : (count - 1) * -step) * block.strides[axis]!, block.offset);
    const strides = pieces.map(({ step }, axis) => step * block.strides[axis]!).filter((_, axis) => !("at" in axes[axis]!));
    return packed(new NDArray(block.data, shape, dtype, strides, offset), context);
  },
};

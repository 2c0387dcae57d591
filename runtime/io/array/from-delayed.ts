/** One delayed value as the only block of an array: it must be what was said of it. */

import { DTypeError, ShapeError } from "../../errors.ts";
import { asBlock } from "../../kernels/array/elementwise.ts";
import { packed } from "../../kernels/array/copy.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import type { NDArray } from "../../values/ndarray.ts";

export const delayedBlock: Kernel = ([value], params, context) => {
  const expected = (params["chunks"] as readonly (readonly number[])[]).map(axis => axis[0]!);
  const given = asBlock(value);
  const total = expected.reduce((n, size) => n * size, 1);
  // A typed array is its elements in C order.
  const block: NDArray = ArrayBuffer.isView(value) && given.size === total ? given.reshape(expected) : given;
  if (block.shape.length !== expected.length || block.shape.some((n, axis) => !Number.isNaN(expected[axis]!) && n !== expected[axis]))
    throw new ShapeError(`fromDelayed: a block of (${expected.join(", ")}) was promised, got one of (${block.shape.join(", ")})`, expected, block.shape);
  if (block.dtype !== params["dtype"]) throw new DTypeError(`fromDelayed: elements of ${String(params["dtype"])} were promised, got ${block.dtype}`);
  return packed(block, context);
};

/** The user's function on blocks. It gets private copies, so that whatever it does to them stays its own. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { ShapeError } from "../../errors.ts";
import { offsetsOf } from "../../meta/block-grid.ts";
import { copyOf, NDArray } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { packed } from "./copy.ts";
import { asBlock } from "./elementwise.ts";

export const MAP_BLOCKS_KERNELS: KernelTable = {
  "array.mapBlocks": async (args, params, context) => {
    const f = context.func(params["f"] as FunctionRef) as (...args: unknown[]) => unknown;
    const blocks = args.map(block => copyOf(asBlock(block)));
    const chunks = params["chunks"] as readonly (readonly number[])[];
    const grid = ((params["grid"] as readonly (readonly (readonly number[])[])[])[0] ?? chunks) as readonly (readonly number[])[];
    const index = context.index;
    const info = {
      index,
      location: (grid.length === index.length ? grid : chunks).map((axis, k) => {
        const offsets = offsetsOf(axis);
        return [offsets[index[k]!] ?? 0, offsets[index[k]! + 1] ?? 0] as const;
      }),
      shape: chunks.map((axis, k) => axis[index[k]!]!),
    };
    const result = asBlock(await f(...blocks, ...((params["extra"] as readonly unknown[] | undefined) ?? []), info));
    const expected = info.shape;
    if (result.shape.length !== expected.length || result.shape.some((n, axis) => !Number.isNaN(expected[axis]!) && n !== expected[axis])) {
      throw new ShapeError(
        `mapBlocks: the function gave a block of shape (${result.shape.join(", ")}) where (${expected.join(", ")}) was expected; say \`chunks\`, \`dropAxis\` or \`newAxis\``,
        expected,
        result.shape,
      );
    }
    return packed(new NDArray(result.data, result.shape, result.dtype, result.strides, result.offset), context);
  },
};

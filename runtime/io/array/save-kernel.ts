/** A block to its place in a target: by the writer of the target's format. Then, in one task, all that was written gets its name. */

import type { Kernel, KernelContext } from "../../kernels/kernel.ts";
import { asBlock } from "../../kernels/array/elementwise.ts";
import type { NDArray } from "../../values/ndarray.ts";
import { writeHdf5Block } from "../hdf5/write.ts";
import { writeNpyBlock } from "../npy/write.ts";
import { writeZarrBlock } from "../zarr/write.ts";
import { type Move, move } from "./beside.ts";
import { writeByCall } from "./call-target.ts";

/** Where a block lies in the array it comes from, and in its grid. */
export interface BlockPosition {
  readonly index: readonly number[];
  readonly start: readonly number[];
}
export type BlockWriter<T> = (target: T, block: NDArray, position: BlockPosition, context: KernelContext) => void | Promise<void>;

const WRITERS: Readonly<Record<string, BlockWriter<never>>> = { zarr: writeZarrBlock, npy: writeNpyBlock, hdf5: writeHdf5Block, call: writeByCall };

export const saveBlock: Kernel = async ([block], params, context) => {
  const { input, index } = params["part"] as { input: number; index: readonly number[] };
  const { target, chunks } = (params["targets"] as readonly { target: { format: string }; chunks: readonly (readonly number[])[] }[])[input]!;
  const start = chunks.map((blocks, axis) => blocks.slice(0, index[axis]).reduce((n, size) => n + size, 0));
  await (WRITERS[target.format] as BlockWriter<unknown>)(target, asBlock(block), { index, start }, context);
  return [null];
};

export const commitArrays: Kernel = (_args, params) => {
  for (const each of params["moves"] as readonly Move[]) move(each);
  return null;
};

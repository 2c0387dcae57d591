/** The user's function on blocks. It gets private copies, so that whatever it does to them stays its own. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { type DType, storage } from "../../meta/dtype.ts";
import { offsetsOf } from "../../meta/block-grid.ts";
import type { Params } from "../../ops/operation.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { fill } from "../template.ts";
import { ownCopy } from "./block-math.ts";
import { joinBlocks } from "./join-blocks.ts";
import { grouped, resultBlock } from "./user-function.ts";

type Grid = readonly (readonly number[])[];
type UserFunction = (...args: readonly unknown[]) => unknown;

/** Where a block lies in the first array, or in the result where that has other axes. */
export function blockInfo(params: Params, index: readonly number[]) {
  const chunks = params["chunks"] as Grid;
  const grid = (params["grid"] as readonly Grid[] | undefined)?.[0] ?? chunks;
  return {
    index: [...index],
    location: (grid.length === index.length ? grid : chunks).map((axis, k) => {
      const offsets = offsetsOf(axis);
      return [offsets[index[k]!] ?? 0, offsets[index[k]! + 1] ?? 0] as const;
    }),
    shape: chunks.map((axis, k) => axis[index[k]!]!),
  };
}

/** The inputs of a task, one entry each: a block, or lists of blocks over contracted axes; joined where that is asked for. */
export function inputsOf(args: readonly unknown[], params: Params): unknown[] {
  const groups = params["groups"] as readonly (readonly number[])[] | undefined;
  const own = (block: unknown) => (block instanceof NDArray ? ownCopy(block) : block);
  if (groups === undefined) return args.map(own);
  const blocks = args[0] as readonly unknown[];
  if (params["concatenate"] === false) return grouped(blocks, groups, ownCopy);
  const axes = (params["axes"] as readonly (readonly number[])[]).map(all => all.flatMap((follows, axis) => (follows < 0 ? [axis] : [])));
  let at = 0;
  return groups.map((counts, k) => {
    const members = blocks.slice(at, (at += counts.reduce((n, c) => n * c, 1)));
    return counts.length === 0 ? own(members[0]) : joinBlocks(members as NDArray[], axes[k]!, counts, storage);
  });
}

const call =
  (where: string, withInfo: boolean) =>
  async (args: readonly unknown[], params: Params, context: KernelContext): Promise<NDArray> => {
    const f = context.func(params["f"] as FunctionRef) as UserFunction;
    const inputs = inputsOf(args, params);
    const info = blockInfo(params, context.index);
    const shapes = inputs.map(input => input);
    const result = await f(...(fill(params["args"], inputs) as unknown[]), ...(withInfo ? [info] : []));
    return resultBlock(result, { shape: info.shape, dtype: params["dtype"] as DType, where, inputs: shapes }, context);
  };

export const MAP_BLOCKS_KERNELS: KernelTable = {
  "array.mapBlocks": call("mapBlocks", true),
  "array.blockwise": call("blockwise", false),
};

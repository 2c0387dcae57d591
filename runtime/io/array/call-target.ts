/** Targets that are the user's own: something with `write(region, block)`. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import { copyOf, type NDArray } from "../../values/ndarray.ts";
import type { BlockWriter } from "./save-kernel.ts";

export interface CallTarget {
  readonly format: "call";
  readonly write: FunctionRef;
  readonly start: readonly number[];
}
export type Region = (readonly [start: number, stop: number])[];

export const regionOf = (block: NDArray, start: readonly number[], from: readonly number[]): Region =>
  block.shape.map((n, axis): [number, number] => [from[axis]! + start[axis]!, from[axis]! + start[axis]! + n]);

export const writeByCall: BlockWriter<CallTarget> = async ({ write, start: from }, block, { start }, context) => {
  const call = context.func(write) as unknown as (region: Region, block: NDArray) => unknown;
  await call(regionOf(block, start, from), copyOf(block));
};

/** Copies by vectors between blocks in the memory that kernels import; elements move as they are, so that their size alone counts. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import { copyInto, packed } from "../array/copy.ts";
import type { Program } from "../array/program.ts";
import type { KernelContext } from "../kernel.ts";
import { reachOf } from "./reach.ts";
import { runInto, worthwhile } from "./run-simd.ts";

export type Copy = (target: NDArray, source: NDArray) => void;

const PLAIN: Readonly<Record<8 | 4, Program>> = { 8: { inputs: ["float64"], steps: [] }, 4: { inputs: ["float32"], steps: [] } };

/** How `size` elements are best copied, in pieces maybe; a promise while the assembler is loaded. */
export function copier(size: number, context: KernelContext): Copy | Promise<Copy> {
  const made = (vectors: boolean): Copy => (vectors ? (target, source) => void (byVectors(target, source, context) || copyInto(target, source)) : copyInto);
  const vectors = worthwhile(size, context);
  return typeof vectors === "boolean" ? made(vectors) : vectors.then(made);
}

/** A copy in C order in block memory. */
export function packedFast(block: NDArray, context: KernelContext): NDArray | Promise<NDArray> {
  const copy = copier(block.size, context);
  if (copy === copyInto) return packed(block, context);
  const run = (by: Copy): NDArray => {
    const out = new NDArray(context.alloc(block.dtype, block.size), block.shape, block.dtype);
    by(out, block);
    return out;
  };
  return typeof copy === "function" ? run(copy) : copy.then(run);
}

function byVectors(target: NDArray, source: NDArray, context: KernelContext): boolean {
  const { size, lanes } = DTYPE_INFO[target.dtype];
  if (lanes !== 1 || (size !== 8 && size !== 4) || target.size === 0) return false;
  if (reachOf(context, target.data) === undefined || reachOf(context, source.data) === undefined) return false;
  return runInto(PLAIN[size], [as(size, source)], as(size, target), target.strides, target.shape, context);
}

function as(size: 8 | 4, block: NDArray): NDArray {
  const dtype: DType = size === 8 ? "float64" : "float32";
  if (block.dtype === dtype) return block;
  const { buffer, byteOffset, length } = block.data;
  const data = size === 8 ? new Float64Array(buffer, byteOffset, length) : new Float32Array(buffer, byteOffset, length);
  return new NDArray(data, block.shape, dtype, block.strides, block.offset);
}

/** The half of a spectrum that is the other's conjugate. */

import { DTYPE_INFO } from "../../../meta/dtype.ts";
import type { NDArray } from "../../../values/ndarray.ts";
import type { KernelContext } from "../../kernel.ts";
import { mirrorOf } from "./engine.ts";

/**
 * Of the spectrum of real numbers along `axes`, what lies beyond the middle of `axis`, the last of them: at k it is the conjugate of what is at
 * n - k along every one of the axes. In place; gives the block.
 */
export async function mirrored(block: NDArray, axis: number, axes: readonly number[], context: KernelContext): Promise<NDArray> {
  const n = block.shape[axis]!;
  const first = (n >> 1) + 1;
  if (block.size === 0 || first >= n) return block;
  const { shape, strides, data } = block;
  const conjugates = await mirrorOf(data, block.dtype === "complex64" ? "f32" : "f64", context);
  const last = shape.length - 1;
  const { lanes } = DTYPE_INFO[block.dtype];
  const walk = (k: number, from: number, to: number): void => {
    const size = shape[k]!;
    const step = strides[k]!;
    if (k === last) {
      // A run along the last axis: backwards where it is the halved one.
      if (k === axis) conjugates((from + (n - first) * step) * lanes, -step * lanes, (to + first * step) * lanes, step * lanes, n - first);
      else conjugates(from * lanes, step * lanes, to * lanes, step * lanes, size);
      return;
    }
    for (let i = k === axis ? first : 0; i < size; i++) walk(k + 1, from + (axes.includes(k) && i > 0 ? size - i : i) * step, to + i * step);
  };
  walk(0, block.offset, block.offset);
  return block;
}

/** Central differences along an axis, second order where the spacing varies (Fornberg 1988); at the ends one-sided, of first or second order. */

import type { DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelTable } from "../kernel.ts";
import { asBlock } from "./elementwise.ts";
import { joined, lastTo, linesOf } from "./lines.ts";
import { keysOf } from "./order.ts";

export const GRADIENT_KERNELS: KernelTable = {
  /** A block with its neighbours along the axis, those that there are. */
  "array.gradient": ([parts], params, context) => {
    const { axis, chunks, edgeOrder, spacing, dtype } = params as unknown as {
      axis: number;
      chunks: readonly (readonly number[])[];
      edgeOrder: 1 | 2;
      spacing: number | readonly number[];
      dtype: DType;
    };
    const sizes = chunks[axis]!;
    const at = context.index[axis]!;
    const blocks = (parts as unknown[]).map(asBlock);
    const first = Math.max(0, at - 1);
    const own = sizes.slice(first, at).reduce((n, size) => n + size, 0);
    const whole = joined(blocks, axis, context);
    const { block, rows, length, outer } = linesOf(whole, [axis], context);
    const f = keysOf(block, context);
    const start = sizes.slice(0, first).reduce((n, size) => n + size, 0);
    const step = typeof spacing === "number" ? () => spacing : (i: number) => spacing[start + i + 1]! - spacing[start + i]!;
    const even = typeof spacing === "number" || spacing.every((x, i) => i < 2 || x - spacing[i - 1]! === spacing[1]! - spacing[0]!);
    const n = sizes[at]!;
    const out = new NDArray(context.alloc(dtype, rows * n), [...outer, n], dtype);
    for (let row = 0; row < rows; row++) {
      const line = f.subarray(row * length, (row + 1) * length);
      for (let i = 0; i < n; i++) out.data[row * n + i] = slopeAt(line, own + i, step, even, edgeOrder);
    }
    return lastTo(out, axis, context);
  },
};

function slopeAt(f: Float64Array, i: number, step: (i: number) => number, even: boolean, edgeOrder: 1 | 2): number {
  const last = f.length - 1;
  if (i > 0 && i < last) {
    const [before, after] = [step(i - 1), step(i)];
    if (even) return (f[i + 1]! - f[i - 1]!) / (2 * before);
    const both = before + after;
    return (-after / (before * both)) * f[i - 1]! + ((after - before) / (before * after)) * f[i]! + (before / (after * both)) * f[i + 1]!;
  }
  const side = i === 0 ? 1 : -1;
  // Signed steps inwards: the same formula serves both ends.
  const near = side * step(i === 0 ? 0 : last - 1);
  if (edgeOrder === 1) return (f[i + side]! - f[i]!) / near;
  const next = side * step(i === 0 ? 1 : last - 2);
  const both = near + next;
  return (-(2 * near + next) / (near * both)) * f[i]! + (both / (near * next)) * f[i + side]! - (near / (next * both)) * f[i + 2 * side]!;
}

/** Products and extremes of complex numbers of one block, element by element. */

import { NDArray, cStrides } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { keptShape } from "./fold.ts";

/** Products in complex128; the greatest or least, by real and then imaginary parts, in the dtype they have. What is not a number stays. */
export function complexFold(name: "prod" | "min" | "max", block: NDArray, axes: readonly number[], context: KernelContext): NDArray {
  const shape = keptShape(block.shape, axes);
  const dtype = name === "prod" ? "complex128" : block.dtype;
  const size = shape.reduce((n, k) => n * k, 1);
  const out = context.alloc(dtype, size) as Float64Array;
  const start = name === "prod" ? [1, 0] : name === "max" ? [-Infinity, -Infinity] : [Infinity, Infinity];
  for (let i = 0; i < size; i++) out.set(start, 2 * i);
  const steps = cStrides(shape).map((step, axis) => (axes.includes(axis) ? 0 : step));
  const data = block.data as Float64Array;
  const add = (p: number, q: number): void => {
    const [a, b, c, d] = [out[q]!, out[q + 1]!, data[p]!, data[p + 1]!];
    if (name === "prod") {
      out[q] = a * c - b * d;
      out[q + 1] = a * d + b * c;
      return;
    }
    if (a !== a || b !== b) return;
    if (c !== c || d !== d || (name === "max" ? c > a || (c === a && d > b) : c < a || (c === a && d < b))) {
      out[q] = c;
      out[q + 1] = d;
    }
  };
  const walk = (axis: number, p: number, q: number): void => {
    if (axis === block.shape.length) return add(2 * p, 2 * q);
    for (let i = 0; i < block.shape[axis]!; i++) walk(axis + 1, p + i * block.strides[axis]!, q + i * steps[axis]!);
  };
  walk(0, block.offset, 0);
  return new NDArray(out, shape, dtype);
}

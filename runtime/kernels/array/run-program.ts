/** Runs a program over blocks: broadcasts them, joins axes that lie alike, and walks the rest. */

import type { TypedArray } from "../../meta/dtype.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { compiledLoop, viewOf } from "./loop.ts";
import type { Program } from "./program.ts";

export function runProgram(program: Program, inputs: readonly NDArray[], context: Pick<KernelContext, "alloc">): NDArray {
  const dtype = program.steps.at(-1)!.out;
  const shape = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const out = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
  runInto(program, inputs, out);
  return out;
}

/** The loops in JavaScript; `out` is in C order. */
export function runInto(program: Program, inputs: readonly NDArray[], out: NDArray): void {
  if (out.size === 0) return;
  const arrays = [...inputs, out];
  const { shape, strides } = collapse(
    out.shape,
    arrays.map(array => alignedStrides(array, out.shape)),
  );
  const { fast, exact } = compiledLoop(program);
  const run = (loop: NonNullable<typeof fast>, isExact: boolean): boolean => {
    const views: TypedArray[] = arrays.map(array => viewOf(array.data, array.dtype, isExact));
    const starts = arrays.map(array => array.offset);
    const rank = shape.length;
    const n = rank === 0 ? 1 : shape[rank - 1]!;
    const steps = strides.map(stride => (rank === 0 ? 0 : stride[rank - 1]!));
    const index = new Array<number>(Math.max(0, rank - 1)).fill(0);
    for (;;) {
      if (!loop(n, views, starts, steps)) return false;
      let axis = rank - 2;
      for (; axis >= 0; axis--) {
        for (let k = 0; k < arrays.length; k++) starts[k]! += strides[k]![axis]!;
        if (++index[axis]! < shape[axis]!) break;
        for (let k = 0; k < arrays.length; k++) starts[k]! -= strides[k]![axis]! * shape[axis]!;
        index[axis] = 0;
      }
      if (axis < 0) return true;
    }
  };
  if (fast === undefined || !run(fast, false)) run(exact!, true);
}

/** Strides of an operand over the axes of the result: 0 where it repeats. */
export function alignedStrides(array: NDArray, shape: readonly number[]): number[] {
  const shift = shape.length - array.shape.length;
  return shape.map((n, axis) => (axis < shift || (array.shape[axis - shift] === 1 && n !== 1) ? 0 : array.strides[axis - shift]!));
}

/** Neighbouring axes that every operand walks evenly become one; axes of one element go. */
export function collapse(shape: readonly number[], strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const walks: number[][] = strides.map(() => []);
  for (const [axis, n] of shape.entries()) {
    if (n === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && strides.every((stride, k) => walks[k]![last] === stride[axis]! * n)) {
      sizes[last]! *= n;
      for (const [k, walk] of walks.entries()) walk[last] = strides[k]![axis]!;
    } else {
      sizes.push(n);
      for (const [k, walk] of walks.entries()) walk.push(strides[k]![axis]!);
    }
  }
  return { shape: sizes, strides: walks };
}

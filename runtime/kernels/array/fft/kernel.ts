/** Fourier transforms of a block along its axes, one axis after another. */

import { DTYPE_INFO, type DType } from "../../../meta/dtype.ts";
import type { FftStep } from "../../../ops/fft.ts";
import { cStrides, NDArray, sizeOf } from "../../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../../kernel.ts";
import { asBlock, programOf } from "../elementwise.ts";
import { runProgram } from "../run-program.ts";
import { engineOf } from "./engine.ts";
import { complexLines, fromHalf, fromPairs, type Side, toPairs, type Turn } from "./lines.ts";
import { mirrored } from "./mirror.ts";

export const FFT_KERNELS: KernelTable = {
  "array.fft": async ([given], params, context) => {
    const single = params["single"] === true;
    const steps = params["steps"] as readonly FftStep[];
    let block = asBlock(given);
    const plain: DType = single ? "float32" : "float64";
    const complex: DType = single ? "complex64" : "complex128";
    if (steps[0] === undefined) return block;
    const real = steps[0].kind === "r2c" || (steps[0].kind === "c2c" && block.dtype === plain);
    const dtype = real ? plain : complex;
    if (block.dtype !== dtype) block = runProgram(programOf("astype", [block], { dtype }), [block], context);
    if (real && steps.every(({ kind, axis }, i) => kind === "c2c" && steps.findIndex(other => other.axis === axis) === i))
      return halfThenWhole(block, steps, single, context);
    for (const step of steps) block = await along(block, step, single, context);
    return block;
  },
};

/** All of a real block's spectrum: along its last axis in it only half, as the other half is the conjugate of it. */
async function halfThenWhole(block: NDArray, steps: readonly FftStep[], single: boolean, context: KernelContext): Promise<NDArray> {
  const first = steps.reduce((last, step) => (step.axis > last.axis ? step : last));
  const shape = block.shape.map((size, k) => steps.find(step => step.axis === k)?.n ?? size);
  const dtype: DType = single ? "complex64" : "complex128";
  const whole = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
  const half = new NDArray(whole.data, shape.with(first.axis, (first.n >> 1) + 1), dtype, whole.strides, whole.offset);
  const order = [{ ...first, kind: "r2c" as const }, ...steps.filter(step => step !== first)];
  for (const [i, step] of order.entries()) block = await along(block, step, single, context, i === order.length - 1 ? half : undefined);
  return mirrored(
    whole,
    first.axis,
    steps.map(step => step.axis),
    context,
  );
}

async function along(source: NDArray, step: FftStep, single: boolean, context: KernelContext, into?: NDArray): Promise<NDArray> {
  const { axis, n, kind } = step;
  const dtype: DType = kind === "c2r" ? (single ? "float32" : "float64") : single ? "complex64" : "complex128";
  const shape = source.shape.with(axis, kind === "r2c" ? Math.floor(n / 2) + 1 : n);
  const target = into ?? new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype, cStrides(shape));
  if (target.size === 0) return target;
  // Lines that lie next to each other go together.
  const others = shape.flatMap((_, k) => (k === axis ? [] : [k]));
  const inner = others.findLast(k => shape[k]! > 1) ?? others.at(-1);
  const outer = others.filter(k => k !== inner);
  const [from, to] = [numbersOf(source, axis, inner), numbersOf(target, axis, inner)];
  const halved = kind !== "c2c" && n % 2 === 0;
  const beside = Math.abs(from.between) < Math.abs(from.step) || Math.abs(to.between) < Math.abs(to.step);
  const engine = await engineOf(n, single ? "f32" : "f64", { halved, beside }, context);
  const turn: Turn = kind === "c2c" || (kind === "r2c" && !halved) ? complexLines : kind === "r2c" ? toPairs : halved ? fromPairs : fromHalf;
  const most = Math.min(source.shape[axis]!, kind === "c2r" ? Math.floor(n / 2) + 1 : n);
  const count = inner === undefined ? 1 : shape[inner]!;
  eachOffset(
    outer.map(k => shape[k]!),
    outer.map(k => source.strides[k]!),
    outer.map(k => target.strides[k]!),
    (a, b) => {
      for (let first = 0; first < count;) {
        const left = count - first;
        const groups = Math.max(1, Math.min(engine.groups, Math.floor(left / engine.lanes)));
        const lines = Math.min(left, groups * engine.lanes);
        turn(
          engine,
          { ...from, start: from.start + a * from.lanes + first * from.between },
          { ...to, start: to.start + b * to.lanes + first * to.between },
          { lines, groups, step, have: most, give: shape[axis]! },
        );
        first += lines;
      }
    },
  );
  return target;
}

function numbersOf(block: NDArray, axis: number, inner: number | undefined): Side {
  const { lanes } = DTYPE_INFO[block.dtype];
  return {
    data: block.data,
    start: block.offset * lanes,
    between: inner === undefined ? 0 : block.strides[inner]! * lanes,
    step: block.strides[axis]! * lanes,
    lanes,
  };
}

function eachOffset(shape: readonly number[], a: readonly number[], b: readonly number[], visit: (a: number, b: number) => void): void {
  const walk = (axis: number, p: number, q: number): void => {
    if (axis === shape.length) return visit(p, q);
    for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, p + i * a[axis]!, q + i * b[axis]!);
  };
  walk(0, 0, 0);
}

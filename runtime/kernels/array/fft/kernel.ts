/** Fourier transforms of a block along its axes, one axis after another. */

import { DTYPE_INFO, type DType, type TypedArray } from "../../../meta/dtype.ts";
import type { FftStep } from "../../../ops/fft.ts";
import { cStrides, NDArray, sizeOf } from "../../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../../kernel.ts";
import { asBlock, programOf } from "../elementwise.ts";
import { runProgram } from "../run-program.ts";
import { type Engine, engineOf } from "./engine.ts";

type Floats = Float64Array;

export const FFT_KERNELS: KernelTable = {
  "array.fft": async ([given], params, context) => {
    const single = params["single"] === true;
    let block = asBlock(given);
    for (const step of params["steps"] as readonly FftStep[]) {
      const plain: DType = single ? "float32" : "float64";
      // A forward transform reads real numbers as they are.
      const dtype: DType = step.kind === "r2c" || (step.kind === "c2c" && !step.inverse && block.dtype === plain) ? plain : single ? "complex64" : "complex128";
      if (block.dtype !== dtype) block = runProgram(programOf("astype", [block], { dtype }), [block], context);
      block = await along(block, step, single, context);
    }
    return block;
  },
};

async function along(source: NDArray, step: FftStep, single: boolean, context: KernelContext): Promise<NDArray> {
  const { axis, n, kind } = step;
  const dtype: DType = kind === "c2r" ? (single ? "float32" : "float64") : single ? "complex64" : "complex128";
  const shape = source.shape.with(axis, kind === "r2c" ? Math.floor(n / 2) + 1 : n);
  const target = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype, cStrides(shape));
  if (target.size === 0) return target;
  const engine = await engineOf(n, single ? "f32" : "f64", context);
  const turn = kind === "c2c" ? complexLines : kind === "r2c" ? toHalf : fromHalf;
  // Lines that lie next to each other go together.
  const others = shape.flatMap((_, k) => (k === axis ? [] : [k]));
  const inner = others.findLast(k => shape[k]! > 1) ?? others.at(-1);
  const outer = others.filter(k => k !== inner);
  const [from, to] = [numbersOf(source, axis, inner), numbersOf(target, axis, inner)];
  const together = kind === "c2c" ? engine.lanes : 2 * engine.lanes;
  const count = inner === undefined ? 1 : shape[inner]!;
  eachOffset(
    outer.map(k => shape[k]!),
    outer.map(k => source.strides[k]!),
    outer.map(k => target.strides[k]!),
    (a, b) => {
      for (let first = 0; first < count; first += together)
        turn(
          engine,
          { ...from, start: from.start + a * from.lanes + first * from.between },
          { ...to, start: to.start + b * to.lanes + first * to.between },
          Math.min(together, count - first),
          step,
          Math.min(source.shape[axis]!, kind === "c2r" ? Math.floor(n / 2) + 1 : n),
        );
    },
  );
  return target;
}

/** Where lines lie, in numbers: complex elements are two. */
interface Side {
  readonly data: TypedArray;
  readonly start: number;
  readonly between: number;
  readonly step: number;
  readonly lanes: number;
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

/** `lines` lines of which `have` elements are there; the rest of n are zero. An inverse is a transform with real and imaginary parts exchanged. */
function complexLines(engine: Engine, from: Side, to: Side, lines: number, { n, inverse, scale }: FftStep, have: number): void {
  const { lanes, room } = engine;
  const width = 2 * lanes;
  const [re, im] = inverse ? [lanes, 0] : [0, lanes];
  const real = from.lanes === 1;
  if (lines < lanes || !(real ? engine.gatherReal(from, have, false) : engine.gather(from, have, inverse))) {
    const data = from.data as Floats;
    for (let lane = 0; lane < lanes; lane++) {
      const line = from.start + Math.min(lane, lines - 1) * from.between;
      for (let i = 0, p = line, q = lane; i < have; i++, p += from.step, q += width) [room[q + re], room[q + im]] = [data[p]!, real ? 0 : data[p + 1]!];
    }
  }
  room.fill(0, have * width, n * width);
  const made = engine.run();
  if (lines === lanes && engine.scatter(to, made, inverse, scale)) return;
  const data = to.data as Floats;
  for (let lane = 0; lane < lines; lane++) {
    const line = to.start + lane * to.between;
    for (let i = 0, p = line, q = lane; i < n; i++, p += to.step, q += width) [data[p], data[p + 1]] = [made[q + re]! * scale, made[q + im]! * scale];
  }
}

/** Two real lines are one complex one; what is even of its transform is of the first, what is odd of the second. */
function toHalf(engine: Engine, from: Side, to: Side, lines: number, { n, inverse, scale }: FftStep, have: number): void {
  const { lanes, room } = engine;
  const width = 2 * lanes;
  if (lines < width || !engine.gatherReal(from, have, true)) {
    const data = from.data as Floats;
    for (let lane = 0; lane < width; lane++) {
      const line = from.start + Math.min(lane, lines - 1) * from.between;
      for (let i = 0, p = line, q = lane; i < have; i++, p += from.step, q += width) room[q] = data[p]!;
    }
  }
  room.fill(0, have * width, n * width);
  const made = engine.run();
  const out = to.data as Floats;
  const half = scale / 2;
  const sign = inverse ? -half : half;
  for (let lane = 0; lane < lines; lane++) {
    const second = lane >= lanes;
    const [line, at] = [to.start + lane * to.between, second ? lane - lanes : lane];
    for (let k = 0, p = line; k <= n >> 1; k++, p += to.step) {
      const [a, b] = [at + k * width, at + (k === 0 ? 0 : n - k) * width];
      if (second) [out[p], out[p + 1]] = [(made[a + lanes]! + made[b + lanes]!) * half, (made[b]! - made[a]!) * sign];
      else [out[p], out[p + 1]] = [(made[a]! + made[b]!) * half, (made[a + lanes]! - made[b + lanes]!) * sign];
    }
  }
}

/** The way back: two half spectra are one whole one, whose transform has one line as its real and the other as its imaginary part. */
function fromHalf(engine: Engine, from: Side, to: Side, lines: number, { n, inverse, scale }: FftStep, have: number): void {
  const { lanes, room } = engine;
  const width = 2 * lanes;
  const data = from.data as Floats;
  const sign = inverse ? 1 : -1;
  room.fill(0, 0, n * width);
  for (let lane = 0; lane < lines; lane++) {
    const second = lane >= lanes;
    const [line, at] = [from.start + lane * from.between, second ? lane - lanes : lane];
    for (let k = 0, p = line; k < have; k++, p += from.step) {
      const alone = k === 0 || 2 * k === n;
      const [re, im] = [data[p]!, alone ? 0 : sign * data[p + 1]!];
      // Real and imaginary parts are exchanged: this is an inverse transform.
      for (const [i, part] of alone ? [[k, im] as const] : [[k, im] as const, [n - k, -im] as const]) {
        const q = at + i * width;
        if (second) [room[q], room[q + lanes]] = [room[q]! + re, room[q + lanes]! - part];
        else [room[q], room[q + lanes]] = [room[q]! + part, room[q + lanes]! + re];
      }
    }
  }
  const made = engine.run();
  const out = to.data as Floats;
  for (let lane = 0; lane < lines; lane++) {
    const line = to.start + lane * to.between;
    const at = lane >= lanes ? lane - lanes : lane + lanes;
    for (let i = 0, p = line, q = at; i < n; i++, p += to.step, q += width) out[p] = made[q]! * scale;
  }
}

function eachOffset(shape: readonly number[], a: readonly number[], b: readonly number[], visit: (a: number, b: number) => void): void {
  const walk = (axis: number, p: number, q: number): void => {
    if (axis === shape.length) return visit(p, q);
    for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, p + i * a[axis]!, q + i * b[axis]!);
  };
  walk(0, 0, 0);
}

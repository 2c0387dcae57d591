/** First stages of reductions as folds of an extended program: sums, and sums of squares around the mean. */

import { broadcastShapes } from "../../meta/block-grid.ts";
import { DTYPE_INFO, type DType, sumDType } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Params } from "../../ops/operation.ts";
import { keptShape } from "../array/fold.ts";
import { mergeMoments } from "../array/moments.ts";
import { type Arg, outOf, type Program, stepOf } from "../array/program.ts";
import { identityOf } from "./identity.ts";

/** Folds the program over inputs, and more that go along with them, into cells. False: not this way. */
export type Fold = (program: Program, inputs: readonly NDArray[], more: readonly NDArray[], cells: NDArray, code: "sum" | "min" | "max") => boolean;
type Room = (dtype: DType, shape: readonly number[]) => NDArray;

/** The part that the reduction's later stages expect; undefined: not this way. Squares go over `part` elements at a time, if that many come to one cell. */
export function foldPlan(
  name: ReductionName,
  program: Program,
  inputs: readonly NDArray[],
  axes: readonly number[],
  params: Params,
  room: Room,
  fold: Fold,
  part: number,
): NDArray | undefined {
  const whole = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const shape = keptShape(whole, axes);
  const dtype = outOf(program);
  if (DTYPE_INFO[dtype].category === "complex") return undefined;
  switch (name) {
    case "sum": {
      const out = dtype === "float32" ? "float64" : sumDType(dtype);
      if (out === "uint64") return undefined;
      const cells = filled(room(out, shape), 0);
      return fold(dtype === out ? program : extended(program, out), inputs, [], cells, "sum") ? cells : undefined;
    }
    case "min":
    case "max": {
      const cells = filled(room(dtype, shape), identityOf(name, dtype));
      return fold(program, inputs, [], cells, name) ? cells : undefined;
    }
    case "mean": {
      const alone = params["count"] !== undefined;
      const made = room("float64", alone ? shape : [2, ...shape]);
      const [sums, counts] = alone ? [made] : planes(made, shape, 2);
      if (counts !== undefined) filled(counts, countOf(whole, axes));
      return fold(dtype === "float64" ? program : extended(program, "float64"), inputs, [], filled(sums!, 0), "sum") ? made : undefined;
    }
    case "var":
    case "std": {
      const made = room("float64", [3, ...shape]);
      const base = dtype === "float64" ? program : extended(program, "float64");
      if (sizeOf(shape) > 1) return moments(base, inputs, axes, made, fold) ? made : undefined;
      const data = made.data as Float64Array;
      data.fill(0);
      const next = room("float64", made.shape);
      for (const piece of pieces(inputs, whole, part)) {
        if (!moments(base, piece, axes, next, fold)) return undefined;
        mergeMoments(data, next.data as Float64Array, 1);
      }
      return made;
    }
    default:
      return undefined;
  }
}

const countOf = (shape: readonly number[], axes: readonly number[]): number => axes.reduce((n, axis) => n * shape[axis]!, 1);

/** Count, mean and squares of distances from it, in two passes. */
function moments(base: Program, inputs: readonly NDArray[], axes: readonly number[], made: NDArray, fold: Fold): boolean {
  const whole = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const count = countOf(whole, axes);
  const [counts, means, squares] = planes(made, keptShape(whole, axes), 3);
  filled(counts!, count);
  if (!fold(base, inputs, [], filled(means!, 0), "sum")) return false;
  const data = means!.data as Float64Array;
  for (let i = 0, at = means!.offset; i < means!.size; i++, at++) data[at] = count === 0 ? 0 : data[at]! / count;
  return fold(squared(base), inputs, [means!], filled(squares!, 0), "sum");
}

/** Parts of the inputs along the first axis of more than one element, down the axes until they are small enough. */
function* pieces(inputs: readonly NDArray[], whole: readonly number[], part: number): Generator<readonly NDArray[]> {
  const size = sizeOf(whole);
  const axis = whole.findIndex(n => n > 1);
  if (size <= part || axis < 0) return yield inputs;
  const rows = Math.max(1, Math.floor((part * whole[axis]!) / size));
  for (let start = 0; start < whole[axis]!; start += rows) {
    const n = Math.min(rows, whole[axis]! - start);
    const cut = inputs.map(input => {
      const own = axis - (whole.length - input.shape.length);
      if (own < 0 || input.shape[own] === 1) return input;
      return new NDArray(input.data, input.shape.with(own, n), input.dtype, input.strides, input.offset + start * input.strides[own]!);
    });
    yield* pieces(cut, whole.with(axis, n), part);
  }
}

const lastOf = (program: Program): Arg => (program.steps.length === 0 ? { input: 0 } : { step: program.steps.length - 1 });

/** Programs made of others, so that what is known of them is found again. */
const derived = new WeakMap<Program, Map<string, Program>>();
function once(program: Program, how: string, make: () => Program): Program {
  let known = derived.get(program);
  if (known === undefined) derived.set(program, (known = new Map()));
  let made = known.get(how);
  if (made === undefined) known.set(how, (made = make()));
  return made;
}

const extended = (program: Program, dtype: DType): Program => once(program, dtype, () => converted(program, dtype));
const squared = (program: Program): Program => once(program, "squared", () => squaresOf(program));

function converted(program: Program, dtype: DType): Program {
  return { ...program, steps: [...program.steps, stepOf(program, "astype", [lastOf(program)], dtype)] };
}

/** The square of the distance from one more input. */
function squaresOf(program: Program): Program {
  const inputs = [...program.inputs, "float64" as const];
  const value = lastOf(program);
  const wide = { ...program, inputs };
  const distance = { ...wide, steps: [...program.steps, stepOf(wide, "sub", [value, { input: program.inputs.length }])] };
  return { ...distance, steps: [...distance.steps, stepOf(distance, "square", [{ step: program.steps.length }])] };
}

/** The parts of a block along its first axis, as blocks over the same data. */
function planes(part: NDArray, shape: readonly number[], n: number): NDArray[] {
  return Array.from({ length: n }, (_, k) => new NDArray(part.data, shape, part.dtype, undefined, k * sizeOf(shape)));
}

function filled(block: NDArray, value: number | bigint): NDArray {
  const whole = block.data as { fill(value: unknown, start: number, end: number): void };
  whole.fill(block.dtype === "int64" ? BigInt(value) : value, block.offset, block.offset + block.size);
  return block;
}

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

/** A fold ready to run over parts of the outermost axis that it walks. */
export interface Pass {
  readonly length: number;
  readonly elements: number;
  run(from: number, to: number): void;
}
/** The fold of a program over inputs, and more that go along with them, into cells; undefined: not this way. */
export type Fold = (program: Program, inputs: readonly NDArray[], more: readonly NDArray[], cells: NDArray, code: "sum" | "min" | "max") => Pass | undefined;
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
      return done(fold(dtype === out ? program : extended(program, out), inputs, [], cells, "sum")) ? cells : undefined;
    }
    case "min":
    case "max": {
      const cells = filled(room(dtype, shape), identityOf(name, dtype));
      return done(fold(program, inputs, [], cells, name)) ? cells : undefined;
    }
    case "mean": {
      const alone = params["count"] !== undefined;
      const made = room("float64", alone ? shape : [2, ...shape]);
      const [sums, counts] = alone ? [made] : planes(made, shape, 2);
      if (counts !== undefined) filled(counts, countOf(whole, axes));
      return done(fold(dtype === "float64" ? program : extended(program, "float64"), inputs, [], filled(sums!, 0), "sum")) ? made : undefined;
    }
    case "var":
    case "std": {
      const made = room("float64", [3, ...shape]);
      const base = dtype === "float64" ? program : extended(program, "float64");
      return moments(base, inputs, made, countOf(whole, axes), room, fold, part) ? made : undefined;
    }
    default:
      return undefined;
  }
}

const countOf = (shape: readonly number[], axes: readonly number[]): number => axes.reduce((n, axis) => n * shape[axis]!, 1);

function done(pass: Pass | undefined): boolean {
  pass?.run(0, pass.length);
  return pass !== undefined;
}

/** Count, mean and squares of distances from it, in two passes; where one cell takes all, over parts that stay in the cache in between. */
function moments(base: Program, inputs: readonly NDArray[], made: NDArray, count: number, room: Room, fold: Fold, part: number): boolean {
  const shape = made.shape.slice(1);
  const next = sizeOf(shape) === 1 ? room("float64", made.shape) : made;
  const [counts, means, squares] = planes(next, shape, 3) as [NDArray, NDArray, NDArray];
  const sums = fold(base, inputs, [], means, "sum");
  const distances = fold(squared(base), inputs, [means], squares, "sum");
  if (sums === undefined || distances === undefined) return false;
  const data = next.data as Float64Array;
  const size = counts.size;
  const over = (from: number, to: number, n: number): void => {
    data.fill(n, 0, size).fill(0, size, 3 * size);
    sums.run(from, to);
    for (let i = size; i < 2 * size; i++) data[i] = n === 0 ? 0 : data[i]! / n;
    distances.run(from, to);
  };
  if (next === made) over(0, sums.length, count);
  else {
    const all = (made.data as Float64Array).fill(0);
    const each = sums.elements / sums.length;
    const step = distances.length === sums.length ? Math.max(1, Math.floor(part / each)) : sums.length;
    for (let from = 0; from < sums.length; from += step) {
      const to = Math.min(sums.length, from + step);
      if (step === sums.length) over(0, sums.length, count);
      else over(from, to, (to - from) * each);
      mergeMoments(all, data, 1);
    }
  }
  return true;
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

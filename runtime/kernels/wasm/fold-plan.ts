/** First stages of reductions as folds of an extended program: sums, and sums of squares around the mean. */

import type { DType } from "../../meta/dtype.ts";
import { sumDType } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { type Arg, type Program, stepOf } from "../array/program.ts";
import { identityOf } from "./identity.ts";

type Fold = (program: Program, more: readonly NDArray[], cells: NDArray, code: "sum" | "min" | "max") => boolean;
type Room = (dtype: DType, shape: readonly number[]) => NDArray;

/** The part that the reduction's later stages expect; undefined: not this way. `shape` is that of the result, every axis kept. */
export function foldPlan(name: ReductionName, program: Program, shape: readonly number[], count: number, room: Room, fold: Fold): NDArray | undefined {
  const dtype = program.steps.at(-1)!.out;
  switch (name) {
    case "sum": {
      const out = dtype === "float32" ? "float64" : sumDType(dtype);
      if (out === "uint64") return undefined;
      const cells = filled(room(out, shape), 0);
      return fold(dtype === out || dtype === "bool" ? program : extended(program, out), [], cells, "sum") ? cells : undefined;
    }
    case "min":
    case "max": {
      const cells = filled(room(dtype, shape), identityOf(name, dtype));
      return fold(program, [], cells, name) ? cells : undefined;
    }
    case "mean": {
      const part = room("float64", [2, ...shape]);
      const [sums, counts] = planes(part, shape, 2);
      filled(counts!, count);
      return fold(dtype === "float64" ? program : extended(program, "float64"), [], filled(sums!, 0), "sum") ? part : undefined;
    }
    case "var":
    case "std": {
      const part = room("float64", [3, ...shape]);
      const [counts, means, squares] = planes(part, shape, 3);
      filled(counts!, count);
      const base = dtype === "float64" ? program : extended(program, "float64");
      if (!fold(base, [], filled(means!, 0), "sum")) return undefined;
      const data = means!.data as Float64Array;
      for (let i = 0, at = means!.offset; i < means!.size; i++, at++) data[at] = count === 0 ? 0 : data[at]! / count;
      return fold(squared(base), [means!], filled(squares!, 0), "sum") ? part : undefined;
    }
    default:
      return undefined;
  }
}

function extended(program: Program, dtype: DType): Program {
  return { ...program, steps: [...program.steps, stepOf(program, "astype", [{ step: program.steps.length - 1 }], dtype)] };
}

/** The square of the distance from one more input. */
function squared(program: Program): Program {
  const inputs = [...program.inputs, "float64" as const];
  const value: Arg = { step: program.steps.length - 1 };
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

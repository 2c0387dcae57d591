/** Runs programs of fused tasks. */

import type { FusedStep } from "../../ops/fused.ts";
import type { NDArray } from "../../values/ndarray.ts";
import { chunkOf } from "../array/reduce.ts";
import type { Program } from "../array/program.ts";
import { runProgram } from "../array/run-program.ts";
import type { KernelContext } from "../kernel.ts";
import type { ReductionName } from "../../meta/reduction.ts";

export function runFusedProgram(program: Program, inputs: readonly NDArray[], context: KernelContext): NDArray {
  return runProgram(program, inputs, context);
}

/** The program and the first stage of the reduction on top of it. */
export function runFoldedProgram(program: Program, inputs: readonly NDArray[], fold: FusedStep, context: KernelContext): NDArray {
  const name = fold.kernel.split(".")[1] as ReductionName;
  return chunkOf(name)([runProgram(program, inputs, context)], fold.params, context) as NDArray;
}

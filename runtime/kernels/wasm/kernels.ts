/**
 * Kernels of arrays that go through vectors where blocks are large and lie in the memory that generated code imports: single operations, first
 * stages of reductions, and the joining of their parts. They take the place of the plain ones of the same name.
 */

import type { DType } from "../../meta/dtype.ts";
import { type ReductionName, REDUCTION_ROWS } from "../../meta/reduction.ts";
import { SCALAR, type ScalarCode } from "../../meta/scalar.ts";
import { NDArray } from "../../values/ndarray.ts";
import { asBlock, elementKernel, programOf } from "../array/elementwise.ts";
import { type ElementParams, type Program, stepOf } from "../array/program.ts";
import { finished, STAGES } from "../array/reduce.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { runFoldedProgram, runFusedProgram } from "./run-simd.ts";

const element =
  (code: ScalarCode): Kernel =>
  (args, params, context) => {
    const inputs = args.map(asBlock);
    return runFusedProgram(programOf(code, inputs, params as ElementParams), inputs, context);
  };

/** Reductions whose first stage is a sum, or a least or greatest element. */
export const FOLDED = ["sum", "mean", "min", "max", "var", "std"] as const satisfies readonly ReductionName[];

const chunk =
  (kernel: string): Kernel =>
  ([given], params, context) => {
    const block = asBlock(given);
    return runFoldedProgram(plainly(block.dtype), [block], { kernel, params }, context);
  };
const programs = new Map<DType, Program>();
function plainly(dtype: DType): Program {
  let program = programs.get(dtype);
  if (program === undefined) programs.set(dtype, (program = { inputs: [dtype], steps: [] }));
  return program;
}

/** All parts in one pass. */
function joined(name: ReductionName, parts: readonly NDArray[], context: KernelContext): NDArray | Promise<NDArray> {
  const { code, combine } = STAGES[name];
  if (code === undefined || parts.length < 2 || parts.length > 16) return combine(parts, context);
  let program: Program = { inputs: parts.map(part => part.dtype), steps: [] };
  for (let k = 1; k < parts.length; k++) {
    program = { ...program, steps: [...program.steps, stepOf(program, code, [k === 1 ? { input: 0 } : { step: k - 2 }, { input: k }])] };
  }
  return runFusedProgram(program, parts, context);
}

const whole = (name: ReductionName, parts: readonly NDArray[], params: Parameters<Kernel>[1], context: KernelContext): NDArray | Promise<NDArray> => {
  const all = joined(name, parts, context);
  return all instanceof NDArray ? finished(name, all, params, context) : all.then(part => finished(name, part, params, context));
};

export const VECTOR_KERNELS: KernelTable = {
  ...Object.fromEntries((Object.keys(SCALAR) as ScalarCode[]).map(code => [elementKernel(code), element(code)])),
  ...Object.fromEntries(FOLDED.map(name => [`reduce.${name}.chunk`, chunk(`reduce.${name}.chunk`)])),
  ...Object.fromEntries(
    (Object.keys(REDUCTION_ROWS) as ReductionName[]).flatMap((name): [string, Kernel][] => [
      [`reduce.${name}.combine`, ([parts], _params, context) => joined(name, parts as readonly NDArray[], context)],
      [`reduce.${name}.aggregate`, ([parts], params, context) => whole(name, parts as readonly NDArray[], params, context)],
    ]),
  ),
};

/**
 * Runs programs of fused tasks: as a vector kernel where blocks lie in the memory that kernels import and the operations allow it, else by the
 * plain loops. Both give the same bits, but for the order of sums.
 */

import { broadcastShapes } from "../../meta/block-grid.ts";
import type { DType } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import type { FusedStep } from "../../ops/fused.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { packed } from "../array/copy.ts";
import { keptShape } from "../array/fold.ts";
import type { Program } from "../array/program.ts";
import { chunkOf } from "../array/reduce.ts";
import { alignedStrides, collapse, runProgram } from "../array/run-program.ts";
import type { KernelContext } from "../kernel.ts";
import { foldPlan } from "./fold-plan.ts";
import { loadAssembler, simdKernel, type SimdKernel } from "./modules.ts";
import type { KernelShape } from "./wat.ts";

/** Blocks below this are done before a kernel is made. */
const LEAST = 4096;
/** A kernel is called for each run of the innermost axis: shorter ones are not worth it. */
const LEAST_RUN = 32;

export async function runFusedProgram(program: Program, inputs: readonly NDArray[], context: KernelContext): Promise<NDArray> {
  const shape = broadcastShapes(inputs.map(input => input.shape)) as number[];
  if (context.memory === undefined || sizeOf(shape) < LEAST) return runProgram(program, inputs, context);
  if (!(await loadAssembler())) return runProgram(program, inputs, context);
  const dtype = program.steps.at(-1)!.out;
  const out = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
  return runInto(program, inputs, out, cStrides(shape), shape, undefined, context) ? out : runProgram(program, inputs, context);
}

/** The program and the first stage of the reduction on top of it. */
export async function runFoldedProgram(program: Program, inputs: readonly NDArray[], step: FusedStep, context: KernelContext): Promise<NDArray> {
  const name = step.kernel.split(".")[1] as ReductionName;
  const shape = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const dtype = program.steps.at(-1)!.out;
  if (context.memory !== undefined && sizeOf(shape) >= LEAST && (await loadAssembler())) {
    const axes = step.params["axes"] as readonly number[];
    const room = (type: DType, size: readonly number[]) => new NDArray(context.alloc(type, sizeOf(size)), size, type);
    const done = foldPlan(
      name,
      program,
      keptShape(shape, axes),
      axes.reduce((n, axis) => n * shape[axis]!, 1),
      room,
      (extended, more, cells, code) => {
        const strides = cStrides(cells.shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
        return runInto(extended, [...inputs, ...more], cells, strides, shape, code, context);
      },
    );
    if (done !== undefined) return done;
  }
  const block = dtype === "bool" && name !== "sum" && name !== "mean" ? runProgram(program, inputs, context) : await runFusedProgram(program, inputs, context);
  return chunkOf(name)([block], step.params, context) as NDArray;
}

/** True if a kernel did it. `out` has the strides given over `shape`: 0 along folded axes. */
function runInto(
  program: Program,
  given: readonly NDArray[],
  out: NDArray,
  outStrides: readonly number[],
  shape: readonly number[],
  fold: "sum" | "min" | "max" | undefined,
  context: KernelContext,
): boolean {
  const inputs = given.map(input => reachable(input, shape, context));
  const walk = collapse(shape, [...inputs.map(input => alignedStrides(input, shape)), [...outStrides]]);
  const last = walk.shape.length - 1;
  if (last < 0) return false;
  const inner = walk.strides.map(strides => strides[last]!);
  const outStep = inner.at(-1)!;
  if (walk.shape[last]! < LEAST_RUN || inner.some(step => step !== 0 && step !== 1) || (fold === undefined && outStep !== 1)) return false;
  const kernelShape: KernelShape = {
    program,
    moving: inner.slice(0, -1).map(step => step === 1),
    fold: fold === undefined ? undefined : { code: fold, into: outStep === 0 ? "cell" : "row" },
    wide: context.wide === true,
  };
  const kernel = simdKernel(kernelShape, context.memory!);
  if (kernel === undefined || kernel.out !== out.dtype) return false;
  callRuns(kernel, walk.shape, walk.strides, [...inputs, out]);
  return true;
}

function callRuns(kernel: SimdKernel, shape: readonly number[], strides: readonly (readonly number[])[], arrays: readonly NDArray[]): void {
  const last = shape.length - 1;
  const size = arrays.map(array => array.data.BYTES_PER_ELEMENT);
  const pointers = arrays.map((array, k) => array.data.byteOffset + array.offset * size[k]!);
  const visit = (axis: number, at: readonly number[]): void => {
    if (axis === last) return kernel.run(shape[last]!, at);
    for (let i = 0; i < shape[axis]!; i++)
      visit(
        axis + 1,
        at.map((pointer, k) => pointer + i * strides[k]![axis]! * size[k]!),
      );
  };
  visit(0, pointers);
}

/** Memory that kernels import, by the buffers that stand for it: growing makes a new one. */
const buffers = new WeakSet<object>();

/** The block where kernels can read it along its last axis: itself, or a copy. */
function reachable(block: NDArray, shape: readonly number[], context: KernelContext): NDArray {
  buffers.add(context.memory!.buffer);
  buffers.add(context.alloc("uint8", 1).buffer);
  const strides = alignedStrides(block, shape);
  const longest = strides.findLastIndex((_, axis) => shape[axis]! > 1);
  const straight = longest < 0 || strides[longest] === 1 || strides[longest] === 0;
  return straight && buffers.has(block.data.buffer) ? block : packed(block, context);
}

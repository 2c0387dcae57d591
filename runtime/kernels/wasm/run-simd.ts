/**
 * Runs programs of fused tasks: as a vector kernel where blocks lie in the memory that kernels import and the operations allow it, else by the
 * plain loops. Both give the same bits, but for the order of sums.
 */

import { broadcastShapes } from "../../meta/block-grid.ts";
import { DTYPE_INFO, type DType, type TypedArray } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import type { FusedStep } from "../../ops/fused.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { packed } from "../array/copy.ts";
import { outOf, type Program } from "../array/program.ts";
import { chunkOf } from "../array/reduce.ts";
import { alignedStrides, collapse, runProgram } from "../array/run-program.ts";
import type { KernelContext } from "../kernel.ts";
import { type Fold, foldPlan, type Pass } from "./fold-plan.ts";
import { loadAssembler, simdKernel, type SimdKernel } from "./modules.ts";
import { reachOf } from "./reach.ts";
import type { KernelShape } from "./wat.ts";

/** Blocks below this are done before a kernel is made. */
const LEAST = 4096;
/** A kernel turns from row to row: shorter ones are not worth it. */
const LEAST_RUN = 4;
/** Where an input lies across the rows of the others, columns that are walked together: so many cache lines stay at hand. */
const ACROSS = 16;
/** A second pass over a part of so many elements finds it in the cache. */
const PART = 32_768;

/** Whether vector kernels may do work of this size; a promise while the assembler is loaded. */
export const worthwhile = (size: number, context: KernelContext): boolean | Promise<boolean> =>
  context.memory === undefined || size < LEAST ? false : loadAssembler();

export function runFusedProgram(program: Program, inputs: readonly NDArray[], context: KernelContext): NDArray | Promise<NDArray> {
  const shape = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const run = (vectors: boolean): NDArray => {
    if (!vectors) return runProgram(program, inputs, context);
    const dtype = outOf(program);
    const out = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
    return runInto(program, inputs, out, cStrides(shape), shape, context) ? out : runProgram(program, inputs, context);
  };
  const vectors = worthwhile(sizeOf(shape), context);
  return typeof vectors === "boolean" ? run(vectors) : vectors.then(run);
}

/** The program (which may have no step) and the first stage of the reduction on top of it. */
export function runFoldedProgram(program: Program, inputs: readonly NDArray[], step: FoldStep, context: KernelContext): NDArray | Promise<NDArray> {
  const name = step.kernel.split(".")[1] as ReductionName;
  const shape = broadcastShapes(inputs.map(input => input.shape)) as number[];
  const run = (vectors: boolean): NDArray => {
    if (!vectors) return plain();
    const axes = step.params["axes"] as readonly number[];
    const room = (type: DType, size: readonly number[]) => new NDArray(context.alloc(type, sizeOf(size)), size, type);
    const fold: Fold = (extended, given, more, cells, code) => {
      const strides = cStrides(cells.shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
      const all = [...given, ...more];
      return prepared(extended, all, cells, strides, shape, code, context);
    };
    return foldPlan(name, program, inputs, axes, step.params, room, fold, PART) ?? plain();
  };
  const plain = (): NDArray => {
    const block = program.steps.length === 0 ? inputs[0]! : runProgram(program, inputs, context);
    return chunkOf(name)([block], step.params, context) as NDArray;
  };
  const vectors = worthwhile(sizeOf(shape), context);
  return typeof vectors === "boolean" ? run(vectors) : vectors.then(run);
}
export type FoldStep = Pick<FusedStep, "kernel" | "params">;

/** True if a kernel did it. `out` has the strides given over `shape`. */
export function runInto(
  program: Program,
  inputs: readonly NDArray[],
  out: NDArray,
  strides: readonly number[],
  shape: readonly number[],
  context: KernelContext,
): boolean {
  const pass = prepared(program, inputs, out, strides, shape, undefined, context);
  pass?.run(0, pass.length);
  return pass !== undefined;
}

/** A kernel ready to run; undefined where there is none. `out` has the strides given over `shape`: 0 along folded axes. */
function prepared(
  program: Program,
  given: readonly NDArray[],
  out: NDArray,
  outStrides: readonly number[],
  shape: readonly number[],
  fold: "sum" | "min" | "max" | undefined,
  context: KernelContext,
): Pass | undefined {
  // Those with gaps are copied without them, and walked otherwise from here on.
  const inputs = given.map(input => (reachOf(context, input.data) === undefined && gappy(input) ? packed(input, context) : input));
  const every = [...inputs.map(input => alignedStrides(input, shape)), [...outStrides]];
  const order = fold === undefined ? shape.map((_, axis) => axis) : inOrderOf(every, shape);
  const walk = collapse(
    order.map(axis => shape[axis]!),
    every.map(strides => order.map(axis => strides[axis]!)),
  );
  const last = walk.shape.length - 1;
  if (last < 0) return undefined;
  const inner = walk.strides.map(strides => strides[last]!);
  const outStep = inner.at(-1)!;
  if (walk.shape[last]! < LEAST_RUN || (outStep !== 1 && (fold === undefined || outStep !== 0))) return undefined;
  const into = outStep !== 0 ? "row" : last > 0 && walk.strides.at(-1)![last - 1] !== 0 ? "cells" : "cell";
  const kernelShape: KernelShape = {
    program,
    walks: inner.slice(0, -1).map(step => (step === 1 ? "one" : step === 0 ? "zero" : "far")),
    fold: fold === undefined ? undefined : { code: fold, into },
    wide: context.wide === true,
  };
  const kernel = simdKernel(kernelShape, context.memory!);
  if (kernel === undefined || kernel.out !== out.dtype) return undefined;
  const staged = stagedOf(inputs, walk, context);
  const arrays = [...inputs.map((input, k) => (staged.has(k) ? input : reachable(input, context))), out];
  const [length, elements] = [walk.shape[0]!, sizeOf(shape)];
  const part = (from: number, to: number) => callRows(kernel, walk.shape.with(0, to - from), walk.strides, arrays, from);
  if (staged.size === 0) return { length, elements, run: part };
  const rows = Math.max(1, Math.floor((NEAR * length) / elements));
  const run = (from: number, to: number): void => {
    for (let start = from; start < to; start += rows) {
      const stop = Math.min(to, start + rows);
      for (const [k, { array, each, room }] of staged) {
        const at = array.offset + start * each;
        room.set(array.data.subarray(at, at + (stop - start) * each) as never);
        // The walk takes it for the whole block, of which it reads this part alone.
        arrays[k] = new NDArray(room, array.shape, array.dtype, array.strides, -start * each);
      }
      part(start, stop);
    }
  };
  return { length, elements, run };
}

/** Axes so that the largest input is walked along its memory: the order of a fold's elements is free. */
function inOrderOf(strides: readonly (readonly number[])[], shape: readonly number[]): number[] {
  const [first] = strides
    .slice(0, -1)
    .map(own => ({ own, size: shape.reduce((n, size, axis) => (own[axis] === 0 ? n : n * size), 1) }))
    .sort((a, b) => b.size - a.size);
  return shape.map((_, axis) => axis).sort((a, b) => (first === undefined ? 0 : Math.abs(first.own[b]!) - Math.abs(first.own[a]!)) || a - b);
}

/** Whether one lies across the rows of the others. */
const liesAcross = (strides: readonly (readonly number[])[], last: number): boolean =>
  last > 0 && strides.some(own => Math.abs(own[last]!) > 1 && Math.abs(own[last - 1]!) < Math.abs(own[last]!));

/** Calls the kernel for the last two axes, once for each index of the others; the first axis begins at `from`. */
function callRows(kernel: SimdKernel, shape: readonly number[], strides: readonly (readonly number[])[], arrays: readonly NDArray[], from: number): void {
  const last = shape.length - 1;
  const sizes = arrays.map(array => array.data.BYTES_PER_ELEMENT);
  const bytes = strides.map((own, k) => own.map(step => step * sizes[k]!));
  const at = arrays.map((array, k) => array.data.byteOffset + array.offset * sizes[k]! + from * bytes[k]![0]!);
  const steps = bytes.map(own => (last > 0 ? own[last - 1]! : 0));
  const inner = bytes.map(own => own[last]!);
  const far = inner.slice(0, -1).filter((_, k) => strides[k]![last] !== 0 && strides[k]![last] !== 1);
  const [rows, columns] = [last > 0 ? shape[last - 1]! : 1, shape[last]!];
  const across = liesAcross(strides, last);
  const width = across ? ACROSS : columns;
  const visit = (axis: number): void => {
    if (axis >= last - 1) {
      for (let c = 0; c < columns; c += width) {
        kernel.run(
          rows,
          Math.min(width, columns - c),
          at.map((pointer, k) => pointer + c * inner[k]!),
          steps,
          far,
        );
      }
      return;
    }
    const n = shape[axis]!;
    for (let i = 0; i < n; i++) {
      visit(axis + 1);
      for (let k = 0; k < at.length; k++) at[k]! += bytes[k]![axis]!;
    }
    for (let k = 0; k < at.length; k++) at[k]! -= n * bytes[k]![axis]!;
  };
  visit(0);
}

const ends = (block: NDArray): number[] => block.shape.map((n, axis) => (n - 1) * block.strides[axis]!);
const spanOf = (block: NDArray): number => ends(block).reduce((sum, end) => sum + Math.abs(end), 1);
const gappy = (block: NDArray): boolean => block.size === 0 || DTYPE_INFO[block.dtype].lanes !== 1 || spanOf(block) > 2 * block.size;

/** The block where kernels can read it: itself, or a copy that lies as it does. */
function reachable(block: NDArray, context: KernelContext): NDArray {
  if (reachOf(context, block.data) !== undefined) return block;
  const first = block.offset + ends(block).reduce((sum, end) => sum + Math.min(0, end), 0);
  const span = spanOf(block);
  const data = context.alloc(block.dtype, span);
  data.set(block.data.subarray(first, first + span) as never);
  return new NDArray(data, block.shape, block.dtype, block.strides, block.offset - first);
}

/** Elements of a block elsewhere that are brought near at a time. */
const NEAR = 8192;

/** A block elsewhere that the walk reads from its first element to its last: room for a part of it, which is filled before each part is walked. */
interface Staged {
  readonly array: NDArray;
  readonly each: number;
  readonly room: TypedArray;
}

/** Blocks elsewhere that are read in order, if no other is elsewhere; by position among the inputs. */
function stagedOf(
  inputs: readonly NDArray[],
  walk: { shape: readonly number[]; strides: readonly (readonly number[])[] },
  context: KernelContext,
): Map<number, Staged> {
  const found = new Map<number, Staged>();
  const dense = cStrides(walk.shape);
  const each = sizeOf(walk.shape.slice(1));
  // Columns that are walked together would be as short as the parts.
  if (each > NEAR || liesAcross(walk.strides, walk.shape.length - 1)) return found;
  const rows = Math.max(1, Math.floor(NEAR / each));
  for (const [k, array] of inputs.entries()) {
    if (walk.strides[k]!.some((stride, axis) => stride !== dense[axis]) || DTYPE_INFO[array.dtype].lanes !== 1) continue;
    if (array.size <= NEAR || reachOf(context, array.data) !== undefined) continue;
    found.set(k, { array, each, room: context.alloc(array.dtype, rows * each) });
  }
  return found;
}

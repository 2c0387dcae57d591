/**
 * Running sums and products along an axis. A running sum starts from what earlier blocks come to, which is known from their sums alone: each
 * block is written once. Products, and complex numbers, are carried into blocks that are made already.
 */

import type { DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { runFoldedProgram } from "../wasm/run-simd.ts";
import { addRunning } from "../wasm/running.ts";
import { packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { runInto, runProgram } from "./run-program.ts";

const codeOf = (name: unknown) => (name === "cumprod" ? "mul" : "add");
const row = (block: NDArray, axis: number, at: number, count = 1): NDArray =>
  new NDArray(block.data, block.shape.with(axis, count), block.dtype, block.strides, block.offset + at * block.strides[axis]!);

export const CUMULATE_KERNELS: KernelTable = {
  "array.cumulate": ([given], params, context) => {
    const block = cast(asBlock(given), params["dtype"] as DType, context);
    return byRows(block, params["axis"] as number, codeOf(params["name"]), context);
  },

  /** What a block comes to along the axis. */
  "array.total": ([given], params, context) => {
    const block = asBlock(given);
    const dtype = params["dtype"] as DType;
    const program = block.dtype === dtype ? { inputs: [dtype], steps: [] } : programOf("astype", [block], { dtype });
    return runFoldedProgram(program, [block], { kernel: "reduce.sum.chunk", params: { axes: [params["axis"]] } }, context);
  },
  "array.cumulateFrom": async ([parts], params, context) => {
    const [given, ...totals] = (parts as unknown[]).map(asBlock) as [NDArray, ...NDArray[]];
    const axis = params["axis"] as number;
    const dtype = params["dtype"] as DType;
    const start = totals.reduce<NDArray | undefined>(
      (a, b) =>
        a === undefined ? cast(b, dtype, context) : runProgram(programOf("add", [a, cast(b, dtype, context)], {}), [a, cast(b, dtype, context)], context),
      undefined,
    );
    const block = given.dtype === dtype ? given : runProgram(programOf("astype", [given], { dtype }), [given], context);
    if (block.size > 0) {
      const made = await addRunning(block, axis, start, context);
      if (made !== undefined) return made;
    }
    const out = packed(block, context);
    if (start !== undefined && out.size > 0) add(row(out, axis, 0), start, context);
    return byRows(out, axis, "add", context);
  },

  "array.lastOf": ([given], params, context) => {
    const axis = params["axis"] as number;
    const block = asBlock(given);
    const n = block.shape[axis]!;
    return packed(row(block, axis, Math.max(0, n - 1), Math.min(1, n)), context);
  },
  "array.carry": carry,
};

function carry([parts]: Parameters<Kernel>[0], params: Parameters<Kernel>[1], context: KernelContext): NDArray {
  const [block, ...totals] = (parts as unknown[]).map(asBlock) as [NDArray, ...NDArray[]];
  const axis = params["axis"] as number;
  const code = codeOf(params["name"]);
  const carried = totals
    .filter(total => total.shape[axis] !== 0)
    .reduce<NDArray | undefined>((a, b) => (a === undefined ? b : runProgram(programOf(code, [a, b], {}), [a, b], context)), undefined);
  return carried === undefined ? packed(block, context) : runProgram(programOf(code, [carried, block], {}), [carried, block], context);
}

/** Row by row in place; the block is the caller's own. */
function byRows(block: NDArray, axis: number, code: "add" | "mul", context: KernelContext): NDArray {
  for (let i = 1; i < block.shape[axis]!; i++) {
    const operands = [row(block, axis, i - 1), row(block, axis, i)];
    const next = runProgram(programOf(code, operands, {}), operands, { alloc: context.alloc });
    runInto(programOf("astype", [next], { dtype: block.dtype }), [next], row(block, axis, i));
  }
  return block;
}

function add(target: NDArray, more: NDArray, context: KernelContext): void {
  const next = runProgram(programOf("add", [target, more], {}), [target, more], { alloc: context.alloc });
  runInto(programOf("astype", [next], { dtype: target.dtype }), [next], target);
}

/** A block of its own in the dtype. */
function cast(block: NDArray, dtype: DType, context: KernelContext): NDArray {
  return block.dtype === dtype ? packed(block, context) : runProgram(programOf("astype", [block], { dtype }), [block], context);
}

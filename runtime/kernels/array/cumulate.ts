/** Running sums and products along an axis: within a block, then with what earlier blocks come to. */

import type { DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { runInto, runProgram } from "./run-program.ts";

const codeOf = (name: unknown) => (name === "cumprod" ? "mul" : "add");
const row = (block: NDArray, axis: number, at: number, count = 1): NDArray =>
  new NDArray(block.data, block.shape.with(axis, count), block.dtype, block.strides, block.offset + at * block.strides[axis]!);

export const CUMULATE_KERNELS: KernelTable = {
  "array.cumulate": ([given], params, context) => {
    const axis = params["axis"] as number;
    const source = asBlock(given);
    const block = cast(source, params["dtype"] as DType, context);
    const n = block.shape[axis]!;
    for (let i = 1; i < n; i++) {
      const operands = [row(block, axis, i - 1), row(block, axis, i)];
      const sum = runProgram(programOf(codeOf(params["name"]), operands, {}), operands, { alloc: context.alloc });
      runInto(programOf("astype", [sum], { dtype: block.dtype }), [sum], row(block, axis, i));
    }
    return block;
  },
  "array.lastOf": ([given], params, context) => {
    const axis = params["axis"] as number;
    const block = asBlock(given);
    const n = block.shape[axis]!;
    return packed(row(block, axis, Math.max(0, n - 1), Math.min(1, n)), context);
  },
  "array.carry": ([parts], params, context) => {
    const [block, ...totals] = (parts as unknown[]).map(asBlock) as [NDArray, ...NDArray[]];
    const axis = params["axis"] as number;
    const code = codeOf(params["name"]);
    const carried = totals
      .filter(total => total.shape[axis] !== 0)
      .reduce<NDArray | undefined>((a, b) => (a === undefined ? b : runProgram(programOf(code, [a, b], {}), [a, b], context)), undefined);
    return carried === undefined ? packed(block, context) : runProgram(programOf(code, [carried, block], {}), [carried, block], context);
  },
};

function cast(block: NDArray, dtype: DType, context: KernelContext): NDArray {
  return block.dtype === dtype ? packed(block, context) : runProgram(programOf("astype", [block], { dtype }), [block], context);
}

/** The arithmetic of NDArray's methods: the loops of the kernels, in ordinary memory. */

import { DTypeError, ShapeError } from "../../errors.ts";
import { DTYPE_INFO, storage } from "../../meta/dtype.ts";
import { type Reduction, REDUCTION_ROWS } from "../../meta/reduction.ts";
import { SCALAR } from "../../meta/scalar.ts";
import { type BlockMath, setBlockMath } from "../../values/block-math.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelContext } from "../kernel.ts";
import { copyInto } from "./copy.ts";
import { argsOf, type ElementParams, type Program, stepOf } from "./program.ts";
import { REDUCTION_KERNELS } from "./reduce.ts";
import { runProgram } from "./run-program.ts";

/** Ordinary memory, no task around it. */
export const OWN_MEMORY: KernelContext = {
  index: [],
  alloc: storage,
  bytes: length => new Uint8Array(length),
  memory: undefined,
  func: () => {
    throw new Error("no functions outside of a task");
  },
  resource: () => undefined,
  count: () => {},
  step: () => {},
};

/** A copy in memory of its own, in C order: what a user's function may do with as it likes. */
export function ownCopy(block: NDArray): NDArray {
  const out = new NDArray(storage(block.dtype, block.size), block.shape, block.dtype);
  copyInto(out, block);
  return out;
}

const MATH: BlockMath = {
  elementwise(code, operands, dtype) {
    const inputs = operands.filter(operand => operand instanceof NDArray);
    const scalars = Object.fromEntries(operands.flatMap((operand, i) => (operand instanceof NDArray ? [] : [[i, operand] as const])));
    const params: ElementParams = { scalars, dtype };
    const base: Program = { inputs: inputs.map(input => input.dtype), steps: [] };
    const args = argsOf(
      SCALAR[code].arity,
      params,
      inputs.map((_, input) => ({ input })),
    );
    return runProgram({ ...base, steps: [stepOf(base, code, args, dtype)] }, inputs, OWN_MEMORY);
  },
  reduce(name, block, axes, keepdims, ddof) {
    const row: Reduction = REDUCTION_ROWS[name];
    if (row.complex !== true && DTYPE_INFO[block.dtype].lanes === 2) throw new DTypeError(`${name} takes real numbers, got ${block.dtype}`);
    const count = axes.reduce((n, axis) => n * block.shape[axis]!, 1);
    if (row.needsElements === true && count === 0) throw new ShapeError(`${name} of an array without elements`, ["at least 1"], block.shape);
    const params = { axes, keepdims, ddof, count, dtype: row.dtype(block.dtype), ...(axes.length === block.ndim ? { all: true } : {}) };
    const chunk = REDUCTION_KERNELS[`reduce.${name}.chunk`]!([block], params, OWN_MEMORY);
    return REDUCTION_KERNELS[`reduce.${name}.aggregate`]!([[chunk]], params, OWN_MEMORY) as NDArray;
  },
  copy: ownCopy,
};
setBlockMath(MATH);

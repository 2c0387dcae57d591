/** The kernels of single element by element operations: one of each name in the table of scalar forms. */

import { SCALAR, type ScalarCode } from "../../meta/scalar.ts";
import { dtypeOfData, NDArray } from "../../values/ndarray.ts";
import { scalarDType, storage } from "../../meta/dtype.ts";
import { put } from "../../values/element.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import { argsOf, type ElementParams, type Program, stepOf } from "./program.ts";
import { runProgram } from "./run-program.ts";

export const elementKernel = (code: ScalarCode): string => `elementwise.${code}`;

export const ELEMENTWISE_KERNELS: KernelTable = Object.fromEntries((Object.keys(SCALAR) as ScalarCode[]).map(code => [elementKernel(code), kernelOf(code)]));

function kernelOf(code: ScalarCode): Kernel {
  return (args, params, context) => {
    const inputs = args.map(asBlock);
    return runProgram(programOf(code, inputs, params as ElementParams), inputs, context);
  };
}

export function programOf(code: ScalarCode, inputs: readonly NDArray[], params: ElementParams): Program {
  const base: Program = { inputs: inputs.map(input => input.dtype), steps: [] };
  const args = argsOf(
    SCALAR[code].arity,
    params,
    inputs.map((_, input) => ({ input })),
  );
  return { ...base, steps: [stepOf(base, code, args, params.dtype)] };
}

/** A block as an array: single values (of a bag's or frame's reduction, say) have no axes. */
export function asBlock(value: unknown): NDArray {
  if (value instanceof NDArray) return value;
  if (ArrayBuffer.isView(value)) return new NDArray(value as never, [(value as Uint8Array).length], dtypeOfData(value));
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    const dtype = typeof value === "number" ? "float64" : scalarDType(value);
    const data = storage(dtype, 1);
    put(data, 0, dtype, value);
    return new NDArray(data, [], dtype);
  }
  throw new TypeError(`expected a block of an array, got ${value === null ? "null" : typeof value}`);
}

/** A call of the user's function on blocks: it gets private copies, and what it gives must be what was said. */

import { DTypeError, ShapeError } from "../../errors.ts";
import { DTYPE_INFO, type DType, promote, storage } from "../../meta/dtype.ts";
import { dtypeOfData, NDArray, sizeOf } from "../../values/ndarray.ts";
import { put } from "../../values/element.ts";
import type { KernelContext } from "../kernel.ts";
import { packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { runProgram } from "./run-program.ts";

export interface Expected {
  /** Of the result: NaN where any size will do. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The verb, for errors. */
  readonly where: string;
  readonly inputs: readonly unknown[];
  /** What is kept of the function's block. */
  readonly cut?: (block: NDArray) => NDArray;
}

const shapeText = (shape: readonly number[]): string => `(${shape.join(", ")})`;
/** Which block it is, and of which inputs. */
function placeText({ where, inputs }: Expected, context: KernelContext): string {
  const shapes = inputs.flat(Infinity).map(input => (input instanceof NDArray ? shapeText(input.shape) : typeof input));
  return `${where}: block ${shapeText(context.index)}${shapes.length === 0 ? "" : ` of inputs ${shapes.join(", ")}`}`;
}

const isPlain = (value: unknown): value is number | bigint | boolean => typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

/** What the function gave as a block of the result, in block memory. */
export function resultBlock(value: unknown, expected: Expected, context: KernelContext): NDArray {
  const { shape, dtype } = expected;
  if (isPlain(value)) return single(value, expected, context);
  const block = toBlock(value, expected, context);
  if (block.shape.length !== shape.length || block.shape.some((n, axis) => !Number.isNaN(shape[axis]!) && n !== shape[axis])) {
    if (block.ndim === 0) return single(block.item() as number, expected, context);
    throw new ShapeError(
      `${placeText(expected, context)}: the function gave a block of shape ${shapeText(block.shape)} where ${shapeText(shape)} was expected; say \`chunks\`, \`dropAxis\` or \`newAxis\``,
      shape,
      block.shape,
    );
  }
  const kept = expected.cut?.(block) ?? block;
  if (block.dtype === dtype) return packed(kept, context);
  if (!widens(block.dtype, dtype))
    throw new DTypeError(`${placeText(expected, context)}: the function gave ${block.dtype} where ${dtype} was expected; say \`dtype: "${block.dtype}"\``);
  return runProgram(programOf("astype", [kept], { dtype }), [kept], context);
}

/** A wider dtype holds the values of a narrower one; between floats the user's word counts. */
const widens = (from: DType, to: DType): boolean =>
  promote(from, to) === to ||
  (DTYPE_INFO[from].category === DTYPE_INFO[to].category && (DTYPE_INFO[to].category === "float" || DTYPE_INFO[to].category === "complex"));

function toBlock(value: unknown, expected: Expected, context: KernelContext): NDArray {
  if (value instanceof NDArray) return value;
  if (Array.isArray(value) && value.every(isPlain)) return listBlock(value, expected.dtype);
  if (ArrayBuffer.isView(value)) return new NDArray(value as never, [(value as Uint8Array).length], dtypeOfData(value));
  throw new TypeError(
    `${placeText(expected, context)}: the function gave ${value === null ? "null" : typeof value === "object" ? value.constructor?.name : typeof value}, a block was expected`,
  );
}
function listBlock(values: readonly (number | bigint | boolean)[], dtype: DType): NDArray {
  const data = storage(dtype, values.length);
  for (const [i, value] of values.entries()) put(data, i, dtype, value);
  return new NDArray(data, [values.length], dtype);
}

/** A plain number is a block of one element. */
function single(value: number | bigint | boolean, expected: Expected, context: KernelContext): NDArray {
  const { dtype } = expected;
  const shape = expected.shape.map(n => (Number.isNaN(n) ? 1 : n));
  if (sizeOf(shape) !== 1)
    throw new ShapeError(`${placeText(expected, context)}: the function gave a single value where a block of ${shapeText(shape)} was expected`, shape, []);
  const { category } = DTYPE_INFO[dtype];
  if (typeof value === "number" && !Number.isInteger(value) && (category === "int" || category === "uint"))
    throw new DTypeError(`${placeText(expected, context)}: the function gave ${value} where ${dtype} was expected; say \`dtype: "float64"\``);
  const data = context.alloc(dtype, 1);
  put(data, 0, dtype, value);
  return new NDArray(data, shape, dtype);
}

/** The flat list of blocks as one entry an input: nested lists over its contracted axes, each block as `each` makes it. */
export function grouped(blocks: readonly unknown[], groups: readonly (readonly number[])[], each: (block: NDArray) => NDArray): unknown[] {
  let at = 0;
  const take = (counts: readonly number[]): unknown =>
    counts.length === 0 ? each(asBlock(blocks[at++])) : Array.from({ length: counts[0]! }, () => take(counts.slice(1)));
  return groups.map(take);
}

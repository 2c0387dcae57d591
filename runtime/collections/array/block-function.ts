/** What is learnt of a user function of blocks before it runs: its dtype, by a trial on a small block. The editor calls nothing: there it is not known. */

import { DTypeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown, type Unknown, unknown } from "../../meta/dim.ts";
import { type DType, storage } from "../../meta/dtype.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { blockOf, checkDType, isBlock, metaOf } from "./operands.ts";

/** Blocks of up to so many elements are tried in their own shape. */
const SMALL = 1000;

/** An argument of the function: data of a lazy value, or the value itself. */
export type Argument =
  | {
      readonly node: Expr;
      /** Of the block that is tried, where it is not the first one's. */
      readonly shape?: readonly number[];
      /** How deep it stands in lists of blocks. */
      readonly lists?: number;
    }
  | { readonly value: unknown };

/** The result of the function on blocks of ones, or undefined: it fails on them, is asynchronous, or nothing may be called here. */
export function tried(f: unknown, args: readonly Argument[], more: (shape: readonly number[]) => readonly unknown[] = () => []): unknown {
  const { trial } = environment();
  if (trial === undefined || !args.every(arg => "value" in arg || arg.node.meta.kind === "array")) return undefined;
  for (const alone of [false, true]) {
    const blocks = args.map(arg => ("value" in arg ? arg.value : sample(arg.node, arg.shape, alone)));
    const first = blocks.find(isBlock);
    const call = blocks.map((block, i) => {
      const arg = args[i]!;
      return "value" in arg ? block : Array.from({ length: arg.lists ?? 0 }).reduce(inner => [inner], block);
    });
    const result = trial(f, [...call, ...more(first?.shape ?? [])]);
    if (result instanceof Promise) {
      result.catch(() => {});
      return undefined;
    }
    if (result !== undefined && result !== null) return result;
  }
  return undefined;
}

function sample(node: Expr, given: readonly number[] | undefined, alone: boolean): NDArray {
  const { chunks, dtype } = metaOf(node);
  const first = given ?? chunks.map(axis => (isUnknown(axis) || !isKnown(axis[0]!) ? 1 : axis[0]!));
  const shape = alone || sizeOf(first) > SMALL ? (given ?? first.map(() => 1)) : first;
  const type = isUnknown(dtype) ? "float64" : dtype;
  const block = new NDArray(storage(type, sizeOf(shape)), shape, type);
  (block.data as Float64Array).fill((type.endsWith("int64") ? 1n : 1) as number);
  return block;
}

/** The dtype of a result, if it is one of a block. */
export function dtypeOfResult(result: unknown): DType | undefined {
  try {
    return result === undefined ? undefined : blockOf(result).dtype;
  } catch {
    return undefined;
  }
}

/** The dtype that the user says, else that of the trial, else that of the first array: the run checks it. Unknown in the editor. */
export function resultDType(
  where: string,
  given: { readonly dtype?: unknown; readonly meta?: unknown },
  args: readonly Argument[],
  result: () => unknown,
): DType | Unknown {
  if (given.dtype !== undefined && given.dtype !== null) return checkDType(given.dtype, where);
  if (given.meta !== undefined && given.meta !== null) {
    if (isBlock(given.meta)) return given.meta.dtype;
    throw new DTypeError(`${where}: expected meta as a block, whose dtype is that of the result`);
  }
  const first = args.find(arg => "node" in arg && arg.node.meta.kind === "array") as { readonly node: Expr } | undefined;
  if (environment().trial === undefined) return unknown("the dtype that the function gives: say `dtype`");
  return dtypeOfResult(result()) ?? (first === undefined ? "float64" : metaOf(first.node).dtype);
}

/** What may stand where an array is expected, as expressions. */

import { DTypeError } from "../../errors.ts";
import { Constant } from "../../expr/constant.ts";
import { Expr } from "../../expr/expr.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { DType, TypedArray } from "../../meta/dtype.ts";
import { isDType, storage } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import type { Scalar } from "../../meta/scalar.ts";
import { type Complex, put } from "../../values/element.ts";
import { cStrides, dtypeOfData, NDArray, sizeOf } from "../../values/ndarray.ts";
import { build, exprOf, isLazy } from "../lazy.ts";
import { ShapeError } from "../../errors.ts";

export const metaOf = (node: Expr): ArrayMeta => node.meta as ArrayMeta;
export const isScalar = (value: unknown): value is Scalar => typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

/** A complex number: `{ re, im }`. */
export const isComplexNumber = (value: unknown): value is Complex =>
  typeof value === "object" && value !== null && typeof (value as Complex).re === "number" && typeof (value as Complex).im === "number";

/** An array as an expression: a lazy array, a block in memory, nested lists. */
export function asExpr(value: unknown, where: string): Expr {
  if (isLazy(value) || value instanceof Expr) {
    const node = value instanceof Expr ? value : exprOf(value);
    if (node.meta.kind === "array" || node.meta.kind === "scalar" || node.meta.kind === "delayed") return node;
    throw new DTypeError(`${where}: expected an array, got a ${node.meta.kind}`);
  }
  if (isBlock(value) || ArrayBuffer.isView(value) || Array.isArray(value) || isScalar(value) || isComplexNumber(value)) return fromData(blockOf(value), "auto");
  throw new DTypeError(`${where}: expected an array or a number, got ${value === null ? "null" : typeof value}`);
}

/** A scalar stays one; anything else becomes an expression. */
export const operand = (value: unknown, where: string): Expr | Scalar => (isScalar(value) ? value : asExpr(value, where));

export const isBlock = (value: unknown): value is NDArray => value instanceof NDArray;

/** Data in memory as a lazy array. */
export function fromData(block: NDArray, chunks: unknown): Expr {
  const { data, shape, strides, offset, dtype } = block;
  const blocks = normalizeChunks(chunks, shape, { dtype });
  return build("array.fromArray", [], { data: new Constant({ data, shape, strides, offset, dtype }), dtype, chunks: blocks });
}

/** A block of a typed array, a block, a number, or nested lists: numbers are float64, bigints int64, booleans bool, unless `dtype` says otherwise. */
export function blockOf(value: unknown, dtype?: DType): NDArray {
  if (isBlock(value)) return value;
  if (ArrayBuffer.isView(value)) {
    const data = value as TypedArray;
    return new NDArray(data, [data.length], dtypeOfData(data));
  }
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const items: unknown[] = [];
  flatten(value, shape, 0, items);
  const type = dtype ?? listDType(items);
  const data = storage(type, sizeOf(shape));
  for (const [i, item] of items.entries()) put(data, i, type, item);
  return new NDArray(data, shape, type, cStrides(shape));
}

function flatten(value: unknown, shape: readonly number[], axis: number, items: unknown[]): void {
  if (!Array.isArray(value)) {
    if (axis !== shape.length || !(isScalar(value) || (typeof value === "object" && value !== null && "re" in value))) {
      throw new ShapeError(
        `nested lists must be even and hold numbers, bigints or booleans; at depth ${axis} there is ${Array.isArray(value) ? "a list" : String(value)}`,
        shape,
        [],
      );
    }
    items.push(value);
    return;
  }
  if (value.length !== shape[axis])
    throw new ShapeError(`nested lists must be even: expected ${shape[axis] ?? "a number"} at depth ${axis}, got a list of ${value.length}`, shape, [
      value.length,
    ]);
  for (const item of value) flatten(item, shape, axis + 1, items);
}

function listDType(items: readonly unknown[]): DType {
  if (items.length > 0 && items.every(item => typeof item === "boolean")) return "bool";
  if (items.length > 0 && items.every(item => typeof item === "bigint")) return "int64";
  return items.some(item => typeof item === "object") ? "complex128" : "float64";
}

export function checkDType(dtype: unknown, where: string): DType {
  if (isDType(dtype)) return dtype;
  throw new DTypeError(
    `${where}: there is no dtype "${String(dtype)}"; there are bool, int8 ... int64, uint8 ... uint64, float32, float64, complex64, complex128`,
  );
}

/** The dtype, or undefined where the editor does not know it. */
export const knownDType = (node: Expr): DType | undefined => {
  const { dtype } = metaOf(node);
  return isUnknown(dtype) ? undefined : dtype;
};

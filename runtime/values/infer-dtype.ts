/** The dtype of JavaScript values: what pandas would make of them. */

import type { ColumnType } from "../meta/dtype.ts";
import { Timedelta } from "./timedelta.ts";

/** Numbers without a fraction are int64, with missing ones among them float64; text is string; a mix is object. */
export function inferDtype(values: readonly unknown[]): ColumnType {
  let kind: "number" | "bigint" | "bool" | "string" | "datetime" | "timedelta" | undefined;
  let [whole, missing] = [true, false];
  for (const value of values) {
    if (value === null || value === undefined) {
      missing = true;
      continue;
    }
    const found = kindOf(value);
    if (found === undefined || (kind !== undefined && found !== kind)) return "object";
    kind = found;
    if (found === "number" && whole) whole = Number.isSafeInteger(value) && !Object.is(value, -0);
  }
  switch (kind) {
    case undefined:
      return "object";
    case "number":
      return whole && !missing ? "int64" : "float64";
    default:
      return kind;
  }
}

function kindOf(value: unknown): "number" | "bigint" | "bool" | "string" | "datetime" | "timedelta" | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
      return typeof value as "number";
    case "boolean":
      return "bool";
    default:
      return value instanceof Date ? "datetime" : value instanceof Timedelta ? "timedelta" : undefined;
  }
}

/** The dtype of a typed array's elements. */
export function typedArrayDtype(view: ArrayBufferView): ColumnType | undefined {
  return TYPED[view.constructor.name];
}
const TYPED: Readonly<Record<string, ColumnType>> = {
  Int8Array: "int8",
  Int16Array: "int16",
  Int32Array: "int32",
  BigInt64Array: "int64",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Uint16Array: "uint16",
  Uint32Array: "uint32",
  BigUint64Array: "uint64",
  Float32Array: "float32",
  Float64Array: "float64",
};

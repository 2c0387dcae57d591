/** The dtype of arithmetic between columns, and columns and scalars: pandas' rules. */

import { DTypeError } from "../errors.ts";
import { type ColumnType, DTYPE_INFO, type DType, floating, isDType, promote, promoteScalar } from "./dtype.ts";
import { isUnknown, type Unknown } from "./dim.ts";

export const ARITHMETIC = ["add", "sub", "mul", "div", "floorDiv", "mod", "pow"] as const;
export const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
export const LOGICAL = ["and", "or"] as const;
export type Arithmetic = (typeof ARITHMETIC)[number];
export type Comparison = (typeof COMPARISONS)[number];
export type Logical = (typeof LOGICAL)[number];
export type BinaryCode = Arithmetic | Comparison | Logical;

const isComparison = (code: BinaryCode): code is Comparison => (COMPARISONS as readonly string[]).includes(code);

/** What a scalar is, for these rules: the dtype of a column of it, or a weak number. */
export type ScalarKind = ColumnType | { readonly weak: number | bigint | boolean };

export function scalarKind(value: unknown): ScalarKind {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "boolean":
      return { weak: value };
    case "string":
      return "string";
    default:
      return value instanceof Date
        ? "datetime"
        : value === null || value === undefined
          ? { weak: Number.NaN }
          : typeof value === "object" && "nanoseconds" in value
            ? "timedelta"
            : "object";
  }
}

export function binaryDtype(code: BinaryCode, left: ColumnType | Unknown | ScalarKind, right: ColumnType | Unknown | ScalarKind): ColumnType | Unknown {
  if (isComparison(code)) return "bool";
  if (code === "and" || code === "or") {
    for (const side of [left, right])
      if (!open(side) && side !== "bool" && side !== "object" && typeof weak(side) !== "boolean") throw mistyped(code, left, right);
    return "bool";
  }
  if (open(left)) return left;
  if (open(right)) return right;
  if (left === "object" || right === "object") return "object";
  if (left === "string" || right === "string" || left === "category" || right === "category") {
    if (code === "add" && text(left) && text(right)) return "string";
    throw mistyped(code, left, right);
  }
  if (time(left) || time(right)) return timeDtype(code, left, right);
  return numberDtype(code, left, right);
}

function numberDtype(code: Arithmetic, left: ColumnType | ScalarKind, right: ColumnType | ScalarKind): ColumnType {
  const [a, b] = [weak(left), weak(right)];
  const dtypes = [left, right].map(side => (side === "bigint" ? "int64" : side));
  let result: DType;
  if (a !== undefined) result = promoteScalar(dtypes[1] as DType, a);
  else if (b !== undefined) result = promoteScalar(dtypes[0] as DType, b);
  else result = promote(dtypes[0] as DType, dtypes[1] as DType);
  if (result === "bool") result = "int64";
  if (code === "div") return floating(result) as ColumnType;
  if ((a !== undefined && Number.isNaN(Number(a))) || (b !== undefined && Number.isNaN(Number(b)))) return floating(result) as ColumnType;
  if (DTYPE_INFO[result].category === "complex") throw mistyped(code, left, right);
  return (left === "bigint" || right === "bigint") && result === "int64" ? "bigint" : (result as ColumnType);
}

function timeDtype(code: Arithmetic, left: ColumnType | ScalarKind, right: ColumnType | ScalarKind): ColumnType {
  const number = (side: ColumnType | ScalarKind) => weak(side) !== undefined || (typeof side === "string" && isDType(side));
  if (code === "add" && left === "timedelta" && right === "timedelta") return "timedelta";
  if (code === "add" && ((left === "datetime" && right === "timedelta") || (left === "timedelta" && right === "datetime"))) return "datetime";
  if (code === "sub" && left === "datetime" && right === "datetime") return "timedelta";
  if (code === "sub" && left === "datetime" && right === "timedelta") return "datetime";
  if (code === "sub" && left === "timedelta" && right === "timedelta") return "timedelta";
  if (code === "mul" && ((left === "timedelta" && number(right)) || (number(left) && right === "timedelta"))) return "timedelta";
  if (code === "div" && left === "timedelta") return right === "timedelta" ? "float64" : number(right) ? "timedelta" : fail(code, left, right);
  return fail(code, left, right);
}

const open = (side: unknown): side is Unknown => isUnknown(side);
const weak = (side: unknown): number | bigint | boolean | undefined =>
  typeof side === "object" && side !== null && "weak" in side ? (side.weak as number) : undefined;
const time = (side: unknown): boolean => side === "datetime" || side === "timedelta";
const text = (side: unknown): boolean => side === "string" || side === "category";
const show = (side: unknown): string => (typeof side === "string" ? side : weak(side) !== undefined ? String(weak(side)) : "?");
const mistyped = (code: string, left: unknown, right: unknown): DTypeError => new DTypeError(`${code}: no rule for ${show(left)} and ${show(right)}`);
const fail = (code: string, left: unknown, right: unknown): never => {
  throw mistyped(code, left, right);
};

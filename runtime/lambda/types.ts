/**
 * What an expression gives over columns of given dtypes, or that it must run row by row: where its parts would need JavaScript values that
 * columns do not hold (identity of Dates, arrays), there is no column form.
 */

import type { ColumnType } from "../meta/dtype.ts";
import { isUnknown, type Unknown } from "../meta/dim.ts";
import type { ColumnExpr } from "./column-expr.ts";
import { CALLS, DATE_METHODS, type Gives, NUMBER_METHODS, STRING_METHODS } from "./known.ts";

/** `any`: a value of no fixed kind (an object column, a bigint); `unknown`: the analysis does not know the column. */
export type Kind = "int" | "float" | "bool" | "string" | "date" | "timedelta" | "null" | "any" | "unknown";
export interface ValueType {
  readonly kind: Kind;
  /** May be null or undefined; missing numbers are NaN and do not count. */
  readonly missing: boolean;
  /** A date that the expression made: NaN in it is an invalid Date, not a missing one. */
  readonly fresh?: boolean;
}
/** The dtype of a column; undefined where there is none of the name. */
export type DTypeOf = (name: string) => ColumnType | Unknown | undefined;

const plain = (kind: Kind): ValueType => ({ kind, missing: false });
const NUMBERS: ReadonlySet<Kind> = new Set<Kind>(["int", "float", "bool"]);
const TIMES: ReadonlySet<Kind> = new Set<Kind>(["date", "timedelta"]);
const OPEN: ReadonlySet<Kind> = new Set<Kind>(["any", "unknown"]);
export const isTime = (type: ValueType): boolean => TIMES.has(type.kind);
const ROW_BY_ROW = new Error("row by row");

/** The type, or undefined where the lambda has to run row by row. */
export function typeOf(node: ColumnExpr, dtypeOf: DTypeOf): ValueType | undefined {
  try {
    return find(node, dtypeOf);
  } catch (error) {
    if (error === ROW_BY_ROW) return undefined;
    throw error;
  }
}

/** As `typeOf`, for something that only asks whether the value counts as true. */
export function testType(node: ColumnExpr, dtypeOf: DTypeOf): ValueType | undefined {
  try {
    test(node, dtypeOf);
    return plain("bool");
  } catch (error) {
    if (error === ROW_BY_ROW) return undefined;
    throw error;
  }
}

/** The dtype of a column of such values; undefined where they have no common storage. */
export function dtypeOfType(type: ValueType): ColumnType | "unknown" | undefined {
  switch (type.kind) {
    case "int":
      return "int64";
    case "float":
      return "float64";
    case "date":
      return "datetime";
    case "bool":
    case "string":
    case "timedelta":
    case "unknown":
      return type.kind;
    default:
      return undefined;
  }
}

export function kindOfDtype(dtype: ColumnType | Unknown): ValueType {
  if (isUnknown(dtype)) return { kind: "unknown", missing: true };
  switch (dtype) {
    case "bool":
      return { kind: "bool", missing: true };
    case "string":
    case "category":
      return { kind: "string", missing: true };
    case "datetime":
      return { kind: "date", missing: true };
    case "timedelta":
      return { kind: "timedelta", missing: true };
    case "float32":
    case "float64":
      return plain("float");
    case "object":
    case "bigint":
      return { kind: "any", missing: true };
    default:
      return plain("int");
  }
}

function test(node: ColumnExpr, dtypeOf: DTypeOf): void {
  if (node.kind === "logical" && node.op !== "??") {
    test(node.left, dtypeOf);
    test(node.right, dtypeOf);
  } else if (node.kind === "cond") {
    test(node.test, dtypeOf);
    test(node.then, dtypeOf);
    test(node.otherwise, dtypeOf);
  } else if (node.kind === "unary" && node.op === "!") test(node.arg, dtypeOf);
  else find(node, dtypeOf);
}

function find(node: ColumnExpr, dtypeOf: DTypeOf): ValueType {
  switch (node.kind) {
    case "field": {
      const dtype = dtypeOf(node.name);
      if (dtype === undefined) throw ROW_BY_ROW;
      return kindOfDtype(dtype);
    }
    case "const":
      if (node.value === null) return { kind: "null", missing: true };
      if (typeof node.value === "number") return plain(Number.isSafeInteger(node.value) && !Object.is(node.value, -0) ? "int" : "float");
      return plain(typeof node.value === "string" ? "string" : "bool");
    case "regex":
      throw ROW_BY_ROW;
    case "unary": {
      if (node.op === "!") {
        test(node.arg, dtypeOf);
        return plain("bool");
      }
      const arg = find(node.arg, dtypeOf);
      if (OPEN.has(arg.kind)) return arg.kind === "any" && node.op === "+" ? plain("float") : { kind: arg.kind, missing: false };
      return plain(node.op === "~" || arg.kind === "int" || arg.kind === "bool" ? "int" : "float");
    }
    case "binary":
      return binary(node, find(node.left, dtypeOf), find(node.right, dtypeOf));
    case "logical": {
      const [left, right] = [find(node.left, dtypeOf), find(node.right, dtypeOf)];
      const missing = node.op === "||" || node.op === "??" ? right.missing : left.missing || right.missing;
      return { ...join(left, right), missing };
    }
    case "cond":
      test(node.test, dtypeOf);
      return join(find(node.then, dtypeOf), find(node.otherwise, dtypeOf));
    case "template":
      for (const arg of node.args) if (find(arg, dtypeOf).kind === "timedelta") throw ROW_BY_ROW;
      return plain("string");
    case "call":
      return call(
        node.name,
        node.args.map(arg => (node.name === "Boolean" ? (test(arg, dtypeOf), plain("bool")) : find(arg, dtypeOf))),
      );
    case "length": {
      const object = find(node.object, dtypeOf);
      if (object.kind !== "string") throw ROW_BY_ROW;
      return { kind: "int", missing: object.missing && node.optional };
    }
    case "method":
      return method(node, dtypeOf);
  }
}

function binary(node: ColumnExpr & { kind: "binary" }, left: ValueType, right: ValueType): ValueType {
  const open = OPEN.has(left.kind) || OPEN.has(right.kind);
  switch (node.op) {
    case "===":
    case "!==":
    case "==":
    case "!=":
      // Dates and durations are objects: only "is it missing" can be asked of their columns.
      if ((isTime(left) && right.kind !== "null") || (isTime(right) && left.kind !== "null")) {
        if (left.kind !== "unknown" && right.kind !== "unknown") throw ROW_BY_ROW;
      }
      return plain("bool");
    case "<":
    case "<=":
    case ">":
    case ">=":
      return plain("bool");
    case "+":
      if (open) return { kind: left.kind === "unknown" || right.kind === "unknown" ? "unknown" : "any", missing: false };
      if (left.kind === "date" || right.kind === "date") throw ROW_BY_ROW;
      if (left.kind === "string" || right.kind === "string") {
        if (left.kind === "timedelta" || right.kind === "timedelta") throw ROW_BY_ROW;
        return plain("string");
      }
      return plain(NUMBERS.has(left.kind) && NUMBERS.has(right.kind) && left.kind !== "float" && right.kind !== "float" ? "int" : "float");
    case "&":
    case "|":
    case "^":
    case "<<":
    case ">>":
    case ">>>":
      return open ? { kind: left.kind === "unknown" || right.kind === "unknown" ? "unknown" : "any", missing: false } : plain("int");
    default: {
      if (open) return { kind: left.kind === "unknown" || right.kind === "unknown" ? "unknown" : "any", missing: false };
      const whole = (t: ValueType) => t.kind === "int" || t.kind === "bool";
      return plain(node.op !== "/" && node.op !== "**" && whole(left) && whole(right) ? "int" : "float");
    }
  }
}

function join(a: ValueType, b: ValueType): ValueType {
  const missing = a.missing || b.missing;
  if (a.kind === b.kind) {
    if (a.kind === "date" && a.fresh !== b.fresh) throw ROW_BY_ROW;
    return { ...a, missing };
  }
  if (isTime(a) || isTime(b)) {
    const [time, other] = isTime(a) ? [a, b] : [b, a];
    if (other.kind === "unknown") return { kind: "unknown", missing };
    if (other.kind === "null" && time.fresh !== true) return { ...time, missing };
    throw ROW_BY_ROW;
  }
  if (a.kind === "unknown" || b.kind === "unknown") return { kind: "unknown", missing };
  if (a.kind === "null") return { ...b, missing: true };
  if (b.kind === "null") return { ...a, missing: true };
  const numbers = (t: ValueType) => t.kind === "int" || t.kind === "float";
  return { kind: numbers(a) && numbers(b) ? "float" : "any", missing };
}

function call(name: string, args: readonly ValueType[]): ValueType {
  const times = args.some(isTime);
  switch (name) {
    case "new Date":
      if (args.length === 1 && args[0]!.kind === "timedelta") throw ROW_BY_ROW;
      if (args.some(arg => arg.kind === "any" || arg.kind === "unknown")) throw ROW_BY_ROW;
      return { kind: "date", missing: false, fresh: true };
    case "String":
    case "parseFloat":
    case "parseInt":
      if (args.some(arg => arg.kind === "timedelta") || (times && name !== "String")) throw ROW_BY_ROW;
      break;
    case "Number.isNaN":
    case "Number.isFinite":
    case "Number.isInteger":
      if (times) throw ROW_BY_ROW;
      break;
  }
  return given(CALLS[name]!, args);
}

function method(node: ColumnExpr & { kind: "method" }, dtypeOf: DTypeOf): ValueType {
  if (node.object.kind === "regex") {
    const [text] = node.args;
    if (node.name !== "test" || node.args.length !== 1 || /[gy]/.test(node.object.flags) || isTime(find(text!, dtypeOf))) throw ROW_BY_ROW;
    return plain("bool");
  }
  const object = find(node.object, dtypeOf);
  const table =
    object.kind === "string"
      ? STRING_METHODS
      : object.kind === "date"
        ? DATE_METHODS
        : object.kind === "int" || object.kind === "float"
          ? NUMBER_METHODS
          : undefined;
  const gives = table?.[node.name];
  if (gives === undefined) {
    if (object.kind === "unknown" && (STRING_METHODS[node.name] ?? DATE_METHODS[node.name]) !== undefined) return { kind: "unknown", missing: true };
    throw ROW_BY_ROW;
  }
  for (const [i, arg] of node.args.entries()) {
    if (arg.kind === "regex" && i === 0 && (node.name === "replace" || (node.name === "replaceAll" && arg.flags.includes("g"))) && !arg.flags.includes("y"))
      continue;
    const type = find(arg, dtypeOf);
    if (isTime(type) || type.kind === "any") throw ROW_BY_ROW;
  }
  const type = given(gives, []);
  return { ...type, missing: object.missing && node.optional };
}

function given(gives: Gives, args: readonly ValueType[]): ValueType {
  switch (gives) {
    case "number":
      return plain(
        args.length > 0 && args.every(arg => arg.kind === "int" || arg.kind === "bool")
          ? "int"
          : args.some(arg => arg.kind === "unknown")
            ? "unknown"
            : "float",
      );
    case "date":
      return { kind: "date", missing: false, fresh: true };
    default:
      return plain(gives);
  }
}

/**
 * `da.expr`: arithmetic in TypeScript's own operators, read as the nodes of the method chain. Values are those that JavaScript gives for numbers
 * (`%` has the sign of the dividend, `Math.round` rounds halves up); dtypes are NumPy's.
 */

import { DTypeError, NotSupportedError, ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import type { Scalar, ScalarCode } from "../../meta/scalar.ts";
import { type ColumnExpr, exprText, fieldsOf } from "../../lambda/column-expr.ts";
import { readValues } from "../../lambda/read.ts";
import { elementwise } from "./elementwise.ts";
import { BaskArray } from "./handle.ts";
import { asExpr, isScalar, knownDType } from "./operands.ts";

/** A part of the expression: constants stay numbers until they meet an array. */
type Part = Expr | Scalar;

const BINARY: Readonly<Record<string, ScalarCode>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "fmod",
  "**": "pow",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "===": "eq",
  "!=": "ne",
  "!==": "ne",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "leftShift",
  ">>": "rightShift",
};
const CALLS: Readonly<Record<string, ScalarCode>> = {
  "Math.abs": "abs",
  "Math.floor": "floor",
  "Math.ceil": "ceil",
  "Math.trunc": "trunc",
  "Math.sign": "sign",
  "Math.sqrt": "sqrt",
  "Math.cbrt": "cbrt",
  "Math.exp": "exp",
  "Math.expm1": "expm1",
  "Math.log": "log",
  "Math.log1p": "log1p",
  "Math.log2": "log2",
  "Math.log10": "log10",
  "Math.pow": "pow",
  "Math.sin": "sin",
  "Math.cos": "cos",
  "Math.tan": "tan",
  "Math.asin": "arcsin",
  "Math.acos": "arccos",
  "Math.atan": "arctan",
  "Math.atan2": "arctan2",
  "Math.sinh": "sinh",
  "Math.cosh": "cosh",
  "Math.tanh": "tanh",
  isNaN: "isnan",
  "Number.isNaN": "isnan",
  isFinite: "isfinite",
  "Number.isFinite": "isfinite",
};
/** Those of any number of arguments, two at a time. */
const FOLDED: Readonly<Record<string, ScalarCode>> = { "Math.min": "minimum", "Math.max": "maximum", "Math.hypot": "hypot" };

/** Shapes broadcast. Throws NotSupportedError if `f` is not one expression, ShapeError if it has other arguments than it is given. */
export function expr(f: unknown, ...arrays: unknown[]): BaskArray {
  if (!environment().isFunction(f)) throw new TypeError(`da.expr: expected a function of numbers, got ${f === null ? "null" : typeof f}`);
  const ref = environment().functionRef(f);
  const read = readValues(ref);
  if (read === undefined) throw notRead(ref);
  const { names, body } = read;
  if (names.length !== arrays.length || names.length === 0) {
    const got = `${arrays.length} ${arrays.length === 1 ? "array is" : "arrays are"} given`;
    throw new ShapeError(
      `da.expr: the function has ${names.length} ${names.length === 1 ? "parameter" : "parameters"}, and ${got}`,
      [names.length],
      [arrays.length],
    );
  }
  const used = fieldsOf(body);
  const idle = names.find(name => !used.has(name));
  if (idle !== undefined) throw new NotSupportedError(`da.expr: the expression does not use ${idle}; leave it out, or use da.broadcastTo for its shape`);
  const values = new Map(names.map((name, i) => [name, isScalar(arrays[i]) ? arrays[i] : asExpr(arrays[i], "da.expr")]));
  const result = make(body, values, ref);
  return new BaskArray(isScalar(result) ? asExpr(result, "da.expr") : result);
}

function notRead(ref: FunctionRef, part?: ColumnExpr): NotSupportedError {
  const why = part === undefined ? "" : ` "${exprText(part)}" is not among them.`;
  return new NotSupportedError(
    `da.expr reads one expression of operators, comparisons, ?:, Math functions and constants; ${ref.name || "the function"} is not one.${why} Use mapBlocks, which calls a function on each block`,
  );
}

function make(node: ColumnExpr, values: ReadonlyMap<string, Part>, ref: FunctionRef): Part {
  const inner = (part: ColumnExpr): Part => make(part, values, ref);
  switch (node.kind) {
    case "field":
      return values.get(node.name)!;
    case "const":
      if (typeof node.value !== "number" && typeof node.value !== "boolean") throw notRead(ref, node);
      return node.value;
    case "unary":
      return unary(node.op, inner(node.arg), node);
    case "binary": {
      const code = BINARY[node.op];
      if (code === undefined) throw notRead(ref, node);
      return both(code, inner(node.left), inner(node.right));
    }
    case "logical": {
      if (node.op === "??") throw notRead(ref, node);
      const [left, right] = [truth(inner(node.left), node.left), truth(inner(node.right), node.right)];
      return both(node.op === "&&" ? "logicalAnd" : "logicalOr", left, right);
    }
    case "cond": {
      const test = truth(inner(node.test), node.test);
      const [then, otherwise] = [inner(node.then), inner(node.otherwise)];
      return isScalar(test) ? (test ? then : otherwise) : elementwise("where", [test, then, otherwise]);
    }
    case "call": {
      const args = node.args.map(inner);
      const known = args.every(isScalar) ? ofNumbers(node.name, args) : undefined;
      if (known !== undefined) return known;
      const folded = FOLDED[node.name];
      if (folded !== undefined && args.length > 0) {
        const [first, ...others] = args as [Part, ...Part[]];
        if (others.length === 0) return node.name === "Math.hypot" ? one("abs", first) : first;
        return others.reduce((a, b) => both(folded, a, b), first);
      }
      if (node.name === "Math.round" && args.length === 1) return round(args[0]!);
      const code = CALLS[node.name];
      if (code === undefined || args.length !== (node.name === "Math.pow" || node.name === "Math.atan2" ? 2 : 1)) throw notRead(ref, node);
      return args.length === 2 ? both(code, args[0]!, args[1]!) : one(code, args[0]!);
    }
    default:
      throw notRead(ref, node);
  }
}

function unary(op: string, arg: Part, node: ColumnExpr & { kind: "unary" }): Part {
  if (op === "!") {
    const value = truth(arg, node.arg);
    return isScalar(value) ? !value : elementwise("logicalNot", [value]);
  }
  if (op === "+") return arg;
  return one(op === "-" ? "neg" : "not", arg);
}

/** What counts as true or false. NaN is false to JavaScript and true to NumPy, so floats must be compared with something. */
function truth(value: Part, node: ColumnExpr): Part {
  if (isScalar(value)) return Boolean(value);
  const dtype = knownDType(value);
  if (dtype === undefined || dtype === "bool") return value;
  if (DTYPE_INFO[dtype].category === "int" || DTYPE_INFO[dtype].category === "uint") return elementwise("ne", [value, 0]);
  throw new DTypeError(`da.expr: "${exprText(node)}" is ${dtype} where true or false is expected: compare it with something`);
}

const one = (code: ScalarCode, a: Part): Part => {
  if (!isScalar(a)) return elementwise(code, [a]);
  return code === "neg" ? -Number(a) : code === "not" ? ~Number(a) : elementwise(code, [a]);
};

/** Numbers alone are JavaScript's own arithmetic. */
function both(code: ScalarCode, a: Part, b: Part): Part {
  const alone = isScalar(a) && isScalar(b) ? NUMBERS[code] : undefined;
  return alone === undefined ? elementwise(code, [a, b]) : alone(Number(a), Number(b));
}
const NUMBERS: Partial<Record<ScalarCode, (a: number, b: number) => Scalar>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  fmod: (a, b) => a % b,
  pow: (a, b) => a ** b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  leftShift: (a, b) => a << b,
  rightShift: (a, b) => a >> b,
  logicalAnd: (a, b) => a !== 0 && b !== 0,
  logicalOr: (a, b) => a !== 0 || b !== 0,
};
/** A known function of numbers alone. */
const ofNumbers = (name: string, args: readonly Scalar[]): Scalar | undefined => {
  const library = (name.startsWith("Math.") ? Math : Number) as unknown as Readonly<Record<string, (...args: number[]) => Scalar>>;
  return library[name.replace(/^.*\./, "")]?.(...args.map(Number));
};

/** Halves up, and the sign of what becomes zero kept: `Math.round`. */
function round(x: Part): Part {
  if (isScalar(x)) return Math.round(Number(x));
  const dtype = knownDType(x);
  if (dtype !== undefined && DTYPE_INFO[dtype].category !== "float") return elementwise("floor", [x]);
  const below = elementwise("floor", [x]);
  const up = elementwise("ge", [elementwise("sub", [x, below]), 0.5]);
  return elementwise("copysign", [elementwise("where", [up, elementwise("add", [below, 1]), below]), x]);
}

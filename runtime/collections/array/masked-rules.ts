/**
 * Operations on masked arrays. A masked array is a node of two inputs, the data and the mask; an operation on it becomes operations on these two, and
 * their results a masked array again. So every kernel and every rewrite sees ordinary arrays only. What has no rule here says so.
 */

import { NotSupportedError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { REDUCTION_ROWS, type ReductionName } from "../../meta/reduction.ts";
import { SCALAR, type ScalarCode } from "../../meta/scalar.ts";
import { operation } from "../../ops/index.ts";
import type { Params } from "../../ops/operation.ts";
import { build, setMaskedRule } from "../lazy.ts";
import { astype, elementwise } from "./elementwise.ts";
import { knownDType, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";

export const MASKED = "array.masked";
export const isMasked = (node: Expr): boolean => node.op === MASKED;
export const dataOf = (node: Expr): Expr => (isMasked(node) ? node.inputs[0]! : node);
export const maskOf = (node: Expr): Expr => (isMasked(node) ? node.inputs[1]! : flags(node, false));
export const fillOf = (node: Expr): unknown => (isMasked(node) ? node.params["fillValue"] : undefined);

export function masked(data: Expr, mask: Expr, fillValue?: unknown): Expr {
  return build(MASKED, [data, mask], fillValue === undefined || fillValue === null ? {} : { fillValue });
}

/** The same everywhere, in the blocks of an array. */
export function flags(node: Expr, value: boolean): Expr {
  if (node.meta.kind !== "array") return build("array.full", [], { dtype: "bool", chunks: [], value });
  const { chunks, shape } = node.meta;
  // How many elements there are is known by computing the array only.
  if (chunks.some(blocks => !isUnknown(blocks) && blocks.some(Number.isNaN))) {
    const some = elementwise("ne", [dataOf(node), dataOf(node)]);
    return elementwise(value ? "logicalOr" : "logicalAnd", [some, value]);
  }
  return build("array.full", [], { dtype: "bool", chunks, value, ...(shape.some(isUnknown) ? { shape } : {}) });
}

/** Operations whose result has elements of the input in other places. */
const MOVING: ReadonlySet<string> = new Set([
  "array.getitem",
  "array.take",
  "array.takeLazy",
  "array.rechunk",
  "array.transpose",
  "array.concatenate",
  "array.stack",
  "array.reshape",
  "array.blocks",
  "array.sized",
  "array.broadcastTo",
  "array.overlap",
  "array.trim",
  "array.windows",
  "array.view",
  "array.diagonal",
  "array.points",
]);
/** Operations of one block that anything goes through. */
const PASSING: ReadonlySet<string> = new Set(["assemble", "delayed.partition", "call", "method", "delayed.get"]);

setMaskedRule((op, inputs, params) => {
  const code = op.slice("array.".length);
  if (PASSING.has(op)) return undefined;
  if (Object.hasOwn(SCALAR, code) && operation(op).scalar !== undefined) return elements(code as ScalarCode, op, inputs, params);
  if (MOVING.has(op)) return moved(op, inputs, params);
  if (Object.hasOwn(REDUCTION_ROWS, code)) return reduced(code as ReductionName, inputs[0]!, params);
  if (op === "array.setItem") {
    const mask = build(op, inputs.map(maskOf), "value" in params ? { ...params, value: false } : params);
    return masked(build(op, inputs.map(dataOf), params), mask, fillOf(inputs[0]!));
  }
  if (op === "array.cumulative") return cumulative(inputs[0]!, params);
  throw new NotSupportedError(`${code} of a masked array is not supported: da.ma.filled gives an ordinary one`);
});

function moved(op: string, inputs: readonly Expr[], params: Params): Expr {
  const fill = inputs.map(fillOf).find(value => value !== undefined);
  const boolean = "dtype" in params ? { ...params, dtype: "bool" } : params;
  return masked(build(op, inputs.map(dataOf), params), build(op, inputs.map(maskOf), boolean), fill);
}

/** Where operands have no result: division by zero, roots and logarithms outside of their range. NumPy's masked functions mask these too. */
function outside(code: ScalarCode, data: readonly Expr[], params: Params): Expr | undefined {
  const test = (name: ScalarCode) => elementwise(name, [data[0]!, 0]);
  switch (code) {
    case "div":
    case "floorDiv":
    case "mod": {
      const scalars = params["scalars"] as Record<number, number> | undefined;
      if (scalars?.[1] === undefined) return elementwise("eq", [data.at(-1)!, 0]);
      return Number(scalars[1]) === 0 ? flags(data[0]!, true) : undefined;
    }
    case "sqrt":
      return test("lt");
    case "log":
    case "log2":
    case "log10":
      return test("le");
    default:
      return undefined;
  }
}

function elements(code: ScalarCode, op: string, inputs: readonly Expr[], params: Params): Expr {
  const data = inputs.map(dataOf);
  const fill = inputs.map(fillOf).find(value => value !== undefined);
  const result = build(op, data, params);
  if (code === "where") {
    const scalars = (params["scalars"] ?? {}) as Record<number, unknown>;
    let next = 1;
    const branch = (i: number): unknown => (scalars[i] === undefined ? maskOf(inputs[next++]!) : false);
    const chosen = elementwise("where", [data[0]!, branch(1), branch(2)]);
    return masked(result, isMasked(inputs[0]!) ? elementwise("logicalOr", [chosen, maskOf(inputs[0]!)]) : chosen, fill);
  }
  const masks = inputs.filter(isMasked).map(maskOf);
  const invalid = outside(code, data, params);
  const mask = [...masks, ...(invalid === undefined ? [] : [invalid])].reduce((a, b) => elementwise("logicalOr", [a, b]));
  // Operands that are not masked may be the wider ones: the mask has the shape of the result.
  const plain = inputs.filter(input => !isMasked(input)).map(maskOf);
  const whole = plain.reduce((a, b) => elementwise("logicalOr", [a, b]), mask);
  const kept = knownDType(result) === knownDType(data[0]!) ? fill : undefined;
  return masked(result, whole, kept);
}

/** What an element must be not to change a fold. */
function neutral(name: ReductionName, dtype: DType): number | bigint | boolean {
  const { category, size } = DTYPE_INFO[dtype];
  switch (name) {
    case "prod":
      return 1;
    case "all":
      return true;
    case "min":
    case "argmin":
      return category === "bool" ? true : category === "float" ? Infinity : end(category === "int" ? size * 8 - 1 : size * 8) - 1n;
    case "max":
    case "argmax":
      return category === "bool" ? false : category === "float" ? -Infinity : category === "uint" ? 0 : -end(size * 8 - 1);
    default:
      return category === "bool" ? false : 0;
  }
}
const end = (bits: number): bigint => 2n ** BigInt(bits);

/** The data with a value where it is masked, in the dtype it has. */
export function filledNode(node: Expr, value: number | bigint | boolean): Expr {
  const data = dataOf(node);
  const { dtype } = metaOf(data);
  const small = typeof value === "bigint" && value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  const result = elementwise("where", [maskOf(node), small, data]);
  return isUnknown(dtype) || knownDType(result) === dtype ? result : astype(result, dtype);
}

function reduced(given: ReductionName, node: Expr, params: Params): Expr {
  const options = { axis: params["axes"], keepdims: params["keepdims"], ...(params["splitEvery"] === undefined ? {} : { splitEvery: params["splitEvery"] }) };
  const dtype = knownDType(node);
  const ordinary = given.startsWith("nan");
  const name = (ordinary ? given.slice(3) : given) as ReductionName;
  const mask = ordinary ? elementwise("logicalOr", [maskOf(node), elementwise("isnan", [dataOf(node)])]) : maskOf(node);
  const source = ordinary ? masked(dataOf(node), mask) : node;
  const of = (each: ReductionName, x: Expr): Expr => reduce(each, x, [options]);
  const all = reduce("all", mask, [options]);
  const fold = (each: ReductionName, x: Expr): Expr => of(each, filledNode(x, dtype === undefined ? 0 : neutral(each, dtype)));
  const count = (): Expr => of("sum", elementwise("logicalNot", [mask]));
  switch (name) {
    case "countNonzero":
      return fold("countNonzero", source);
    case "argmin":
    case "argmax":
      return fold(name, source);
    case "mean":
      return masked(elementwise("div", [fold("sum", floats(source)), count()]), all);
    case "var":
    case "std": {
      const wide = floats(source);
      const kept = { ...options, keepdims: true };
      const number = reduce("sum", elementwise("logicalNot", [mask]), [kept]);
      const mean = elementwise("div", [reduce("sum", filledNode(wide, 0), [kept]), number]);
      const squares = elementwise("square", [elementwise("sub", [dataOf(wide), mean])]);
      const ddof = (params["ddof"] as number | undefined) ?? 0;
      const free = elementwise("sub", [count(), ddof]);
      const variance = elementwise("div", [of("sum", filledNode(masked(squares, mask), 0)), free]);
      return masked(name === "std" ? elementwise("sqrt", [variance]) : variance, elementwise("le", [free, 0]));
    }
    default:
      return masked(fold(name, source), all, fillOf(node));
  }
}

/** Sums of integers are those of floats where a mean is asked for. */
function floats(node: Expr): Expr {
  const dtype = knownDType(node);
  return dtype === undefined || DTYPE_INFO[dtype].category === "float" || DTYPE_INFO[dtype].category === "complex" ? node : astype(node, "float64");
}

function cumulative(node: Expr, params: Params): Expr {
  const dtype = knownDType(node);
  const one = params["name"] === "cumprod" ? 1 : dtype === "bool" ? false : 0;
  return masked(build("array.cumulative", [filledNode(node, one)], params), maskOf(node), fillOf(node));
}

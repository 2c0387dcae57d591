/** Element by element operations: operands brought to common blocks, scalars kept weak. */

import { Expr } from "../../expr/expr.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { type Scalar, type ScalarCode, SCALAR } from "../../meta/scalar.ts";
import { build } from "../lazy.ts";
import { asExpr, blockOf, checkDType, fromData, isComplexNumber, isScalar, knownDType, operand } from "./operands.ts";
import { unify } from "./unify.ts";

/** One operation on arrays and scalars. All scalars: the first becomes an array without axes. */
export function elementwise(code: ScalarCode, given: readonly unknown[], params: Readonly<Record<string, unknown>> = {}): Expr {
  const { arity } = SCALAR[code];
  if (given.length !== arity) throw new TypeError(`${code} takes ${arity} ${arity === 1 ? "operand" : "operands"}, got ${given.length}`);
  if (given.some(isComplexNumber)) return elementwise(code, withComplex(code, given), params);
  const first = given.every(isScalar) ? [asExpr(given[0], code)] : [];
  const operands = [...first, ...given.slice(first.length).map(value => operand(value, code))];
  const scalars: Record<number, Scalar> = {};
  const nodes: Expr[] = [];
  for (const [i, value] of operands.entries()) {
    if (isScalar(value)) scalars[i] = value;
    else nodes.push(value);
  }
  broadcastShapes(nodes.map(node => (node.meta.kind === "array" ? node.meta.shape : [])));
  return build(`array.${code}`, unify(nodes), { ...params, ...(nodes.length < arity ? { scalars } : {}) });
}

/** Complex numbers as arrays without axes; like other scalars they do not make what is single double. */
function withComplex(code: ScalarCode, given: readonly unknown[]): unknown[] {
  const rest = given.map(value => (isScalar(value) || isComplexNumber(value) ? value : asExpr(value, code)));
  const dtypes = rest.flatMap(value => (value instanceof Expr ? [knownDType(value)] : []));
  const single = dtypes.length > 0 && dtypes.every(dtype => dtype === "float32" || dtype === "complex64");
  return rest.map(value => (isComplexNumber(value) ? fromData(blockOf(value, single ? "complex64" : "complex128"), "auto") : value));
}

export function astype(node: Expr, dtype: unknown): Expr {
  const to = checkDType(dtype, "astype");
  return knownDType(node) === to ? node : build("array.astype", [node], { dtype: to });
}

/** Bounds that are null do not count. */
export function clip(node: Expr, min: unknown, max: unknown): Expr {
  const low = min === null || min === undefined ? node : elementwise("maximum", [node, min]);
  return max === null || max === undefined ? low : elementwise("minimum", [low, max]);
}

export function round(node: Expr, decimals = 0): Expr {
  const dtype = knownDType(node);
  const integer = dtype !== undefined && (DTYPE_INFO[dtype].category === "int" || DTYPE_INFO[dtype].category === "uint");
  if (decimals === 0 || (integer && decimals > 0)) return elementwise("rint", [node]);
  const scale = 10 ** Math.abs(decimals);
  const [before, after] = decimals > 0 ? (["mul", "div"] as const) : (["div", "mul"] as const);
  const rounded = elementwise(after, [elementwise("rint", [elementwise(before, [node, scale])]), scale]);
  return integer ? astype(rounded, dtype as DType) : rounded;
}

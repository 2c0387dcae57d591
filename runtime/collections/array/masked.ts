/** `da.ma`: arrays some of whose elements count as missing. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, sameDim } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import type { Scalar } from "../../meta/scalar.ts";
import { defaultFill } from "../../values/masked.ts";
import { bind, sig } from "../signature.ts";
import { filledLike } from "./create.ts";
import { elementwise } from "./elementwise.ts";
import { BaskArray } from "./handle.ts";
import { dataOf, filledNode, fillOf, flags, isMasked, masked, maskOf } from "./masked-rules.ts";
import { asExpr, isScalar, knownDType, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";
import { nonzero as positions } from "./nonzero.ts";
import { unify } from "./unify.ts";
import { average as weighted, broadcastTo } from "./routines.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const either = (a: Expr, b: Expr): Expr => elementwise("logicalOr", [a, b]);
const isFloat = (node: Expr): boolean => ["float", "complex"].includes(DTYPE_INFO[knownDType(node) ?? "float64"].category);

/** The array with these elements masked too. */
function hide(node: Expr, mask: Expr, fillValue?: unknown): BaskArray {
  const { shape } = metaOf(mask);
  const own = metaOf(node).shape;
  if (shape.length !== own.length || shape.some((n, axis) => isKnown(n) && isKnown(own[axis]!) && !sameDim(n, own[axis]!)))
    throw new ShapeError(
      `a mask has the shape of its array: expected (${own.map(String).join(", ")}), got (${shape.map(String).join(", ")})`,
      own.map(Number),
      shape.map(Number),
    );
  const [data, all] = unify([dataOf(node), isMasked(node) ? either(maskOf(node), mask) : mask]) as [Expr, Expr];
  return wrap(masked(data, all, fillValue ?? fillOf(node)));
}

export function maskedArray(x: unknown, ...args: unknown[]): BaskArray {
  const { mask = false, fillValue } = bind(sig("maskedArray", "mask", "fillValue"), args);
  const node = asExpr(x, "maskedArray");
  if (typeof mask === "boolean") return hide(node, flags(node, mask), fillValue);
  const given = asExpr(mask, "maskedArray");
  const boolean = knownDType(given) === "bool" ? given : elementwise("ne", [given, 0]);
  const rank = metaOf(node).shape.length;
  return hide(node, metaOf(boolean).shape.length < rank ? broadcastTo(boolean, [metaOf(node).shape, { chunks: metaOf(node).chunks }]) : boolean, fillValue);
}
export function maskedWhere(condition: unknown, x: unknown): BaskArray {
  const given = asExpr(condition, "maskedWhere");
  // A condition that is masked does not hold there.
  const holds = isMasked(given) ? filledNode(given, false) : given;
  return hide(asExpr(x, "maskedWhere"), knownDType(holds) === "bool" ? holds : elementwise("ne", [holds, 0]));
}
const comparing =
  (name: "eq" | "ne" | "gt" | "ge" | "lt" | "le", fills = false) =>
  (x: unknown, value: unknown): BaskArray => {
    const node = asExpr(x, "da.ma");
    return hide(
      node,
      elementwise(name, [dataOf(node), isScalar(value) ? value : dataOf(asExpr(value, "da.ma"))]),
      fills && isScalar(value) ? value : undefined,
    );
  };
export const maskedEqual = comparing("eq", true);
export const maskedNotEqual = comparing("ne");
export const maskedGreater = comparing("gt");
export const maskedGreaterEqual = comparing("ge");
export const maskedLess = comparing("lt");
export const maskedLessEqual = comparing("le");

/** The bounds may stand in either order. */
export function maskedInside(x: unknown, a: number, b: number): BaskArray {
  const node = asExpr(x, "maskedInside");
  return hide(node, elementwise("logicalAnd", [elementwise("ge", [dataOf(node), Math.min(a, b)]), elementwise("le", [dataOf(node), Math.max(a, b)])]));
}
export function maskedOutside(x: unknown, a: number, b: number): BaskArray {
  const node = asExpr(x, "maskedOutside");
  return hide(node, either(elementwise("lt", [dataOf(node), Math.min(a, b)]), elementwise("gt", [dataOf(node), Math.max(a, b)])));
}
/** Elements near a value: |x - value| <= atol + rtol |value|. */
export function maskedValues(x: unknown, value: number, ...args: unknown[]): BaskArray {
  const { rtol = 1e-5, atol = 1e-8 } = bind(sig("maskedValues", "rtol atol", "shrink copy"), args);
  const node = asExpr(x, "maskedValues");
  if (!isFloat(node)) return maskedEqual(x, value);
  const distance = elementwise("abs", [elementwise("sub", [dataOf(node), value])]);
  return hide(node, elementwise("le", [distance, Number(atol) + Number(rtol) * Math.abs(value)]), value);
}
const invalidIn = (node: Expr): Expr => elementwise("logicalNot", [elementwise("isfinite", [dataOf(node)])]);
/** NaN and infinities. */
export function maskedInvalid(x: unknown): BaskArray {
  const node = asExpr(x, "maskedInvalid");
  return hide(node, invalidIn(node));
}
/** Masks NaN and infinities, and puts the fill value in the data there. */
export function fixInvalid(x: unknown, ...args: unknown[]): BaskArray {
  const { fillValue } = bind(sig("fixInvalid", "fillValue", "mask"), args);
  const node = asExpr(x, "fixInvalid");
  const invalid = invalidIn(node);
  const value = (fillValue ?? fillOf(node) ?? defaultFill(knownDType(node) ?? "float64")) as Scalar;
  return hide(wrapMasked(node, elementwise("where", [invalid, value, dataOf(node)])), invalid, fillValue);
}
const wrapMasked = (like: Expr, data: Expr): Expr => (isMasked(like) ? masked(data, maskOf(like), fillOf(like)) : data);

/** An ordinary array with the fill value, or another one, where elements are masked. */
export function filled(x: unknown, ...args: unknown[]): BaskArray {
  const { fillValue } = bind(sig("filled", "fillValue"), args);
  const node = asExpr(x, "filled");
  if (!isMasked(node)) return wrap(node);
  return wrap(filledNode(node, (fillValue ?? fillOf(node) ?? defaultFill(knownDType(node) ?? "float64")) as Scalar));
}
export const getdata = (x: unknown): BaskArray => wrap(dataOf(asExpr(x, "getdata")));
export const getmaskarray = (x: unknown): BaskArray => wrap(maskOf(asExpr(x, "getmaskarray")));
/** The same array with another fill value. */
export function setFillValue(x: unknown, fillValue: unknown): BaskArray {
  const node = asExpr(x, "setFillValue");
  return wrap(isMasked(node) ? masked(dataOf(node), maskOf(node), fillValue) : node);
}
/** How many elements are not masked. */
export function count(x: unknown, ...args: unknown[]): BaskArray {
  return wrap(reduce("sum", elementwise("logicalNot", [maskOf(asExpr(x, "count"))]), args));
}
export function average(x: unknown, ...args: unknown[]): BaskArray {
  const { axis, weights, keepdims } = bind(sig("average", "axis weights", "keepdims returned"), args);
  const node = asExpr(x, "average");
  const options = { ...(axis === undefined ? {} : { axis }), ...(keepdims === undefined ? {} : { keepdims }) };
  if (weights === undefined || weights === null) return wrap(reduce("mean", node, [options]));
  const given = asExpr(weights, "average");
  if (!isMasked(node)) return wrap(weighted(node, [options], given));
  // A weight of an element that is masked does not count.
  const product = elementwise("mul", [node, given]);
  const own = masked(elementwise("mul", [elementwise("add", [elementwise("mul", [dataOf(node), 0]), 1]), given]), maskOf(product));
  return wrap(elementwise("div", [reduce("sum", product, [options]), reduce("sum", own, [options])]));
}
/** Positions of what is neither masked nor zero, one array an axis. */
export function nonzero(x: unknown): BaskArray[] {
  const node = asExpr(x, "nonzero");
  return positions(isMasked(node) ? filledNode(node, knownDType(node) === "bool" ? false : 0) : node).map(wrap);
}
export const where = (condition: unknown, a: unknown, b: unknown): BaskArray => wrap(elementwise("where", [condition, a, b]));
const like =
  (kind: "ones" | "zeros" | "empty") =>
  (x: unknown, ...args: unknown[]): BaskArray => {
    const node = asExpr(x, `${kind}Like`);
    const data = filledLike(kind, [wrap(dataOf(node)), ...args]);
    return wrap(masked(data, maskOf(node)));
  };
export const onesLike = like("ones");
export const zerosLike = like("zeros");
export const emptyLike = like("empty");

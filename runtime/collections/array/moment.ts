/** Central moments of an array. */

import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { bind, sig } from "../signature.ts";
import { axesOf } from "./axes.ts";
import { astype, elementwise } from "./elementwise.ts";
import { knownDType, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";

export function floats(node: Expr): Expr {
  const dtype = knownDType(node);
  return dtype === undefined || DTYPE_INFO[dtype].category === "float" || DTYPE_INFO[dtype].category === "complex" ? node : astype(node, "float64");
}

/** `x.moment(order)`: the sum of powers of the distance to the mean over n - ddof. Order 0 is one, order 1 nothing. */
export function arrayMoment(node: Expr, args: readonly unknown[]): Expr {
  const { order, axis, keepdims = false, ddof = 0, splitEvery } = bind(sig("moment", "order", "axis keepdims ddof splitEvery dtype"), args);
  if (!Number.isInteger(order) || order < 0) throw new RangeError(`moment: expected the order as a whole number from 0, got ${String(order)}`);
  const x = floats(node);
  const { shape } = metaOf(x);
  const axes = axesOf(axis, shape.length, "moment");
  const more = splitEvery === undefined ? {} : { splitEvery };
  const reduced = (name: "mean" | "sum", each: Expr, kept: unknown): Expr => reduce(name, each, [{ axis: axes, keepdims: kept, ...more }]);
  /** Not x times 0, which NaN and infinities would stay in. */
  const zero = astype(elementwise("where", [elementwise("eq", [x, x]), 0, 0]), knownDType(x) ?? "float64");
  if (order < 2) return elementwise("add", [reduced("sum", zero, keepdims), 1 - order]);
  const powers = reduced("sum", elementwise("pow", [elementwise("sub", [x, reduced("mean", x, true)]), order]), keepdims);
  const n = axes.reduce((count, k) => count * (isKnown(shape[k]!) ? shape[k] : Number.NaN), 1);
  return elementwise("div", [powers, Number.isNaN(n) ? elementwise("sub", [reduced("sum", elementwise("eq", [zero, zero]), keepdims), ddof]) : n - ddof]);
}

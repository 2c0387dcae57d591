/** Covariances and correlations of variables, one a row. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { promote } from "../../meta/dtype.ts";
import { newaxis } from "../../meta/slice.ts";
import { bind, sig } from "../signature.ts";
import { squeeze, transpose } from "./axes.ts";
import { astype, elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { dot } from "./products.ts";
import { reduce } from "./reduce.ts";

const SETTINGS = "y rowvar bias ddof fweights aweights";

function variables(given: Expr, rowvar: boolean, name: string): Expr {
  const rank = metaOf(given).shape.length;
  if (rank > 2) throw new ShapeError(`${name}: expected at most two axes, got ${rank}`, ["at most 2"], [rank]);
  const dtype = knownDType(given);
  const floats = dtype === undefined ? given : astype(given, promote(dtype, "float64"));
  if (rank < 2) return getitem(floats, rank === 1 ? [newaxis, ":"] : [newaxis, newaxis]);
  return rowvar ? floats : transpose(floats);
}

interface Centered {
  readonly x: Expr;
  readonly weighted: Expr;
  readonly factor: number | Expr;
}

function centered(m: unknown, given: Record<string, any>, name: string): Centered {
  const { y, rowvar = true, bias = false, ddof, fweights, aweights } = given;
  if (ddof !== undefined && ddof !== null && !Number.isInteger(ddof) && !isUnknown(ddof))
    throw new RangeError(`${name}: expected ddof as a whole number, got ${String(ddof)}`);
  const rows = rowvar === true || rowvar === 1;
  const first = variables(asExpr(m, name), rows, name);
  const all = y === undefined || y === null ? first : concatenate([first, variables(asExpr(y, name), rows, name)], 0, name);
  const n = metaOf(all).shape[1]!;
  const free = (ddof ?? (bias === true ? 0 : 1)) as number;
  if (fweights !== undefined || aweights !== undefined) {
    const weights = [fweights, aweights].filter(each => each !== undefined && each !== null).map(each => asExpr(each, name));
    if (weights.length > 1) throw new NotSupportedError(`${name} with both kinds of weights is not supported in this version`);
    const [w] = weights as [Expr];
    const row = getitem(w, [newaxis, ":"]);
    const total = reduce("sum", w, []);
    const mean = elementwise("div", [reduce("sum", elementwise("mul", [all, row]), [{ axis: 1, keepdims: true }]), total]);
    const x = elementwise("sub", [all, mean]);
    const factor =
      aweights === undefined || aweights === null
        ? elementwise("sub", [total, free])
        : elementwise("sub", [total, elementwise("div", [elementwise("mul", [reduce("sum", elementwise("mul", [w, w]), []), free]), total])]);
    return { x, weighted: elementwise("mul", [x, row]), factor };
  }
  const x = elementwise("sub", [all, reduce("mean", all, [{ axis: 1, keepdims: true }])]);
  return { x, weighted: x, factor: isKnown(n) ? Math.max(0, n - free) : 0 };
}

/** Covariance of each pair of variables, divided by n - ddof; one variable gives a single number. */
export function cov(m: unknown, args: readonly unknown[]): Expr {
  const { x, weighted, factor } = centered(m, bind(sig("cov", "", SETTINGS), args), "cov");
  const product = dot(x, elementwise("conj", [transpose(weighted)]));
  const result = elementwise("mul", [product, typeof factor === "number" ? 1 / factor : elementwise("div", [1, factor])]);
  return metaOf(result).shape[0] === 1 ? squeeze(result, [0, 1]) : result;
}

/** Correlation of each pair of variables. */
export function corrcoef(m: unknown, args: readonly unknown[]): Expr {
  const { x } = centered(m, bind(sig("corrcoef", "", "y rowvar"), args), "corrcoef");
  const product = dot(x, elementwise("conj", [transpose(x)]));
  const size = elementwise("abs", [x]);
  const spread = elementwise("sqrt", [reduce("sum", elementwise("mul", [size, size]), [{ axis: 1 }])]);
  const result = elementwise("div", [elementwise("div", [product, getitem(spread, [":", newaxis])]), getitem(spread, [newaxis, ":"])]);
  return metaOf(result).shape[0] === 1 ? squeeze(result, [0, 1]) : result;
}

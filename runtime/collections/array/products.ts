/** Matrix products. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { promote } from "../../meta/dtype.ts";
import { newaxis } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { squeeze } from "./axes.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";
import { reduce } from "./reduce.ts";
import { unify } from "./unify.ts";

const rank = (node: Expr): number => metaOf(node).shape.length;

/** Arrays of one or two axes. */
export function matmul(a: unknown, b: unknown, where = "matmul"): Expr {
  const [x, y] = [asExpr(a, where), asExpr(b, where)];
  if (rank(x) === 0 || rank(y) === 0)
    throw new ShapeError(`${where} takes arrays with axes; scalars are multiplied by mul`, ["1 or 2 axes"], [rank(x), rank(y)]);
  if (rank(x) > 2 || rank(y) > 2) throw new NotSupportedError(`${where} of arrays of ${Math.max(rank(x), rank(y))} axes is not supported in this version`);
  const left = rank(x) === 1 ? getitem(x, [newaxis, ":"]) : x;
  const right = rank(y) === 1 ? getitem(y, [":", newaxis]) : y;
  const [n, m] = [metaOf(left).shape[1]!, metaOf(right).shape[0]!];
  if (isKnown(n) && isKnown(m) && n !== m)
    throw new ShapeError(`${where}: the last axis of the first has ${n} elements, the first of the second ${m}`, [n], [m]);
  const [p, q] = unify(
    [left, right],
    [
      [0, 1],
      [1, 2],
    ],
  ) as [Expr, Expr];
  const [d, e] = [knownDType(p), knownDType(q)];
  const product = build("array.matmul", [p, q], { dtype: d === undefined || e === undefined ? metaOf(p).dtype : promote(d, e) });
  const gone = [...(rank(x) === 1 ? [0] : []), ...(rank(y) === 1 ? [1] : [])];
  return gone.length === 0 ? product : squeeze(product, gone);
}

export function dot(a: unknown, b: unknown): Expr {
  const [x, y] = [asExpr(a, "dot"), asExpr(b, "dot")];
  return rank(x) === 0 || rank(y) === 0 ? elementwise("mul", [x, y]) : matmul(x, y, "dot");
}

export const vdot = (a: unknown, b: unknown): Expr =>
  reduce("sum", elementwise("mul", [elementwise("conj", [ravel(asExpr(a, "vdot"))]), ravel(asExpr(b, "vdot"))]), []);

export function outer(a: unknown, b: unknown): Expr {
  return elementwise("mul", [getitem(ravel(asExpr(a, "outer")), [":", newaxis]), getitem(ravel(asExpr(b, "outer")), [newaxis, ":"])]);
}

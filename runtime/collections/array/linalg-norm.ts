/** Norms of vectors and matrices: NumPy's orders. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { floating } from "../../meta/dtype.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { astype, elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { svd } from "./linalg-qr.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { reduce } from "./reduce.ts";
import { newaxis } from "../../meta/slice.ts";

const NORM = sig("linalg.norm", "ord", "axis keepdims");
const WHERE = "linalg.norm";

/**
 * `ord` of vectors: any number, Infinity, -Infinity, 0 (how many are not zero). Of matrices: "fro", "nuc", 1, -1, 2, -2, Infinity, -Infinity. None: the
 * root of the sum of squares of all elements.
 */
export function norm(given: unknown, args: readonly unknown[] = []): Expr {
  const { ord = null, axis = null, keepdims = false } = bind(NORM, args);
  const node = asExpr(given, WHERE);
  const dtype = knownDType(node);
  const x = dtype === undefined ? node : astype(node, floating(dtype));
  const rank = metaOf(x).shape.length;
  const axes = axis === null ? Array.from({ length: rank }, (_, i) => i) : [axis].flat().map(one => axisOf(one, rank, WHERE));
  if (axis !== null && axes.length !== 1 && axes.length !== 2)
    throw new ShapeError(`${WHERE}: axis names 1 axis of vectors or 2 of matrices, got ${axes.length}`, [1, 2], axes);
  const sizes = elementwise("abs", [x]);
  const over = { axis: axes, keepdims };
  const root = (squares: Expr): Expr => elementwise("sqrt", [squares]);
  const frobenius = (): Expr => root(reduce("sum", elementwise("square", [sizes]), [over]));
  if (ord === null) return frobenius();
  if (axes.length === 1) return vector(sizes, ord, over);
  if (axes.length !== 2) throw new ShapeError(`${WHERE}: an order is for vectors and matrices; an array of ${rank} axes needs axis`, [1, 2], [rank]);
  const [row, column] = axes as [number, number];
  /** Sums along one axis, then the greatest or least along the other. */
  const extreme = (which: "max" | "min", along: number, other: number): Expr => {
    const result = reduce(which, reduce("sum", sizes, [{ axis: along, keepdims: true }]), [{ axis: other, keepdims: true }]);
    return keepdims === true ? result : drop(result, axes);
  };
  switch (ord) {
    case "fro":
      return frobenius();
    case 1:
      return extreme("max", row, column);
    case -1:
      return extreme("min", row, column);
    case Infinity:
      return extreme("max", column, row);
    case -Infinity:
      return extreme("min", column, row);
    case 2:
    case -2:
    case "nuc": {
      if (rank !== 2) throw new NotSupportedError(`${WHERE} with ord ${String(ord)} of more than one matrix is not supported in this version`);
      const [, s] = svd(x, [{ coerceSigns: false }]);
      const value = ord === 2 ? reduce("max", s, []) : ord === -2 ? reduce("min", s, []) : reduce("sum", s, []);
      return keepdims === true ? getitem(value, [newaxis, newaxis]) : value;
    }
    default:
      throw new TypeError(`${WHERE}: matrices have the orders "fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity, got ${JSON.stringify(ord)}`);
  }
}

const drop = (node: Expr, axes: readonly number[]): Expr =>
  getitem(
    node,
    metaOf(node).shape.map((_, axis) => (axes.includes(axis) ? 0 : ":")),
  );

function vector(sizes: Expr, ord: unknown, over: { axis: readonly number[]; keepdims: unknown }): Expr {
  if (typeof ord !== "number" || Number.isNaN(ord)) throw new TypeError(`${WHERE}: the order of a vector's norm is a number, got ${JSON.stringify(ord)}`);
  if (ord === Infinity) return reduce("max", sizes, [over]);
  if (ord === -Infinity) return reduce("min", sizes, [over]);
  const dtype = knownDType(sizes);
  const typed = (node: Expr): Expr => (dtype === undefined ? node : astype(node, dtype));
  if (ord === 0) return reduce("sum", typed(elementwise("ne", [sizes, 0])), [over]);
  if (ord === 1) return reduce("sum", sizes, [over]);
  if (ord === 2) return elementwise("sqrt", [reduce("sum", elementwise("square", [sizes]), [over])]);
  return elementwise("pow", [reduce("sum", elementwise("pow", [sizes, ord]), [over]), 1 / ord]);
}

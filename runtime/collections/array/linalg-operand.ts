/** What decompositions take: matrices of real or complex floats, square ones in square blocks. */

import { DTypeError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { sameBlocks } from "../../meta/block-grid.ts";
import { type Dim, isKnown, isUnknown, type Unknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { transpose } from "./axes.ts";
import { astype, elementwise } from "./elementwise.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";

export function matrixOf(given: unknown, where: string): Expr {
  const node = asExpr(given, where);
  const rank = metaOf(node).shape.length;
  if (rank !== 2) throw new ShapeError(`${where} takes a matrix, an array of 2 axes; got ${rank}`, [2], [rank]);
  return node;
}

/** Floats and complex numbers as they are, integers as float64. */
export function floats(node: Expr, where: string): Expr {
  const dtype = knownDType(node);
  if (dtype === undefined) return node;
  const { category } = DTYPE_INFO[dtype];
  if (category === "bool") throw new DTypeError(`${where} takes numbers, got booleans`);
  return category === "float" || category === "complex" ? node : astype(node, "float64");
}

export function squareBlocks(given: unknown, where: string): Expr {
  const node = floats(matrixOf(given, where), where);
  const { shape, chunks } = metaOf(node);
  const [m, n] = shape as [Dim, Dim];
  if (isKnown(m) && isKnown(n) && m !== n) throw new ShapeError(`${where} takes a square matrix, got ${m} x ${n}`, [n, n], [m, n]);
  const [rows, columns] = chunks;
  if (!isUnknown(rows) && !isUnknown(columns) && !sameBlocks(rows!, columns!))
    throw new ShapeError(
      `${where}: blocks must be square; there are ${rows!.length} along rows and ${columns!.length} along columns, of other sizes. Rechunk: x.rechunk([${rows![0]}, ${rows![0]}])`,
      rows!,
      columns!,
    );
  return node;
}

/** The conjugate transpose. */
export function adjoint(node: Expr): Expr {
  const dtype = knownDType(node);
  return transpose(dtype !== undefined && DTYPE_INFO[dtype].category !== "complex" ? node : elementwise("conj", [node]));
}

/** Of sizes and singular values. */
export function realDType(node: Expr): DType | Unknown {
  const { dtype } = metaOf(node);
  return dtype === "complex128" ? "float64" : dtype === "complex64" ? "float32" : dtype;
}

export const blockCount = (node: Expr, axis: number): Dim => {
  const blocks = metaOf(node).chunks[axis]!;
  return isUnknown(blocks) ? blocks : blocks.length;
};

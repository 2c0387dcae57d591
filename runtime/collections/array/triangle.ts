/** Triangles and diagonals of matrices. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { offsetsOf } from "../../meta/block-grid.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { isKnown, isUnknown, unknown } from "../../meta/dim.ts";
import type { DiagonalPiece } from "../../ops/indexing.ts";
import { newaxis } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { arange, eye, shapeOf } from "./create.ts";
import { astype, elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { checkDType, metaOf } from "./operands.ts";
import { pad } from "./pad.ts";
import { rechunkTo } from "./rechunk.ts";

const TRI = sig("tri", "n m k", "dtype chunks");
/** Ones at and below diagonal `k`, zeros above it. */
export function tri(args: readonly unknown[]): Expr {
  const { n, m = n, k = 0, dtype = "float64", chunks = "auto" } = bind(TRI, args);
  const shape = shapeOf([n, m], "tri");
  const type = checkDType(dtype, "tri");
  return astype(below(shape as number[], k, normalizeChunks(chunks, shape, { dtype: type })), type);
}

/** Where column - k <= row. */
function below(shape: readonly number[], k: number, chunks: readonly unknown[]): Expr {
  const rows = arange([shape[0], { chunks: [chunks[0]] }]);
  const columns = arange([-k, shape[1]! - k, { chunks: [chunks[1]] }]);
  return elementwise("ge", [getitem(rows, [":", newaxis]), columns]);
}

/** The part at and below (`lower`), or at and above, diagonal `k` of the last two axes; zero elsewhere. */
export function triangle(node: Expr, k: number, lower: boolean): Expr {
  const where = lower ? "tril" : "triu";
  const { shape, chunks } = metaOf(node);
  if (shape.length < 2) throw new ShapeError(`${where} needs two axes or more, got ${shape.length}`, [2], [shape.length]);
  const [rows, columns] = [chunks.at(-2)!, chunks.at(-1)!];
  if (!shape.slice(-2).every(isKnown) || isUnknown(rows) || isUnknown(columns)) {
    // The editor: the shape and dtype of the array are those of the triangle.
    if (shape.slice(-2).some(isUnknown) || isUnknown(rows) || isUnknown(columns)) return elementwise("where", [elementwise("eq", [node, node]), node, false]);
    throw new ShapeError(`${where} needs sizes that are known: await computeChunkSizes() first`, ["known sizes"], []);
  }
  const inside = below(shape.slice(-2) as number[], lower ? k : k - 1, [rows, columns]);
  return lower ? elementwise("where", [inside, node, false]) : elementwise("where", [inside, false, node]);
}

const DIAGONAL = sig("diagonal", "offset axis1 axis2");
/** The diagonal of two axes as the last axis, cut where blocks of either end. */
export function diagonal(node: Expr, args: readonly unknown[]): Expr {
  const { offset = 0, axis1 = 0, axis2 = 1 } = bind(DIAGONAL, args);
  const { shape, chunks } = metaOf(node);
  if (shape.length < 2) throw new ShapeError(`diagonal needs two axes or more, got ${shape.length}`, [2], [shape.length]);
  const [a, b] = [axisOf(axis1, shape.length, "diagonal"), axisOf(axis2, shape.length, "diagonal")];
  if (a === b) throw new ShapeError("diagonal: axis1 and axis2 must be two axes", ["two axes"], [a, b]);
  const [rows, columns] = [chunks[a]!, chunks[b]!];
  const pieces =
    isUnknown(rows) || isUnknown(columns) ? unknown("a diagonal of an array whose blocks are not known") : piecesOf(rows, columns, offset as number);
  return build("array.diagonal", [node], { axes: [a, b], pieces });
}

function piecesOf(rows: readonly number[], columns: readonly number[], offset: number): DiagonalPiece[] {
  const [above, left] = [offsetsOf(rows), offsetsOf(columns)];
  if ([...above, ...left].some(Number.isNaN)) throw new ShapeError("diagonal needs sizes that are known: await computeChunkSizes() first", ["known sizes"], []);
  const pieces: DiagonalPiece[] = [];
  let row = Math.max(0, -offset);
  let column = Math.max(0, offset);
  let [r, c] = [0, 0];
  while (row < above.at(-1)! && column < left.at(-1)!) {
    while (above[r + 1]! <= row) r++;
    while (left[c + 1]! <= column) c++;
    const count = Math.min(above[r + 1]! - row, left[c + 1]! - column);
    pieces.push({ blocks: [r, c], row: row - above[r]!, column: column - left[c]!, count });
    row += count;
    column += count;
  }
  return pieces.length > 0 ? pieces : [{ blocks: [0, 0], row: 0, column: 0, count: 0 }];
}

/** A matrix with this diagonal, or the diagonal of a matrix. */
export function diag(node: Expr, k: number): Expr {
  const { shape, chunks } = metaOf(node);
  if (shape.length === 2) return diagonal(node, [k]);
  if (shape.length !== 1) throw new ShapeError(`diag needs one axis or two, got ${shape.length}`, [1, 2], [shape.length]);
  const on = rechunkTo(eye([shape[0], { dtype: "bool", chunks: -1 }]), [chunks[0]!, chunks[0]!]);
  const square = elementwise("where", [on, node, false]);
  return k === 0
    ? square
    : pad(square, [
        k > 0
          ? [
              [0, k],
              [k, 0],
            ]
          : [
              [-k, 0],
              [0, -k],
            ],
      ]);
}

/** Systems of linear equations and the factorisations that solve them. */

import { ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { astype } from "./elementwise.ts";
import { eye } from "./create.ts";
import { adjoint, floats, squareBlocks } from "./linalg-operand.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { promote } from "../../meta/dtype.ts";

const CHOLESKY = sig("linalg.cholesky", "", "lower");
/** `x = L L'`, or `U' U` (the default, as Dask has it), where ' is the conjugate transpose. */
export function cholesky(given: unknown, args: readonly unknown[] = []): Expr {
  const { lower = false } = bind(CHOLESKY, args);
  const x = squareBlocks(given, "linalg.cholesky");
  const factor = build("linalg.cholesky", [x], { dtype: metaOf(x).dtype });
  return lower === true ? factor : adjoint(factor);
}

/** P, L and U with `x = P L U`. Pivots are the greatest of the whole column below, whatever the blocks. */
export function lu(given: unknown): [p: Expr, l: Expr, u: Expr] {
  const x = squareBlocks(given, "linalg.lu");
  const factored = factors(x);
  const { shape, chunks, dtype } = metaOf(x);
  const part = (which: string) => build("linalg.luPart", [factored], { which, shape, chunks, dtype });
  return [part("p"), part("l"), part("u")];
}

const wholeColumns = (x: Expr): Expr => {
  const { shape, chunks } = metaOf(x);
  const rows: AxisChunks = isUnknown(shape[0]!) ? shape[0] : [shape[0]!];
  return isUnknown(rows) || isUnknown(chunks[0]!) || chunks[0]!.length === 1 ? x : build("array.rechunk", [x], { chunks: [rows, ...chunks.slice(1)] });
};
const factors = (x: Expr): Expr => build("linalg.lu", [wholeColumns(x)]);

/** b with the rows of a, in its blocks, and both of one dtype. */
function sides(a: Expr, b: unknown, where: string): [Expr, Expr] {
  const y = floats(asExpr(b, where), where);
  const { shape } = metaOf(y);
  if (shape.length !== 1 && shape.length !== 2) throw new ShapeError(`${where}: expected b with 1 or 2 axes, got ${shape.length}`, [1, 2], [shape.length]);
  const n = metaOf(a).shape[0]!;
  if (isKnown(n) && isKnown(shape[0]!) && n !== shape[0]) throw new ShapeError(`${where}: a has ${n} rows, b ${shape[0]}`, [n], [shape[0]!]);
  const [d, e] = [knownDType(a), knownDType(y)];
  const dtype = d === undefined || e === undefined ? undefined : promote(d, e);
  const chunks = [metaOf(a).chunks[0]!, ...metaOf(y).chunks.slice(1)];
  const placed =
    chunks.some(isUnknown) || metaOf(y).chunks.some(isUnknown) || same(chunks[0]!, metaOf(y).chunks[0]!) ? y : build("array.rechunk", [y], { chunks });
  return dtype === undefined ? [a, placed] : [astype(a, dtype), astype(placed, dtype)];
}
const same = (x: AxisChunks, y: AxisChunks): boolean => !isUnknown(x) && !isUnknown(y) && x.length === y.length && x.every((size, i) => Object.is(size, y[i]));

const TRIANGULAR = sig("linalg.solveTriangular", "", "lower");
/** x with `a x = b`, where only the lower or the upper (default) triangle of a counts. */
export function solveTriangular(a: unknown, b: unknown, args: readonly unknown[] = []): Expr {
  const { lower = false } = bind(TRIANGULAR, args);
  const [t, y] = sides(squareBlocks(a, "linalg.solveTriangular"), b, "linalg.solveTriangular");
  return build("linalg.triangular", [t, y], { lower: lower === true, unit: false });
}

const SOLVE = sig("linalg.solve", "", "symPos assumeA");
/** x with `a x = b`. `symPos`, or `assumeA: "pos"`, says that a is symmetric and positive definite: half the work. */
export function solve(a: unknown, b: unknown, args: readonly unknown[] = [], where = "linalg.solve"): Expr {
  const { symPos = false, assumeA = symPos === true ? "pos" : "gen" } = bind(SOLVE, args);
  if (assumeA !== "pos" && assumeA !== "gen") throw new TypeError(`${where}: assumeA is "gen" or "pos", got ${JSON.stringify(assumeA)}`);
  const [x, y] = sides(squareBlocks(a, where), b, where);
  if (assumeA === "pos") {
    const l = build("linalg.cholesky", [x], { dtype: metaOf(x).dtype });
    return build("linalg.triangular", [adjoint(l), build("linalg.triangular", [l, y], { lower: true, unit: false })], { lower: false, unit: false });
  }
  const factored = factors(x);
  const { shape, chunks, dtype } = metaOf(x);
  const part = (which: string) => build("linalg.luPart", [factored], { which, shape, chunks, dtype });
  const moved = build("linalg.permuteRows", [wholeColumns(y), factored]);
  const ordered = metaOf(y).chunks.some(isUnknown) ? moved : rechunked(moved, metaOf(y).chunks);
  return build("linalg.triangular", [part("u"), build("linalg.triangular", [part("l"), ordered], { lower: true, unit: true })], { lower: false, unit: false });
}
const rechunked = (node: Expr, chunks: readonly AxisChunks[]): Expr =>
  same(metaOf(node).chunks[0]!, chunks[0]!) ? node : build("array.rechunk", [node], { chunks });

export function inv(a: unknown): Expr {
  const x = squareBlocks(a, "linalg.inv");
  const { shape, chunks, dtype } = metaOf(x);
  const [n, blocks] = [shape[0]!, chunks[0]!];
  // In the editor: what it will be like.
  if (isUnknown(n) || isUnknown(blocks)) return build("linalg.triangular", [x, x], { lower: false, unit: false });
  if (Number.isNaN(n)) throw new UnknownSizeError("linalg.inv: the size of the matrix is not known: await computeChunkSizes() first");
  const one = eye([n, { chunks: Math.max(1, ...blocks), dtype: isUnknown(dtype) ? "float64" : dtype }]);
  return solve(x, same(blocks, metaOf(one).chunks[0]!) ? one : build("array.rechunk", [one], { chunks: [blocks, blocks] }), [], "linalg.inv");
}

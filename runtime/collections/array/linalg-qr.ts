/** QR and what comes from it: singular values, least squares. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown, unknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { adjoint, blockCount, floats, matrixOf, realDType } from "./linalg-operand.ts";
import { asExpr, metaOf } from "./operands.ts";
import { matmul } from "./products.ts";
import { seedOf } from "./random.ts";
import { reduce } from "./reduce.ts";
import { unify } from "./unify.ts";
import { newaxis } from "../../meta/slice.ts";

/** R's that are stacked for one QR of the next level. */
const FAN_IN = 16;

/** Rows and columns, and the smaller of them. */
function sizesOf(x: Expr): { m: Dim; n: Dim; k: Dim } {
  const [m, n] = metaOf(x).shape as [Dim, Dim];
  if (isUnknown(m) || isUnknown(n)) return { m, n, k: isUnknown(n) ? n : isUnknown(m) ? m : unknown("the smaller of two sizes") };
  // Rows whose number is not known: a tall matrix.
  return { m, n, k: Number.isNaN(m) ? n : Math.min(m, n) };
}
const whole = (n: Dim): AxisChunks => (isUnknown(n) ? n : [n]);
const described = (x: Expr, shape: readonly Dim[], chunks: readonly AxisChunks[]) => ({ shape, chunks, dtype: metaOf(x).dtype });
/** Which of the results of a QR R is: what Q is made of comes first. */
const R = 2;
const part = (name: string, from: Expr, index: number, meta: object): Expr => build("linalg.part", [from], { name, part: index, ...meta });

interface Tree {
  /** From the blocks up to one. */
  readonly levels: readonly Expr[];
  readonly r: Expr;
}

function qrTree(x: Expr): Tree {
  const levels = [build("linalg.qr", [x])];
  for (let n = blockCount(x, 0); isKnown(n) && n > 1; n = Math.ceil(n / FAN_IN)) levels.push(build("linalg.qrStack", [levels.at(-1)!], { fanIn: FAN_IN }));
  const { n, k } = sizesOf(x);
  return { levels, r: part("r", levels.at(-1)!, R, described(x, [k, n], [whole(k), whole(n)])) };
}

/** Q, times a matrix of as many rows as it has columns, where there is one. */
function qOf(x: Expr, { levels }: Tree, right: readonly Expr[] = []): Expr {
  const { m, k } = sizesOf(x);
  const meta = described(x, [m, k], [metaOf(x).chunks[0]!, whole(k)]);
  let made = build("linalg.qrTop", [levels.at(-1)!, ...right], levels.length === 1 ? meta : {});
  for (let level = levels.length - 2; level >= 0; level--)
    made = build("linalg.qrDown", [levels[level]!, levels[level + 1]!, made], { fanIn: FAN_IN, ...(level === 0 ? meta : {}) });
  return made;
}

/** A tall matrix in blocks of whole rows: a QR of each block, then of their R's. */
export function tsqr(given: unknown, where = "linalg.tsqr"): [q: Expr, r: Expr] {
  const x = floats(matrixOf(given, where), where);
  oneBlock(x, 1, where);
  const tree = qrTree(x);
  return [qOf(x, tree), tree.r];
}

/** A wide matrix in blocks of whole columns: a QR of the first block, which must have as many columns as rows. */
export function sfqr(given: unknown, where = "linalg.sfqr"): [q: Expr, r: Expr] {
  const x = floats(matrixOf(given, where), where);
  oneBlock(x, 0, where);
  const { shape, chunks } = metaOf(x);
  const [m, widths] = [shape[0]!, chunks[1]!];
  if (isUnknown(widths) || widths.length === 1) return tsqr(x, where);
  const width = widths[0]!;
  if (isKnown(m) && !(width >= m))
    throw new ShapeError(
      `${where}: the first block of columns must have at least as many columns as there are rows, ${m}; it has ${width}. Rechunk: x.rechunk({ 1: ${m} })`,
      [m],
      [width],
    );
  const [q, r] = tsqr(getitem(x, [":", `:${width}`]), where);
  const rest = matmul(adjoint(q), getitem(x, [":", `${width}:`]), where);
  return [q, concatenate([r, rest], 1)];
}

export function qr(given: unknown): [q: Expr, r: Expr] {
  const x = matrixOf(given, "linalg.qr");
  if (isOne(blockCount(x, 1))) return tsqr(x, "linalg.qr");
  if (isOne(blockCount(x, 0))) return sfqr(x, "linalg.qr");
  throw bothWays("linalg.qr");
}

const isOne = (n: Dim): boolean => isUnknown(n) || n === 1;
const bothWays = (where: string): NotSupportedError =>
  new NotSupportedError(
    `${where} takes a matrix in blocks along one axis only. Rechunk: x.rechunk({ 1: -1 }) for a tall matrix, x.rechunk({ 0: -1 }) for a wide one`,
  );

function oneBlock(x: Expr, axis: number, where: string): void {
  if (!isOne(blockCount(x, axis)))
    throw new ShapeError(`${where}: axis ${axis} must be one block. Rechunk: x.rechunk({ ${axis}: -1 })`, [1], [blockCount(x, axis) as number]);
}

const SVD = sig("linalg.svd", "", "coerceSigns");
/** u, s, v: singular values from the greatest, `x = u diag(s) v`. With `coerceSigns` (true) the elements (their real parts) of each row of v add up to at least 0. */
export function svd(given: unknown, args: readonly unknown[] = []): [u: Expr, s: Expr, v: Expr] {
  const { coerceSigns = true } = bind(SVD, args);
  const x = floats(matrixOf(given, "linalg.svd"), "linalg.svd");
  if (!isOne(blockCount(x, 1))) {
    if (!isOne(blockCount(x, 0))) throw bothWays("linalg.svd");
    const [u, s, v] = thinSvd(adjoint(x), false);
    return coerceSigns === true ? withSigns(adjoint(v), s, adjoint(u)) : [adjoint(v), s, adjoint(u)];
  }
  return thinSvd(x, coerceSigns === true);
}

function thinSvd(x: Expr, coerceSigns: boolean): [u: Expr, s: Expr, v: Expr] {
  const { n, k } = sizesOf(x);
  const tree = qrTree(x);
  const small = build("linalg.svd", [tree.r], { coerceSigns });
  const u = part("u", small, 0, described(x, [k, k], [whole(k), whole(k)]));
  return [
    qOf(x, tree, [u]),
    part("s", small, 1, { ...described(x, [k], [whole(k)]), dtype: realDType(x) }),
    part("v", small, 2, described(x, [k, n], [whole(k), whole(n)])),
  ];
}

const realPart = (node: Expr): Expr => (realDType(node) === metaOf(node).dtype ? node : elementwise("real", [node]));
function withSigns(u: Expr, s: Expr, v: Expr): [Expr, Expr, Expr] {
  const signs = elementwise("where", [
    elementwise("ge", [reduce("sum", realPart(v), [{ axis: 1 }]), 0]),
    elementwise("sign", [elementwise("add", [elementwise("abs", [s]), 1])]),
    -1,
  ]);
  return [elementwise("mul", [u, signs]), s, elementwise("mul", [v, getitem(signs, [":", newaxis])])];
}

const COMPRESSED = sig("linalg.svdCompressed", "k", "iterator nPowerIter nOversamples seed coerceSigns compute");
/**
 * The k greatest singular values by random projection (Halko, Martinsson and Tropp), in blocks of any kind. `nPowerIter` (0) passes sharpen a slow decay,
 * `nOversamples` (10) directions beyond k are tried. The same `seed` gives the same result.
 */
export function svdCompressed(given: unknown, args: readonly unknown[]): [u: Expr, s: Expr, v: Expr] {
  const { k, nPowerIter = 0, nOversamples = 10, seed, coerceSigns = true } = bind(COMPRESSED, args);
  const x = floats(matrixOf(given, "linalg.svdCompressed"), "linalg.svdCompressed");
  const { n, k: least } = sizesOf(x);
  if (!isUnknown(k) && (!Number.isInteger(k) || k < 1 || (isKnown(least) && k > least)))
    throw new ShapeError(
      `linalg.svdCompressed: expected k from 1 to ${isKnown(least) ? least : "the smaller size"}, got ${String(k)}`,
      ["1 or more"],
      [Number(k)],
    );
  const width = isKnown(least) && !isUnknown(k) ? Math.min(least, k + nOversamples) : least;
  const { words } = seedOf(seed);
  const chunks = [metaOf(x).chunks[1]!, whole(width)];
  const omega = build("array.random.standardNormal", [], {
    values: [],
    seed: [...words, 0],
    dtype: "float64",
    chunks,
    ...(isUnknown(n) || isUnknown(width) ? { shape: [n, width] } : {}),
  });
  const same = realDType(x) === "float32" ? elementwiseCast(omega) : omega;
  // A basis of what the matrix makes of random directions.
  const tall = (y: Expr): Expr => (isOne(blockCount(y, 1)) ? y : build("array.rechunk", [y], { chunks: [metaOf(y).chunks[0]!, whole(metaOf(y).shape[1]!)] }));
  let [basis] = tsqr(tall(matmul(x, same)));
  for (let pass = 0; pass < nPowerIter; pass++) {
    const [back] = tsqr(tall(matmul(adjoint(x), basis)));
    [basis] = tsqr(tall(matmul(x, back)));
  }
  const compressed = matmul(adjoint(basis), x);
  const [u2, s, v] = thinSvd(adjoint(compressed), false);
  const cut = (node: Expr, axis: number): Expr =>
    isUnknown(k)
      ? node
      : getitem(
          node,
          metaOf(node).shape.map((_, i) => (i === axis ? `:${k as number}` : ":")),
        );
  const [u, sk, vk] = [matmul(basis, cut(adjoint(v), 1)), cut(s, 0), cut(adjoint(u2), 0)];
  return coerceSigns === true ? withSigns(u, sk, vk) : [u, sk, vk];
}
const elementwiseCast = (node: Expr): Expr => build("array.astype", [node], { dtype: "float32" });

type Solve = (r: Expr, y: Expr, lower: boolean) => Expr;
const leastSquares = (a: Expr, y: Expr, triangular: Solve): [x: Expr, r: Expr] => {
  const [q, r] = qr(a);
  return [triangular(r, matmul(adjoint(q), y), false), r];
};
/** The shortest of the many solutions of a system with fewer rows than columns: a' = q r, so x = q z with r' z = y. */
const leastNorm = (a: Expr, y: Expr, triangular: Solve): [x: Expr, r: Expr] => {
  const [q, r] = qr(adjoint(a));
  return [matmul(q, triangular(adjoint(r), y, true)), r];
};

/**
 * x, residuals, rank and singular values of the least squares problem, by QR; a has full rank. With fewer rows than columns x is the shortest of the
 * solutions.
 */
export function lstsq(a: unknown, b: unknown, triangular: Solve): [Expr, Expr, Expr, Expr] {
  const where = "linalg.lstsq";
  const x = floats(matrixOf(a, where), where);
  const given = floats(asExpr(b, where), where);
  const vector = metaOf(given).shape.length === 1;
  if (metaOf(given).shape.length !== 1 && metaOf(given).shape.length !== 2)
    throw new ShapeError(`${where}: expected b with 1 or 2 axes, got ${metaOf(given).shape.length}`, [1, 2], [metaOf(given).shape.length]);
  const [rows, mine] = [metaOf(x).shape[0]!, metaOf(given).shape[0]!];
  if (isKnown(rows) && isKnown(mine) && rows !== mine) throw new ShapeError(`${where}: a has ${rows} rows, b ${mine}`, [rows], [mine]);
  const { m, n } = sizesOf(x);
  const [left, y] = unify([x, given], [[0, 1], vector ? [0] : [0, 2]]) as [Expr, Expr];
  const [solution, r] = isKnown(m) && isKnown(n) && m < n ? leastNorm(left, y, triangular) : leastSquares(left, y, triangular);
  const rest = elementwise("sub", [y, matmul(left, solution)]);
  const sizes = realDType(rest) === metaOf(rest).dtype ? rest : elementwise("abs", [rest]);
  const residuals = reduce("sum", elementwise("square", [sizes]), [{ axis: 0, keepdims: vector }]);
  const [, s] = thinSvd(r, false);
  const eps = realDType(x) === "float32" ? 2 ** -23 : 2 ** -52;
  const limit = elementwise("mul", [reduce("max", s, []), eps * Math.max(isKnown(m) ? m : 1, isKnown(n) ? n : 1)]);
  return [solution, residuals, reduce("sum", elementwise("gt", [s, limit]), []), s];
}

/** `da.linalg`. */

import type { Expr } from "../../expr/expr.ts";
import { BaskArray } from "./handle.ts";
import { norm } from "./linalg-norm.ts";
import { lstsq, qr, sfqr, svd, svdCompressed, tsqr } from "./linalg-qr.ts";
import { cholesky, inv, lu, solve, solveTriangular } from "./linalg-solve.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const all = <T extends readonly Expr[]>(nodes: T): { [K in keyof T]: BaskArray } => nodes.map(wrap) as never;

export const linalg = {
  qr: (x: unknown) => all(qr(x)),
  tsqr: (x: unknown) => all(tsqr(x)),
  sfqr: (x: unknown) => all(sfqr(x)),
  svd: (x: unknown, ...args: unknown[]) => all(svd(x, args)),
  svdCompressed: (x: unknown, ...args: unknown[]) => all(svdCompressed(x, args)),
  cholesky: (x: unknown, ...args: unknown[]) => wrap(cholesky(x, args)),
  lu: (x: unknown) => all(lu(x)),
  solve: (a: unknown, b: unknown, ...args: unknown[]) => wrap(solve(a, b, args)),
  solveTriangular: (a: unknown, b: unknown, ...args: unknown[]) => wrap(solveTriangular(a, b, args)),
  inv: (x: unknown) => wrap(inv(x)),
  lstsq: (a: unknown, b: unknown) => all(lstsq(a, b, (r, y, lower) => solveTriangular(r, y, [{ lower }]))),
  norm: (x: unknown, ...args: unknown[]) => wrap(norm(x, args)),
};

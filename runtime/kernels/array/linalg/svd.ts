/**
 * Singular values: tall matrices are made square by a QR, square ones bidiagonal by reflections, and those diagonal by rotations (Golub and Kahan;
 * Golub and Reinsch). All in float64. The machine's LAPACK does it where there is one.
 */

import { adjoint, type Gemm, type Matrix, transposed } from "../../wasm/gemm.ts";
import { diagonalise } from "./bidiagonal-qr.ts";
import { bidiagonal } from "./bidiagonal.ts";
import { type Alloc, byColumns, copied, copyMatrix, finite, type Floats, isComplex, kindOf, partsOf } from "./dense.ts";
import { LinalgError } from "./failure.ts";
import { letterOf } from "../../native/blas.ts";
import { qr } from "./qr.ts";

export interface Svd {
  /** rows x k, orthonormal columns. */
  readonly u: Matrix;
  /** k values, the greatest first. */
  readonly s: Floats;
  /** k x columns: the conjugate transpose, as NumPy gives it. */
  readonly v: Matrix;
}

export function svd(a: Matrix, gemm: Gemm, context: Alloc): Svd {
  if (!finite(a)) throw new LinalgError("singular values of a matrix with NaN or infinity are not defined");
  const k = Math.min(a.rows, a.columns);
  const dtype = kindOf(a);
  if (k === 0) return { u: byColumns(context, dtype, a.rows, 0), s: context.alloc(partsOf(dtype), 0) as Floats, v: byColumns(context, dtype, 0, a.columns) };
  const theirs = gemm.native === undefined ? undefined : byLapack(a, gemm.native, context);
  if (theirs !== undefined) return theirs;
  if (a.rows < a.columns) {
    const { u, s, v } = svd(copied(adjoint(a), context), gemm, context);
    return { u: turned(v, context), s, v: turned(u, context) };
  }
  if (a.rows > a.columns) {
    const { q, r } = qr(copied(a, context), gemm, context);
    const { u, s, v } = square(r, gemm, context);
    const whole = byColumns(context, dtype, a.rows, a.columns);
    gemm.float(whole, q, u);
    return { u: whole, s, v };
  }
  return square(a, gemm, context);
}

const turned = (m: Matrix, context: Alloc): Matrix => (m.complex === true ? copied(adjoint(m), context) : transposed(m));

function square(a: Matrix, gemm: Gemm, context: Alloc): Svd {
  const n = a.columns;
  const dtype = kindOf(a);
  const lanes = isComplex(dtype) ? 2 : 1;
  const work = copied(a, context, lanes === 2 ? "complex128" : "float64");
  const x = work.data as Floats;
  let scale = 0;
  for (let i = 0; i < lanes * n * n; i++) scale = Math.max(scale, Math.abs(x[i]!));
  if (scale > 0) for (let i = 0; i < lanes * n * n; i++) x[i]! /= scale;
  const { d, e, left, right } = bidiagonal(work, gemm, context);
  const [u, v] = [left.data as Floats, right.data as Floats];
  const width = lanes * n;
  diagonalise(d, e, {
    left: (i, j, cos, sin) => gemm.runs.rotate(cos, -sin, u, i * width, u, j * width, width),
    right: (i, j, cos, sin) => gemm.runs.rotate(cos, -sin, v, i * width, v, j * width, width),
    flip(i) {
      for (let p = i * width; p < (i + 1) * width; p++) v[p] = -v[p]!;
    },
  });
  const order = Array.from({ length: n }, (_, j) => j).sort((i, j) => d[j]! - d[i]! || i - j);
  const s = context.alloc(partsOf(dtype), n) as Floats;
  const [ordered, basis] = [byColumns(context, dtype, n, n), byColumns(context, dtype, n, n)];
  for (const [to, from] of order.entries()) {
    s[to] = d[from]! * scale;
    for (const [source, target] of [
      [left, ordered],
      [right, basis],
    ] as const)
      copyMatrix({ ...source, offset: from * n, columns: 1 }, { ...target, offset: to * n, columns: 1 });
  }
  return { u: ordered, s, v: turned(basis, context) };
}

/** Undefined where the library lacks the routine, or did not converge. */
function byLapack(a: Matrix, native: NonNullable<Gemm["native"]>, context: Alloc): Svd | undefined {
  const [m, n] = [a.rows, a.columns];
  const k = Math.min(m, n);
  const dtype = kindOf(a);
  const given = copied(a, context);
  const [u, v] = [byColumns(context, dtype, m, k), byColumns(context, dtype, k, n)];
  const s = { data: context.alloc(partsOf(dtype), k), offset: 0 };
  const length = 4 * k * k + 7 * k + 64 * (m + n) + Math.max(m, n);
  const work = { data: context.alloc(dtype, length), offset: 0 };
  const reals = isComplex(dtype)
    ? [{ data: context.alloc(partsOf(dtype), Math.max(5 * k * k + 7 * k, 2 * Math.max(m, n) * k + 2 * k * k + k)), offset: 0 }]
    : [];
  const integers = { data: context.alloc("float64", 8 * k), offset: 0 };
  const info = native.lapack(letterOf(a), "gesdd", ["S", m, n, given, m, s, u, m, v, k, work, length, ...reals, integers], 1);
  return info === 0 ? { u, s: s.data as Floats, v } : undefined;
}

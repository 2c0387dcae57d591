/** A = L B R', where B is real, with numbers on its diagonal and the one above it (Golub and Kahan). */

import { adjoint, type Gemm, type Matrix, part } from "../../wasm/gemm.ts";
import { type Alloc, copyMatrix, byColumns, type Floats, kindOf, zeros } from "./dense.ts";
import { lengthOf } from "./length.ts";
import { inner, plus, reflection } from "./qr-complex.ts";
import { qTimes } from "./qr.ts";

export interface Bidiagonal {
  readonly d: Float64Array;
  /** One less. */
  readonly e: Float64Array;
  readonly left: Matrix;
  readonly right: Matrix;
}

/** `a` is square, of float64 or complex128, by columns without gaps, and used up. */
export function bidiagonal(a: Matrix, gemm: Gemm, context: Alloc): Bidiagonal {
  const n = a.columns;
  const kind = kindOf(a);
  const lanes = a.complex === true ? 2 : 1;
  const { dot } = gemm.runs;
  const x = a.data as Floats;
  const [vl, vr] = [zeros(context, kind, n, n), zeros(context, kind, n, n)];
  const [p, q] = [vl.data as Floats, vr.data as Floats];
  const [row, sums] = [context.alloc(kind, n) as Floats, context.alloc(kind, n) as Floats];
  const [tauL, tauR] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const [d, e] = [new Float64Array(n), new Float64Array(Math.max(0, n - 1))];
  const at = (i: number, j: number): number => lanes * (i + j * n);
  const reflect = lanes === 2 ? reflection : realReflection;
  for (let j = 0; j < n; j++) {
    const rest = n - j - 1;
    const l = reflect(x, at(j, j), rest, p, at(j, j), dot);
    d[j] = l.beta;
    [tauL[2 * j], tauL[2 * j + 1]] = [l.re, l.im];
    fromLeft(x, p, at(j, j), j, n, lanes, l, gemm.runs);
    if (rest === 0) break;
    // The conjugate of the row, as a column.
    for (let c = j + 1; c < n; c++) {
      row[lanes * (c - j - 1)] = x[at(j, c)]!;
      if (lanes === 2) row[2 * (c - j - 1) + 1] = -x[at(j, c) + 1]!;
    }
    const w = at(j + 1, j);
    const r = reflect(row, 0, rest - 1, q, w, dot);
    e[j] = r.beta;
    [tauR[2 * j], tauR[2 * j + 1]] = [r.re, r.im];
    if (r.re === 0 && r.im === 0) continue;
    // A - tau (A w) w'.
    sums.fill(0, 0, lanes * rest);
    for (let c = j + 1; c < n; c++) {
      const k = w + lanes * (c - j - 1);
      if (lanes === 2) plus(q[k]!, q[k + 1]!, x, at(j + 1, c), sums, 0, rest);
      else gemm.runs.axpy(q[k]!, x, at(j + 1, c), sums, 0, rest);
    }
    for (let c = j + 1; c < n; c++) {
      const k = w + lanes * (c - j - 1);
      if (lanes === 2) plus(-(r.re * q[k]! + r.im * q[k + 1]!), -(r.im * q[k]! - r.re * q[k + 1]!), sums, 0, x, at(j + 1, c), rest);
      else gemm.runs.axpy(-r.re * q[k]!, sums, 0, x, at(j + 1, c), rest);
    }
  }
  const left = qTimes({ v: vl, t: factorOf(vl, tauL, gemm, context) }, undefined, gemm, context);
  const right = zeros(context, kind, n, n);
  if (n > 0) (right.data as Floats)[0] = 1;
  if (n > 1) {
    const v = part(vr, 1, 0, n - 1, n - 1);
    copyMatrix(qTimes({ v, t: factorOf(v, tauR, gemm, context) }, undefined, gemm, context), part(right, 1, 1, n - 1, n - 1));
  }
  return { d, e, left, right };
}

/** The columns after j without what points along v: H' A. */
function fromLeft(x: Floats, v: Floats, at: number, j: number, n: number, lanes: number, tau: { re: number; im: number }, runs: Gemm["runs"]): void {
  if (tau.re === 0 && tau.im === 0) return;
  for (let c = j + 1; c < n; c++) {
    const column = lanes * (j + c * n);
    if (lanes === 2) {
      const [s, u] = inner(v, at, x, column, n - j);
      plus(-(tau.re * s + tau.im * u), -(tau.re * u - tau.im * s), v, at, x, column, n - j);
    } else runs.axpy(-tau.re * runs.dot(v, at, x, column, n - j), v, at, x, column, n - j);
  }
}

function realReflection(x: Floats, p: number, below: number, v: Floats, q: number, dot: Gemm["runs"]["dot"]): { beta: number; re: number; im: number } {
  const alpha = x[p]!;
  const rest = lengthOf(x, p + 1, below, dot);
  v[q] = 1;
  if (rest === 0) {
    v.fill(0, q + 1, q + 1 + below);
    return { beta: alpha, re: 0, im: 0 };
  }
  const beta = (alpha > 0 ? -1 : 1) * Math.hypot(alpha, rest);
  for (let i = 1; i <= below; i++) v[q + i] = x[p + i]! / (alpha - beta);
  return { beta, re: (beta - alpha) / beta, im: 0 };
}

/** T of reflections I - V T V' (Schreiber and Van Loan), from V and the factor of each. */
function factorOf(v: Matrix, tau: Float64Array, gemm: Gemm, context: Alloc): Matrix {
  const k = v.columns;
  const lanes = v.complex === true ? 2 : 1;
  const products = byColumns(context, kindOf(v), k, k);
  gemm.float(products, adjoint(v), v);
  const t = zeros(context, kindOf(v), k, k);
  const [x, z] = [products.data as Floats, t.data as Floats];
  for (let j = 0; j < k; j++) {
    const [re, im] = [tau[2 * j]!, tau[2 * j + 1]!];
    const to = lanes * j * k;
    z[to + lanes * j] = re;
    if (lanes === 2) z[to + 2 * j + 1] = im;
    // Column by column of T, so that both are read in order.
    for (let c = 0; c < j; c++) {
      const [s, u] = lanes === 2 ? [x[to + 2 * c]!, x[to + 2 * c + 1]!] : [x[to + c]!, 0];
      const [a, b] = [-(re * s - im * u), -(re * u + im * s)];
      if (lanes === 2) plus(a, b, z, 2 * c * k, z, to, c + 1);
      else gemm.runs.axpy(a, z, c * k, z, to, c + 1);
    }
  }
  return t;
}

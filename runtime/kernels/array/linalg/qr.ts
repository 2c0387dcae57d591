/**
 * QR by Householder reflections. Columns are halved until few are left (Elmroth and Gustavson), so that nearly all work is matrix products:
 * reflections of a half are kept as I - V T V' (the compact WY form of Schreiber and Van Loan).
 */

import { adjoint, type Gemm, type Matrix, part } from "../../wasm/gemm.ts";
import { type Alloc, byColumns, copyMatrix, type Floats, kindOf, type Scratch, scratchOf, zeros } from "./dense.ts";
import { lengthOf } from "./length.ts";
import { complexColumns } from "./qr-complex.ts";

/** Columns that are done one by one. */
const FEW = 8;

/** Q = I - V T V', of which the first columns count. V has its ones and zeros, T is upper triangular. */
export interface Reflections {
  readonly v: Matrix;
  readonly t: Matrix;
}

/** `a` is used up. R is upper triangular (or trapezoidal), of min(rows, columns) rows. */
export function reflections(a: Matrix, gemm: Gemm, context: Alloc): Reflections & { r: Matrix } {
  const k = Math.min(a.rows, a.columns);
  const room = scratchOf(context);
  const v = zeros(context, kindOf(a), a.rows, k);
  const t = zeros(context, kindOf(a), k, k);
  factor(part(a, 0, 0, a.rows, k), v, t, gemm, room);
  if (a.columns > k) reflect(part(a, 0, k, a.rows, a.columns - k), v, t, gemm, room);
  const r = zeros(context, kindOf(a), k, a.columns);
  for (let j = 0; j < a.columns; j++) copyMatrix(part(a, 0, j, Math.min(j + 1, k), 1), part(r, 0, j, Math.min(j + 1, k), 1));
  return { v, t, r };
}

/** The first columns of Q, as many as V has, times `right`; alone without it. Only one product is as tall as V. */
export function qTimes({ v, t }: Reflections, right: Matrix | undefined, gemm: Gemm, context: Alloc): Matrix {
  const k = v.columns;
  const top = adjoint(part(v, 0, 0, k, k));
  const width = right?.columns ?? k;
  const c = zeros(context, kindOf(v), v.rows, width);
  const lanes = v.complex === true ? 2 : 1;
  if (right !== undefined) copyMatrix(right, part(c, 0, 0, k, width));
  else for (let j = 0; j < k; j++) (c.data as Floats)[lanes * (j + j * c.columnStep)] = 1;
  const [w, u] = [byColumns(context, kindOf(v), k, width), byColumns(context, kindOf(v), k, width)];
  if (right !== undefined) gemm.float(w, top, right);
  gemm.float(u, t, right === undefined ? top : w);
  gemm.float(c, v, u, "sub");
  return c;
}

/** `a` is used up. Q has min(rows, columns) orthonormal columns. */
export function qr(a: Matrix, gemm: Gemm, context: Alloc): { q: Matrix; r: Matrix } {
  const made = reflections(a, gemm, context);
  return { q: qTimes(made, undefined, gemm, context), r: made.r };
}

/** Leaves R in the upper triangle of `a`, reflections in `v` (with their ones and zeros) and `t`, upper triangular. */
function factor(a: Matrix, v: Matrix, t: Matrix, gemm: Gemm, room: Scratch): void {
  const n = a.columns;
  if (n <= FEW) return a.complex === true ? complexColumns(a, v, t, gemm.runs) : few(a, v, t, gemm.runs);
  const h = n >> 1;
  const [m, rest] = [a.rows, n - h];
  const v1 = part(v, 0, 0, m, h);
  const t1 = part(t, 0, 0, h, h);
  factor(part(a, 0, 0, m, h), v1, t1, gemm, room);
  reflect(part(a, 0, h, m, rest), v1, t1, gemm, room);
  const [v2, t2] = [part(v, h, h, m - h, rest), part(t, h, h, rest, rest)];
  factor(part(a, h, h, m - h, rest), v2, t2, gemm, room);
  // T of both halves: its corner is -T1 V1' V2 T2.
  room.within(() => {
    const [cross, half] = [byColumns(room, kindOf(a), h, rest), byColumns(room, kindOf(a), h, rest)];
    gemm.float(cross, adjoint(part(v, h, 0, m - h, h)), v2);
    gemm.float(half, cross, t2);
    gemm.float(part(t, 0, h, h, rest), t1, half, "sub");
  });
}

/** c = H' c, where H = I - V T V'. */
function reflect(c: Matrix, v: Matrix, t: Matrix, gemm: Gemm, room: Scratch): void {
  const k = v.columns;
  room.within(() => {
    const [w, u] = [byColumns(room, kindOf(c), k, c.columns), byColumns(room, kindOf(c), k, c.columns)];
    gemm.float(w, adjoint(v), c);
    gemm.float(u, adjoint(t), w);
    gemm.float(c, v, u, "sub");
  });
}

/** Columns one by one. */
function few(a: Matrix, v: Matrix, t: Matrix, { dot, axpy }: Gemm["runs"]): void {
  const x = a.data as Floats;
  const y = v.data as Floats;
  const z = t.data as Floats;
  const { rows, columns } = a;
  for (let j = 0; j < columns; j++) {
    const at = a.offset + j * a.columnStep;
    const to = v.offset + j * v.columnStep;
    const below = rows - j - 1;
    const alpha = x[at + j]!;
    const rest = lengthOf(x, at + j + 1, below, dot);
    const beta = rest === 0 ? alpha : (alpha > 0 ? -1 : 1) * Math.hypot(alpha, rest);
    const tau = rest === 0 ? 0 : (beta - alpha) / beta;
    y[to + j] = 1;
    const inverse = rest === 0 ? 0 : 1 / (alpha - beta);
    if (Number.isFinite(inverse)) for (let i = j + 1; i < rows; i++) y[to + i] = x[at + i]! * inverse;
    else for (let i = j + 1; i < rows; i++) y[to + i] = x[at + i]! / (alpha - beta);
    x[at + j] = beta;
    for (let c = j + 1; c < columns; c++) {
      const other = a.offset + c * a.columnStep + j;
      axpy(-tau * dot(y, to + j, x, other, below + 1), y, to + j, x, other, below + 1);
    }
    // The j-th column of T: -tau T V' v.
    const column = t.offset + j * t.columnStep;
    for (let c = 0; c < j; c++) z[column + c] = -tau * dot(y, v.offset + c * v.columnStep + j, y, to + j, below + 1);
    for (let r = 0; r < j; r++) {
      let sum = 0;
      for (let c = r; c < j; c++) sum += z[t.offset + r + c * t.columnStep]! * z[column + c]!;
      z[column + r] = sum;
    }
    z[column + j] = tau;
  }
}

/**
 * QR by Householder reflections. Columns are halved until few are left (Elmroth and Gustavson), so that nearly all work is matrix products:
 * reflections of a half are kept as I - V T V' (the compact WY form of Schreiber and Van Loan).
 */

import { type Gemm, type Matrix, part, transposed } from "../../wasm/gemm.ts";
import { type Alloc, byColumns, type Floats, realOf, type Scratch, scratchOf, zeros } from "./dense.ts";

/** Columns that are done one by one. */
const FEW = 8;

/** `a` is used up. Q has min(rows, columns) orthonormal columns, R is upper triangular (or trapezoidal). */
export function qr(a: Matrix, gemm: Gemm, context: Alloc): { q: Matrix; r: Matrix } {
  const k = Math.min(a.rows, a.columns);
  const room = scratchOf(context);
  const v = zeros(room, realOf(a), a.rows, k);
  const t = zeros(room, realOf(a), k, k);
  const left = part(a, 0, 0, a.rows, k);
  factor(left, v, t, gemm, room);
  if (a.columns > k) reflect(part(a, 0, k, a.rows, a.columns - k), v, t, true, gemm, room);
  const r = zeros(context, realOf(a), k, a.columns);
  const [from, to] = [a.data as Floats, r.data as Floats];
  for (let j = 0; j < a.columns; j++) for (let i = 0; i <= Math.min(j, k - 1); i++) to[i + j * k] = from[a.offset + i + j * a.columnStep]!;
  const q = zeros(context, realOf(a), a.rows, k);
  for (let j = 0; j < k; j++) (q.data as Floats)[j + j * a.rows] = 1;
  reflect(q, v, t, false, gemm, room);
  return { q, r };
}

/** Leaves R in the upper triangle of `a`, reflections in `v` (with their ones and zeros) and `t`, upper triangular. */
function factor(a: Matrix, v: Matrix, t: Matrix, gemm: Gemm, room: Scratch): void {
  const n = a.columns;
  if (n <= FEW) return few(a, v, t, gemm.runs);
  const h = n >> 1;
  const [m, rest] = [a.rows, n - h];
  const v1 = part(v, 0, 0, m, h);
  const t1 = part(t, 0, 0, h, h);
  factor(part(a, 0, 0, m, h), v1, t1, gemm, room);
  reflect(part(a, 0, h, m, rest), v1, t1, true, gemm, room);
  const [v2, t2] = [part(v, h, h, m - h, rest), part(t, h, h, rest, rest)];
  factor(part(a, h, h, m - h, rest), v2, t2, gemm, room);
  // T of both halves: its corner is -T1 V1' V2 T2.
  room.within(() => {
    const [cross, half] = [byColumns(room, realOf(a), h, rest), byColumns(room, realOf(a), h, rest)];
    gemm.float(cross, transposed(part(v, h, 0, m - h, h)), v2);
    gemm.float(half, cross, t2);
    gemm.float(part(t, 0, h, h, rest), t1, half, "sub");
  });
}

/** c = H' c (`back`) or H c, where H = I - V T V'. */
function reflect(c: Matrix, v: Matrix, t: Matrix, back: boolean, gemm: Gemm, room: Scratch): void {
  const k = v.columns;
  room.within(() => {
    const [w, u] = [byColumns(room, realOf(c), k, c.columns), byColumns(room, realOf(c), k, c.columns)];
    gemm.float(w, transposed(v), c);
    gemm.float(u, back ? transposed(t) : t, w);
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

/** The length of a run; scaled where squares overflow or vanish. */
function lengthOf(x: Floats, from: number, n: number, dot: Gemm["runs"]["dot"]): number {
  const square = dot(x, from, x, from, n);
  const [least, most] = x instanceof Float32Array ? [1e-25, 1e35] : [1e-250, 1e290];
  if (square > least && square < most) return Math.sqrt(square);
  let scale = 0;
  for (let i = from; i < from + n; i++) scale = Math.max(scale, Math.abs(x[i]!));
  if (!(scale > 0 && scale < Infinity)) return scale;
  let sum = 0;
  for (let i = from; i < from + n; i++) sum += (x[i]! / scale) ** 2;
  return Math.sqrt(sum) * scale;
}

/** Triangular systems and the two factorisations that lead to them, by blocks of columns. */

import { adjoint, conjugated, type Gemm, type Matrix, part, transposed } from "../../wasm/gemm.ts";
import { letterOf } from "../../native/blas.ts";
import { type Floats } from "./dense.ts";
import { notPositive, singularAt } from "./failure.ts";
import { complexCholesky, complexDirect, complexLu } from "./triangular-complex.ts";

const BLOCK = 48;
/** Systems with more multiplications are left to the machine's library. */
const NATIVE = 8192;

/** `b` becomes the solution of `t x = b`. A zero on the diagonal is an error that says where. */
export function solveInPlace(t: Matrix, b: Matrix, lower: boolean, unit: boolean, gemm: Gemm, from = 0): void {
  const n = t.rows;
  if (gemm.native !== undefined && n * n * b.columns >= NATIVE) {
    if (!unit) checkDiagonal(t, from);
    if (gemm.native.solve(t, b, lower, unit)) return;
  }
  if (n <= BLOCK) return t.complex === true ? complexDirect(t, b, lower, unit, from) : direct(t, b, lower, unit, from);
  const h = n >> 1;
  const [top, bottom] = [part(b, 0, 0, h, b.columns), part(b, h, 0, n - h, b.columns)];
  const [t1, t2] = [part(t, 0, 0, h, h), part(t, h, h, n - h, n - h)];
  if (lower) {
    solveInPlace(t1, top, lower, unit, gemm, from);
    gemm.float(bottom, part(t, h, 0, n - h, h), top, "sub");
    solveInPlace(t2, bottom, lower, unit, gemm, from + h);
  } else {
    solveInPlace(t2, bottom, lower, unit, gemm, from + h);
    gemm.float(top, part(t, 0, h, h, n - h), bottom, "sub");
    solveInPlace(t1, top, lower, unit, gemm, from);
  }
}

function checkDiagonal(t: Matrix, from: number): void {
  const lanes = t.complex === true ? 2 : 1;
  for (let i = 0; i < t.rows; i++) {
    const at = lanes * (t.offset + i * (t.rowStep + t.columnStep));
    if (t.data[at] === 0 && (lanes === 1 || t.data[at + 1] === 0)) throw singularAt(from + i);
  }
}

function direct(t: Matrix, b: Matrix, lower: boolean, unit: boolean, from: number): void {
  const [x, y] = [t.data as Floats, b.data as Floats];
  const n = t.rows;
  for (let step = 0; step < n; step++) {
    const i = lower ? step : n - 1 - step;
    const pivot = x[t.offset + i * (t.rowStep + t.columnStep)]!;
    if (!unit && pivot === 0) throw singularAt(from + i);
    const [first, end] = lower ? [i + 1, n] : [0, i];
    for (let c = 0; c < b.columns; c++) {
      const at = b.offset + c * b.columnStep;
      const value = unit ? y[at + i * b.rowStep]! : y[at + i * b.rowStep]! / pivot;
      y[at + i * b.rowStep] = value;
      if (value === 0) continue;
      for (let r = first; r < end; r++) y[at + r * b.rowStep]! -= x[t.offset + r * t.rowStep + i * t.columnStep]! * value;
    }
  }
}

/** The lower triangle of `a` becomes L with `a = L L'` (the conjugate transpose); what is above it is not read. */
export function choleskyInPlace(a: Matrix, gemm: Gemm, from = 0): void {
  const n = a.rows;
  if (n > BLOCK && gemm.native !== undefined && a.rowStep === 1) {
    const info = gemm.native.lapack(letterOf(a), "potrf", ["L", n, a, Math.max(1, a.columnStep)], 1);
    if (info === 0) return;
    if (info !== undefined) throw notPositive(from + info - 1);
  }
  if (n > BLOCK) {
    const h = n >> 1;
    const [a11, a21, a22] = [part(a, 0, 0, h, h), part(a, h, 0, n - h, h), part(a, h, h, n - h, n - h)];
    choleskyInPlace(a11, gemm, from);
    // L21 L11' = A21.
    solveInPlace(conjugated(a11), transposed(a21), true, false, gemm, from);
    gemm.float(a22, a21, adjoint(a21), "sub");
    return choleskyInPlace(a22, gemm, from + h);
  }
  if (a.complex === true) return complexCholesky(a, from);
  const x = a.data as Floats;
  const at = (i: number, j: number) => a.offset + i * a.rowStep + j * a.columnStep;
  for (let j = 0; j < n; j++) {
    let pivot = x[at(j, j)]!;
    for (let k = 0; k < j; k++) pivot -= x[at(j, k)]! ** 2;
    if (!(pivot > 0)) throw notPositive(from + j);
    const root = Math.sqrt(pivot);
    x[at(j, j)] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = x[at(i, j)]!;
      for (let k = 0; k < j; k++) sum -= x[at(i, k)]! * x[at(j, k)]!;
      x[at(i, j)] = sum / root;
    }
  }
}

/** Rows of `a` are swapped so that the greatest pivots come first; L (ones on its diagonal not stored) and U take its place. `rows` follows the swaps. */
export function luInPlace(a: Matrix, rows: Int32Array, gemm: Gemm): void {
  const { rows: m, columns: n } = a;
  if (n > BLOCK && byLapack(a, rows, gemm)) return;
  if (n <= 8) return a.complex === true ? complexLu(a, rows) : luColumns(a, rows);
  const h = Math.min(m, n >> 1);
  const left = part(a, 0, 0, m, h);
  const before = Int32Array.from({ length: m }, (_, i) => i);
  luInPlace(left, before, gemm);
  permute(part(a, 0, h, m, n - h), before);
  follow(rows, before);
  const right = part(a, 0, h, h, n - h);
  solveInPlace(part(a, 0, 0, h, h), right, true, true, gemm);
  if (m === h) return;
  const rest = part(a, h, h, m - h, n - h);
  gemm.float(rest, part(a, h, 0, m - h, h), right, "sub");
  const after = Int32Array.from({ length: m - h }, (_, i) => i);
  luInPlace(rest, after, gemm);
  permute(part(a, h, 0, m - h, h), after);
  follow(rows.subarray(h), after);
}

function byLapack(a: Matrix, rows: Int32Array, gemm: Gemm): boolean {
  if (gemm.native === undefined || a.rowStep !== 1) return false;
  const { words } = gemm.native;
  const k = Math.min(a.rows, a.columns);
  const swaps = new Int32Array(k * words);
  if (gemm.native.lapack(letterOf(a), "getrf", [a.rows, a.columns, a, Math.max(1, a.columnStep), { data: swaps, offset: 0 }]) === undefined) return false;
  for (let i = 0; i < k; i++) {
    const other = swaps[i * words]! - 1;
    [rows[i], rows[other]] = [rows[other]!, rows[i]!];
  }
  return true;
}

function luColumns(a: Matrix, rows: Int32Array): void {
  const x = a.data as Floats;
  const at = (i: number, j: number) => a.offset + i * a.rowStep + j * a.columnStep;
  for (let j = 0; j < Math.min(a.rows, a.columns); j++) {
    let best = j;
    for (let i = j + 1; i < a.rows; i++) if (Math.abs(x[at(i, j)]!) > Math.abs(x[at(best, j)]!)) best = i;
    if (best !== j) {
      for (let c = 0; c < a.columns; c++) [x[at(j, c)], x[at(best, c)]] = [x[at(best, c)]!, x[at(j, c)]!];
      [rows[j], rows[best]] = [rows[best]!, rows[j]!];
    }
    const pivot = x[at(j, j)]!;
    if (pivot === 0) continue;
    for (let i = j + 1; i < a.rows; i++) x[at(i, j)]! /= pivot;
    for (let c = j + 1; c < a.columns; c++) {
      const factor = x[at(j, c)]!;
      if (factor === 0) continue;
      for (let i = j + 1; i < a.rows; i++) x[at(i, c)]! -= x[at(i, j)]! * factor;
    }
  }
}

/** Row i becomes what row `order[i]` was. */
export function permute(a: Matrix, order: ArrayLike<number>): void {
  const x = a.data as Floats;
  const lanes = a.complex === true ? 2 : 1;
  const old = new Float64Array(a.rows);
  for (let j = 0; j < a.columns; j++) {
    for (let lane = 0; lane < lanes; lane++) {
      const at = lanes * (a.offset + j * a.columnStep) + lane;
      const step = lanes * a.rowStep;
      for (let i = 0; i < a.rows; i++) old[i] = x[at + i * step]!;
      for (let i = 0; i < a.rows; i++) x[at + i * step] = old[order[i]!]!;
    }
  }
}
const follow = (rows: Int32Array, order: Int32Array): void => {
  const old = rows.slice();
  for (let i = 0; i < rows.length; i++) rows[i] = old[order[i]!]!;
};

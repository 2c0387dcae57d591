/** Small complex systems and factorisations, element by element: where the blocks of those in triangular.ts end. */

import type { Matrix } from "../../wasm/gemm.ts";
import type { Floats } from "./dense.ts";
import { notPositive, singularAt } from "./failure.ts";

/** Where element (i, j) of a complex matrix is. */
const placeOf =
  (m: Matrix) =>
  (i: number, j: number): number =>
    2 * (m.offset + i * m.rowStep + j * m.columnStep);

/** (a + bi) / (c + di), scaled by the greater part of the divisor (Smith). */
function quotient(a: number, b: number, c: number, d: number): [re: number, im: number] {
  if (Math.abs(c) >= Math.abs(d)) {
    const r = d / c;
    const under = c + d * r;
    return [(a + b * r) / under, (b - a * r) / under];
  }
  const r = c / d;
  const under = d + c * r;
  return [(a * r + b) / under, (b * r - a) / under];
}

/** `b` becomes the solution of `t x = b`. */
export function complexDirect(t: Matrix, b: Matrix, lower: boolean, unit: boolean, from: number): void {
  const [x, y] = [t.data as Floats, b.data as Floats];
  const [at, bt] = [placeOf(t), placeOf(b)];
  const sign = t.conjugate === true ? -1 : 1;
  const n = t.rows;
  for (let step = 0; step < n; step++) {
    const i = lower ? step : n - 1 - step;
    const d = at(i, i);
    if (!unit && x[d] === 0 && x[d + 1] === 0) throw singularAt(from + i);
    const [first, end] = lower ? [i + 1, n] : [0, i];
    for (let c = 0; c < b.columns; c++) {
      const p = bt(i, c);
      const [re, im] = unit ? [y[p]!, y[p + 1]!] : quotient(y[p]!, y[p + 1]!, x[d]!, sign * x[d + 1]!);
      y[p] = re;
      y[p + 1] = im;
      for (let r = first; r < end; r++) {
        const [q, s] = [bt(r, c), at(r, i)];
        const [u, v] = [x[s]!, sign * x[s + 1]!];
        y[q]! -= u * re - v * im;
        y[q + 1]! -= u * im + v * re;
      }
    }
  }
}

/** The lower triangle of `a` becomes L with `a = L L'`. */
export function complexCholesky(a: Matrix, from: number): void {
  const x = a.data as Floats;
  const at = placeOf(a);
  for (let j = 0; j < a.rows; j++) {
    let pivot = x[at(j, j)]!;
    for (let k = 0; k < j; k++) pivot -= x[at(j, k)]! ** 2 + x[at(j, k) + 1]! ** 2;
    if (!(pivot > 0)) throw notPositive(from + j);
    const root = Math.sqrt(pivot);
    x[at(j, j)] = root;
    x[at(j, j) + 1] = 0;
    for (let i = j + 1; i < a.rows; i++) {
      let [re, im] = [x[at(i, j)]!, x[at(i, j) + 1]!];
      for (let k = 0; k < j; k++) {
        const [p, q] = [at(i, k), at(j, k)];
        re -= x[p]! * x[q]! + x[p + 1]! * x[q + 1]!;
        im -= x[p + 1]! * x[q]! - x[p]! * x[q + 1]!;
      }
      x[at(i, j)] = re / root;
      x[at(i, j) + 1] = im / root;
    }
  }
}

/** L and U take the place of `a`, the greatest pivots first (by the sum of the sizes of both parts, as LAPACK has it); `rows` follows. */
export function complexLu(a: Matrix, rows: Int32Array): void {
  const x = a.data as Floats;
  const at = placeOf(a);
  const size = (i: number, j: number): number => Math.abs(x[at(i, j)]!) + Math.abs(x[at(i, j) + 1]!);
  for (let j = 0; j < Math.min(a.rows, a.columns); j++) {
    let best = j;
    for (let i = j + 1; i < a.rows; i++) if (size(i, j) > size(best, j)) best = i;
    if (best !== j) {
      for (let c = 0; c < a.columns; c++)
        for (let lane = 0; lane < 2; lane++) [x[at(j, c) + lane], x[at(best, c) + lane]] = [x[at(best, c) + lane]!, x[at(j, c) + lane]!];
      [rows[j], rows[best]] = [rows[best]!, rows[j]!];
    }
    const [c, d] = [x[at(j, j)]!, x[at(j, j) + 1]!];
    if (c === 0 && d === 0) continue;
    for (let i = j + 1; i < a.rows; i++) {
      const p = at(i, j);
      const [re, im] = quotient(x[p]!, x[p + 1]!, c, d);
      x[p] = re;
      x[p + 1] = im;
    }
    for (let k = j + 1; k < a.columns; k++) {
      const [re, im] = [x[at(j, k)]!, x[at(j, k) + 1]!];
      for (let i = j + 1; i < a.rows; i++) {
        const [p, q] = [at(i, k), at(i, j)];
        x[p]! -= x[q]! * re - x[q + 1]! * im;
        x[p + 1]! -= x[q]! * im + x[q + 1]! * re;
      }
    }
  }
}

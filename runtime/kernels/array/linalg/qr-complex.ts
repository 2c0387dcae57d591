/** Complex reflections I - tau v v' that leave real numbers on the diagonal, column by column. */

import type { Gemm, Matrix } from "../../wasm/gemm.ts";
import type { Floats } from "./dense.ts";
import { lengthOf } from "./length.ts";

/** `x` from p on, `below` numbers pairs after the first: v and the real number that remains. */
export function reflection(x: Floats, p: number, below: number, v: Floats, q: number, dot: Gemm["runs"]["dot"]): { beta: number; re: number; im: number } {
  const [a, b] = [x[p]!, x[p + 1]!];
  const rest = lengthOf(x, p + 2, 2 * below, dot);
  v[q] = 1;
  v[q + 1] = 0;
  if (rest === 0 && b === 0) {
    v.fill(0, q + 2, q + 2 + 2 * below);
    return { beta: a, re: 0, im: 0 };
  }
  const beta = (a > 0 ? -1 : 1) * Math.hypot(a, b, rest);
  // v = x / (alpha - beta), where both are scaled so that squares stay in range.
  const scale = Math.max(Math.abs(a - beta), Math.abs(b));
  const [c, d] = [(a - beta) / scale, b / scale];
  const square = c * c + d * d;
  for (let i = 1; i <= below; i++) {
    const [s, t] = [x[p + 2 * i]! / scale, x[p + 2 * i + 1]! / scale];
    v[q + 2 * i] = (s * c + t * d) / square;
    v[q + 2 * i + 1] = (t * c - s * d) / square;
  }
  return { beta, re: (beta - a) / beta, im: -b / beta };
}

/** x' y of n complex numbers each. */
export function inner(x: Floats, p: number, y: Floats, q: number, n: number): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < 2 * n; i += 2) {
    re += x[p + i]! * y[q + i]! + x[p + i + 1]! * y[q + i + 1]!;
    im += x[p + i]! * y[q + i + 1]! - x[p + i + 1]! * y[q + i]!;
  }
  return [re, im];
}

/** y += (a + bi) x */
export function plus(a: number, b: number, x: Floats, p: number, y: Floats, q: number, n: number): void {
  for (let i = 0; i < 2 * n; i += 2) {
    y[q + i]! += a * x[p + i]! - b * x[p + i + 1]!;
    y[q + i + 1]! += a * x[p + i + 1]! + b * x[p + i]!;
  }
}

/** R in the upper triangle of `a`, the vectors in `v`, T in `t`. */
export function complexColumns(a: Matrix, v: Matrix, t: Matrix, { dot }: Gemm["runs"]): void {
  const [x, y, z] = [a.data, v.data, t.data] as [Floats, Floats, Floats];
  const { rows, columns } = a;
  for (let j = 0; j < columns; j++) {
    const below = rows - j - 1;
    const [at, to] = [2 * (a.offset + j * a.columnStep + j), 2 * (v.offset + j * v.columnStep + j)];
    const { beta, re, im } = reflection(x, at, below, y, to, dot);
    x[at] = beta;
    x[at + 1] = 0;
    for (let c = j + 1; c < columns; c++) {
      const other = 2 * (a.offset + c * a.columnStep + j);
      const [s, u] = inner(y, to, x, other, below + 1);
      // The conjugate of tau: it is H' that is applied.
      plus(-(re * s + im * u), -(re * u - im * s), y, to, x, other, below + 1);
    }
    const column = 2 * (t.offset + j * t.columnStep);
    for (let c = 0; c < j; c++) {
      const [s, u] = inner(y, 2 * (v.offset + c * v.columnStep + j), y, to, below + 1);
      z[column + 2 * c] = -(re * s - im * u);
      z[column + 2 * c + 1] = -(re * u + im * s);
    }
    for (let r = 0; r < j; r++) {
      let [s, u] = [0, 0];
      for (let c = r; c < j; c++) {
        const p = 2 * (t.offset + r + c * t.columnStep);
        s += z[p]! * z[column + 2 * c]! - z[p + 1]! * z[column + 2 * c + 1]!;
        u += z[p]! * z[column + 2 * c + 1]! + z[p + 1]! * z[column + 2 * c]!;
      }
      z[column + 2 * r] = s;
      z[column + 2 * r + 1] = u;
    }
    z[column + 2 * j] = re;
    z[column + 2 * j + 1] = im;
  }
}

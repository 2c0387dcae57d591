/**
 * Singular values by one-sided Jacobi rotations (Hestenes; thresholds and order as in Demmel and Veselic): columns are turned against each other
 * until all are orthogonal, which finds small singular values to high relative accuracy. A QR first makes tall matrices square.
 */

import { type Gemm, type Matrix, transposed } from "../../wasm/gemm.ts";
import { type Alloc, byColumns, epsilon, finite, type Floats, realOf } from "./dense.ts";
import { LinalgError } from "./failure.ts";
import { qr } from "./qr.ts";

const SWEEPS = 60;

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
  if (a.rows < a.columns) {
    const { u, s, v } = svd(copied(transposed(a), context), gemm, context);
    return { u: transposed(v), s, v: transposed(u) };
  }
  const n = a.columns;
  const { q, r } = qr(copied(a, context), gemm, context);
  // Rows of R are nearer to orthogonal than its columns: R' = U S V'.
  const scale = largest(r);
  const work = context.alloc("float64", n * n) as Floats;
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) work[j * n + i] = scale === 0 ? 0 : (r.data[r.offset + j + i * r.columnStep] as number) / scale;
  const turns = context.alloc("float64", n * n) as Floats;
  turns.fill(0);
  for (let j = 0; j < n; j++) turns[j * n + j] = 1;
  jacobi(work, turns, n, gemm.runs);
  const norms = Float64Array.from({ length: n }, (_, j) => Math.sqrt(gemm.runs.dot(work, j * n, work, j * n, n)));
  const order = Array.from({ length: n }, (_, j) => j).sort((i, j) => norms[j]! - norms[i]! || i - j);
  const dtype = realOf(a);
  const s = context.alloc(dtype, n) as Floats;
  const [left, right] = [byColumns(context, dtype, n, n), byColumns(context, dtype, n, n)];
  const tiny = n * epsilon(dtype) * (norms[order[0] ?? 0] ?? 0) * 1e-3;
  const missing: number[] = [];
  for (const [to, from] of order.entries()) {
    const norm = norms[from]!;
    s[to] = norm * scale;
    // Columns of R' V are those of V of R: what is orthogonal there is the right side of A.
    for (let i = 0; i < n; i++) {
      (left.data as Floats)[to * n + i] = turns[from * n + i]!;
      (right.data as Floats)[to * n + i] = norm > tiny ? work[from * n + i]! / norm : 0;
    }
    if (!(norm > tiny)) missing.push(to);
  }
  complete(right.data as Floats, n, missing, gemm.runs);
  const u = byColumns(context, dtype, a.rows, n);
  gemm.float(u, q, left);
  return { u, s, v: transposed(right) };
}

const largest = (m: Matrix): number => {
  let most = 0;
  for (let i = 0; i < m.rows * m.columns; i++) most = Math.max(most, Math.abs(m.data[m.offset + i] as number));
  return most;
};

function copied(a: Matrix, context: Alloc): Matrix {
  const to = byColumns(context, realOf(a), a.rows, a.columns);
  for (let j = 0; j < a.columns; j++)
    for (let i = 0, p = a.offset + j * a.columnStep; i < a.rows; i++, p += a.rowStep) to.data[j * a.rows + i] = a.data[p] as number;
  return to;
}

/** Turns columns of `x` (n x n, by columns) until they are orthogonal; `y` gets the same turns. */
function jacobi(x: Floats, y: Floats, n: number, { dot, rotate }: Gemm["runs"]): void {
  const tolerance = epsilon("float64") * Math.sqrt(n);
  const squares = new Float64Array(n);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = 0;
    for (let j = 0; j < n; j++) squares[j] = dot(x, j * n, x, j * n, n);
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const [a, b] = [squares[p]!, squares[q]!];
        if (a === 0 || b === 0) continue;
        const c = dot(x, p * n, x, q * n, n);
        if (Math.abs(c) <= tolerance * Math.sqrt(a) * Math.sqrt(b)) continue;
        turned++;
        const zeta = (b - a) / (2 * c);
        const t = Math.abs(zeta) > 1e150 ? 1 / (2 * zeta) : Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cos = 1 / Math.sqrt(1 + t * t);
        const sin = cos * t;
        rotate(cos, sin, x, p * n, x, q * n, n);
        rotate(cos, sin, y, p * n, y, q * n, n);
        squares[p] = Math.max(0, a - t * c);
        squares[q] = b + t * c;
        if (squares[p]! < 1e-3 * a) squares[p] = dot(x, p * n, x, p * n, n);
        if (squares[q]! < 1e-3 * b) squares[q] = dot(x, q * n, x, q * n, n);
      }
    }
    if (turned === 0) return;
  }
  throw new LinalgError(`the singular values did not converge in ${SWEEPS} sweeps`);
}

/** Fills columns for which there is no singular value so that all are orthonormal. */
function complete(u: Floats, n: number, missing: readonly number[], { dot }: Gemm["runs"]): void {
  const open = new Set(missing);
  let next = 0;
  for (const column of missing) {
    for (; ; next++) {
      const at = column * n;
      u.fill(0, at, at + n);
      u[at + next] = 1;
      for (let pass = 0; pass < 2; pass++) {
        for (let j = 0; j < n; j++) {
          if (open.has(j)) continue;
          const along = dot(u, j * n, u, at, n);
          for (let i = 0; i < n; i++) u[at + i]! -= along * u[j * n + i]!;
        }
      }
      const norm = Math.sqrt(dot(u, at, u, at, n));
      if (norm * norm * n * 2 < 1) continue;
      for (let i = 0; i < n; i++) u[at + i]! /= norm;
      open.delete(column);
      next++;
      break;
    }
  }
}

/** Products of complex matrices from four of real ones: the parts are read where they lie, the result's parts are put together at the end. */

import type { TypedArray } from "../../meta/dtype.ts";
import type { KernelContext } from "../kernel.ts";
import type { Matrix, Multiply } from "./gemm.ts";

/** Where few multiplications are made, they are made one by one. */
const FEW = 512;

export function complexBy(real: Multiply, context: Pick<KernelContext, "alloc">): Multiply {
  const kept = new Map<"float32" | "float64", TypedArray>();
  const room = (dtype: "float32" | "float64", length: number): TypedArray => {
    const before = kept.get(dtype);
    if (before !== undefined && before.length >= length) return before;
    const made = context.alloc(dtype, length);
    kept.set(dtype, made);
    return made;
  };
  return (c, a, b, mode = "set") => {
    const { rows: m, columns: n } = c;
    if (m * n * a.columns < FEW) return oneByOne(c, a, b, mode);
    const both = room(c.data instanceof Float32Array ? "float32" : "float64", 2 * m * n) as Float64Array;
    const plane = (which: number): Matrix => ({ data: both, offset: which * m * n, rows: m, columns: n, rowStep: n, columnStep: 1 });
    const [re, im] = [plane(0), plane(1)];
    const [ar, ai, br, bi] = [partOf(a, 0), partOf(a, 1), partOf(b, 0), partOf(b, 1)];
    const [flipA, flipB] = [a.conjugate === true, b.conjugate === true];
    real(re, ar, br);
    real(re, ai, bi, flipA === flipB ? "sub" : "add");
    // The sign of a first product: what is conjugated takes away.
    if (flipB && !flipA) {
      real(im, ai, br);
      real(im, ar, bi, "sub");
    } else {
      real(im, ar, bi);
      real(im, ai, br, flipA === flipB ? "add" : "sub");
    }
    const turned = flipA && flipB ? -1 : 1;
    const z = c.data as Float64Array;
    for (let i = 0; i < m; i++) {
      for (let j = 0, p = i * n, q = 2 * (c.offset + i * c.rowStep); j < n; j++, p++, q += 2 * c.columnStep) {
        const [x, y] = [both[p]!, both[m * n + p]! * turned];
        if (mode === "set") [z[q], z[q + 1]] = [x, y];
        else if (mode === "add") [z[q], z[q + 1]] = [z[q]! + x, z[q + 1]! + y];
        else [z[q], z[q + 1]] = [z[q]! - x, z[q + 1]! - y];
      }
    }
  };
}

const partOf = (m: Matrix, which: number): Matrix => ({
  data: m.data,
  offset: 2 * m.offset + which,
  rows: m.rows,
  columns: m.columns,
  rowStep: 2 * m.rowStep,
  columnStep: 2 * m.columnStep,
});

function oneByOne(c: Matrix, a: Matrix, b: Matrix, mode: "set" | "add" | "sub"): void {
  const [x, y, z] = [a.data, b.data, c.data] as [Float64Array, Float64Array, Float64Array];
  const [signA, signB] = [a.conjugate === true ? -1 : 1, b.conjugate === true ? -1 : 1];
  for (let i = 0; i < c.rows; i++) {
    for (let j = 0; j < c.columns; j++) {
      let [re, im] = [0, 0];
      let [p, q] = [2 * (a.offset + i * a.rowStep), 2 * (b.offset + j * b.columnStep)];
      for (let k = 0; k < a.columns; k++, p += 2 * a.columnStep, q += 2 * b.rowStep) {
        const [ar, ai, br, bi] = [x[p]!, signA * x[p + 1]!, y[q]!, signB * y[q + 1]!];
        re += ar * br - ai * bi;
        im += ar * bi + ai * br;
      }
      const at = 2 * (c.offset + i * c.rowStep + j * c.columnStep);
      if (mode === "set") [z[at], z[at + 1]] = [re, im];
      else if (mode === "add") [z[at], z[at + 1]] = [z[at]! + re, z[at + 1]! + im];
      else [z[at], z[at + 1]] = [z[at]! - re, z[at + 1]! - im];
    }
  }
}

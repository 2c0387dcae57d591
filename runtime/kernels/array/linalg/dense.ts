/** Matrices that algorithms work in: by columns, in block memory, of float32, float64, complex64 or complex128. */

import { LinalgError } from "./failure.ts";
import { DTYPE_INFO, type DType, type TypedArray } from "../../../meta/dtype.ts";
import { NDArray } from "../../../values/ndarray.ts";
import type { KernelContext } from "../../kernel.ts";
import { copyInto } from "../copy.ts";
import { type Matrix, matrix, transposed } from "../../wasm/gemm.ts";

export type Real = "float32" | "float64";
export type Kind = Real | "complex64" | "complex128";
export type Floats = Float64Array;
export type Alloc = Pick<KernelContext, "alloc">;

export const kindOf = (m: Matrix): Kind =>
  m.data instanceof Float32Array ? (m.complex === true ? "complex64" : "float32") : m.complex === true ? "complex128" : "float64";
export const isComplex = (dtype: DType): boolean => DTYPE_INFO[dtype].category === "complex";
/** Of its parts. */
export const partsOf = (dtype: Kind): Real => (dtype === "float32" || dtype === "complex64" ? "float32" : "float64");

/** Room for a matrix by columns, not cleared. */
export function byColumns(context: Alloc, dtype: Kind, rows: number, columns: number): Matrix {
  return { ...matrix(context.alloc(dtype, rows * columns), rows, columns, 0, 1, Math.max(1, rows)), complex: isComplex(dtype) };
}
export function zeros(context: Alloc, dtype: Kind, rows: number, columns: number): Matrix {
  const made = byColumns(context, dtype, rows, columns);
  (made.data as Floats).fill(0);
  return made;
}

/** Room that is taken and given back in turn, so that an algorithm of many steps takes little. */
export interface Scratch extends Alloc {
  /** Room taken inside `work` is free again after it. */
  within(work: () => void): void;
}
const SLAB = 2 ** 16;
export function scratchOf(context: Alloc): Scratch {
  const slabs = new Map<DType, { slabs: TypedArray[]; slab: number; at: number }>();
  return {
    alloc(dtype, length) {
      const numbers = length * DTYPE_INFO[dtype].lanes;
      let own = slabs.get(dtype);
      if (own === undefined) slabs.set(dtype, (own = { slabs: [], slab: 0, at: 0 }));
      for (;;) {
        const slab = own.slabs[own.slab];
        if (slab === undefined) own.slabs.push(context.alloc(dtype, Math.max(SLAB, length)));
        else if (own.at + numbers <= slab.length) return slab.subarray(own.at, (own.at += numbers));
        else [own.slab, own.at] = [own.slab + 1, 0];
      }
    },
    within(work) {
      const before = [...slabs].map(([dtype, { slab, at }]) => ({ dtype, slab, at }));
      work();
      for (const [dtype, own] of slabs) {
        const mark = before.find(each => each.dtype === dtype);
        [own.slab, own.at] = [mark?.slab ?? 0, mark?.at ?? 0];
      }
    },
  };
}

/** The block as a matrix that may be written, one column where it has one axis. */
export function workCopy(context: Alloc, block: NDArray): Matrix {
  const { rows, columns } = viewOf(block);
  const made = byColumns(context, block.dtype as Kind, rows, columns);
  const target = new NDArray(made.data, block.shape, block.dtype, block.ndim === 1 ? [1] : [1, Math.max(1, rows)]);
  copyInto(target, block);
  return made;
}

/** The block as it lies, to be read. */
export function viewOf(block: NDArray): Matrix {
  const complex = isComplex(block.dtype);
  if (!complex && DTYPE_INFO[block.dtype].category !== "float") throw new LinalgError(`expected floats or complex numbers, got ${block.dtype}`);
  const [rows, columns = 1] = block.shape as [number, number?];
  return { data: block.data, offset: block.offset, rows, columns, rowStep: block.strides[0] ?? 1, columnStep: block.strides[1] ?? 1, complex };
}

export const blockOf = (m: Matrix, dtype: DType, shape: readonly number[] = [m.rows, m.columns]): NDArray =>
  new NDArray(m.data, shape, dtype, shape.length === 1 ? [m.rowStep] : [m.rowStep, m.columnStep], m.offset);

export const finite = (m: Matrix): boolean => {
  const data = m.data as Floats;
  const lanes = m.complex === true ? 2 : 1;
  for (let j = 0; j < m.columns; j++)
    for (let i = 0, p = lanes * (m.offset + j * m.columnStep); i < m.rows; i++, p += lanes * m.rowStep)
      for (let lane = 0; lane < lanes; lane++) if (!(data[p + lane]! - data[p + lane]! === 0)) return false;
  return true;
};
/** Element by element; what stands for its conjugate becomes it. */
export function copyMatrix(from: Matrix, to: Matrix): void {
  const [x, y] = [from.data as Floats, to.data as Floats];
  const [lanes, sign] = from.complex === true ? [2, from.conjugate === true ? -1 : 1] : [1, 1];
  for (let j = 0; j < from.columns; j++) {
    let [p, q] = [lanes * (from.offset + j * from.columnStep), lanes * (to.offset + j * to.columnStep)];
    for (let i = 0; i < from.rows; i++, p += lanes * from.rowStep, q += lanes * to.rowStep) {
      y[q] = x[p]!;
      if (lanes === 2) y[q + 1] = sign * x[p + 1]!;
    }
  }
}
export function copied(from: Matrix, context: Alloc, dtype: Kind = kindOf(from)): Matrix {
  const to = byColumns(context, dtype, from.rows, from.columns);
  copyMatrix(from, to);
  return to;
}
export { transposed, type Matrix, type TypedArray };

/** Matrix products of blocks, summed over the blocks between. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { runProgram } from "./run-program.ts";

/** Rows and columns of a block of the product that are worked on together. */
const TILE = 64;

export const MATMUL_KERNELS: KernelTable = {
  /** Blocks come in pairs: one of the first matrix, one of the second. */
  "array.matmul": ([parts], params, context) => {
    const dtype = params["dtype"] as DType;
    const blocks = (parts as unknown[]).map(part => cast(asBlock(part), dtype, context));
    const [rows, columns] = [blocks[0]!.shape[0]!, blocks[1]!.shape[1]!];
    const out = new NDArray(context.alloc(dtype, rows * columns), [rows, columns], dtype);
    (out.data as { fill(value: unknown): void }).fill(DTYPE_INFO[dtype].size === 8 && DTYPE_INFO[dtype].category !== "float" ? 0n : 0);
    for (let k = 0; k < blocks.length; k += 2) accumulate(out, blocks[k]!, blocks[k + 1]!);
    return out;
  },
};

function accumulate(out: NDArray, a: NDArray, b: NDArray): void {
  const [rows, inner] = a.shape as [number, number];
  const columns = b.shape[1]!;
  if (typeof out.data[0] === "bigint") return exact(out.data as BigInt64Array, a.data as BigInt64Array, b.data as BigInt64Array, rows, inner, columns);
  const [x, y, z] = [a.data as Float64Array, b.data as Float64Array, out.data as Float64Array];
  for (let k0 = 0; k0 < inner; k0 += TILE) {
    const k1 = Math.min(inner, k0 + TILE);
    for (let j0 = 0; j0 < columns; j0 += 8 * TILE) {
      const j1 = Math.min(columns, j0 + 8 * TILE);
      for (let i = 0; i < rows; i++) {
        for (let k = k0; k < k1; k++) {
          const factor = x[i * inner + k]!;
          for (let j = j0, p = k * columns + j0, q = i * columns + j0; j < j1; j++, p++, q++) z[q]! += factor * y[p]!;
        }
      }
    }
  }
}

function exact(z: BigInt64Array, x: BigInt64Array, y: BigInt64Array, rows: number, inner: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = z[i * columns + j]!;
      for (let k = 0; k < inner; k++) sum += x[i * inner + k]! * y[k * columns + j]!;
      z[i * columns + j] = sum;
    }
  }
}

function cast(block: NDArray, dtype: DType, context: KernelContext): NDArray {
  if (block.dtype !== dtype) return runProgram(programOf("astype", [block], { dtype }), [block], context);
  return block.contiguous && block.offset === 0 ? block : packed(block, context);
}

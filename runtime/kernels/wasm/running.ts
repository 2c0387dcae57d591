/** Running sums: each row of a block is the row before it and its own, in one call of the kernel of additions. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { packed } from "../array/copy.ts";
import { type Program, stepOf } from "../array/program.ts";
import type { KernelContext } from "../kernel.ts";
import { loadAssembler, simdKernel } from "./modules.ts";
import { reachOf } from "./reach.ts";

const DTYPES: ReadonlySet<DType> = new Set(["float64", "float32", "int64", "int32"]);
const additions = new Map<DType, Program>();

function addition(dtype: DType): Program {
  let program = additions.get(dtype);
  if (program === undefined) {
    const base: Program = { inputs: [dtype, dtype], steps: [] };
    additions.set(dtype, (program = { ...base, steps: [stepOf(base, "add", [{ input: 0 }, { input: 1 }])] }));
  }
  return program;
}

/** Undefined where there are no vectors for it. `start` has one element along the axis. */
export async function addRunning(given: NDArray, axis: number, start: NDArray | undefined, context: KernelContext): Promise<NDArray | undefined> {
  const { dtype, shape } = given;
  if (context.memory === undefined || !DTYPES.has(dtype) || !(await loadAssembler())) return undefined;
  const block = reachable(given, context);
  const first = start === undefined ? undefined : reachable(start, context);
  const data = context.alloc(dtype, block.size);
  const out = new NDArray(data, shape, dtype);
  const n = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  if (inner === 1 && dtype !== "int64") {
    alongRows(block, first, outer, n, out);
    return out;
  }
  const kernel = simdKernel({ program: addition(dtype), walks: ["one", "one"], wide: context.wide === true }, context.memory);
  if (kernel === undefined) return undefined;
  const { size } = DTYPE_INFO[dtype];
  const bytes = inner * size;
  const [from, to] = [block.data.byteOffset + block.offset * size, data.byteOffset];
  for (let o = 0; o < outer; o++) {
    const at = o * n * bytes;
    if (first === undefined) data.set(block.data.subarray(block.offset + o * n * inner, block.offset + o * n * inner + inner) as never, o * n * inner);
    else kernel.run(1, inner, [first.data.byteOffset + first.offset * size + o * bytes, from + at, to + at], [0, 0, 0], []);
    kernel.run(n - 1, inner, [to + at, from + at + bytes, to + at + bytes], [bytes, bytes, bytes], []);
  }
  return out;
}

/** Numbers that follow each other: every sum waits for the one before, so that vectors would be no faster. */
function alongRows(block: NDArray, start: NDArray | undefined, rows: number, n: number, out: NDArray): void {
  const [from, to] = [block.data as Float64Array, out.data as Float64Array];
  const single = block.dtype === "float32";
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = start === undefined ? -0 : (start.data[start.offset + row] as number);
    const end = at + n;
    if (single) for (; at < end; at++) to[at] = sum = Math.fround(sum + from[block.offset + at]!);
    else if (block.dtype === "int32") for (; at < end; at++) to[at] = sum = (sum + from[block.offset + at]!) | 0;
    else for (; at < end; at++) to[at] = sum += from[block.offset + at]!;
  }
}

/** In C order in the memory that kernels import: itself, or a copy. */
const reachable = (block: NDArray, context: KernelContext): NDArray =>
  block.contiguous && reachOf(context, block.data) !== undefined ? block : packed(block, context);

/**
 * Sums of products of blocks over shared letters. Every pair becomes matrix products: letters of both operands and the result count the products,
 * those of one operand are its rows or columns, the rest is summed over. Strides do what they can; what they cannot is copied.
 */

import { DTYPE_INFO, type DType, storage, type TypedArray } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { type Gemm, gemmOf, matrix, type Matrix } from "../wasm/gemm.ts";
import { packed } from "./copy.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { runProgram } from "./run-program.ts";

export const CONTRACT_KERNELS: KernelTable = {
  /** Blocks come one an operand, term after term. */
  "array.contract": async ([parts], params, context) => {
    const operands = params["operands"] as readonly string[];
    const blocks = (parts as unknown[]).map(asBlock);
    const dtype = params["dtype"] as DType;
    const terms = Array.from({ length: blocks.length / operands.length }, (_, t) => blocks.slice(t * operands.length, (t + 1) * operands.length));
    return contract(operands, params["output"] as string, dtype, terms, context);
  },
  "array.addBlocks": ([parts], _params, context) =>
    (parts as NDArray[]).reduce((sum, block) => runProgram(programOf(sum.dtype === "bool" ? "logicalOr" : "add", [sum, block], {}), [sum, block], context)),
};

/** Axes by letter, each once. */
interface Named {
  readonly letters: readonly string[];
  readonly block: NDArray;
}

/** What products are computed in: floats as they are, integers in 32 or 64 bits. */
const workOf = (dtype: DType): DType => {
  const { category, size } = DTYPE_INFO[dtype];
  return category === "float" || category === "complex" ? dtype : size === 8 ? "int64" : "int32";
};

async function contract(
  operands: readonly string[],
  output: string,
  dtype: DType,
  terms: readonly (readonly NDArray[])[],
  context: KernelContext,
): Promise<NDArray> {
  const gemm = await gemmOf(context);
  const out = [...output];
  let sum: Accumulator | undefined;
  for (const blocks of terms) {
    const named = operands.map((word, k) => diagonal(word, blocks[k]!));
    if (named.length === 1) {
      const rest = named[0]!.letters.filter(letter => !out.includes(letter));
      if (rest.length === 0) {
        const { letters, block } = named[0]!;
        const view = new NDArray(
          block.data,
          out.map(l => block.shape[letters.indexOf(l)]!),
          block.dtype,
          out.map(l => block.strides[letters.indexOf(l)]!),
          block.offset,
        );
        return view.dtype === dtype ? packed(view, context) : runProgram(programOf("astype", [view], { dtype }), [view], context);
      }
      const shape = rest.map(letter => named[0]!.block.shape[named[0]!.letters.indexOf(letter)]!);
      named.push({ letters: rest, block: one(dtype, shape) });
    }
    const [a, b] = [summed(named[0]!, named[1]!, out, dtype, gemm, context), summed(named[1]!, named[0]!, out, dtype, gemm, context)];
    sum ??= accumulator(a, b, out, dtype, context);
    sum.add(a, b, gemm);
  }
  return sum!.result();
}

/** A one that repeats. */
function one(dtype: DType, shape: readonly number[]): NDArray {
  const work = workOf(dtype);
  const data = storage(work, 1);
  data[0] = (work === "int64" ? 1n : 1) as never;
  return new NDArray(
    data,
    shape,
    work === "int64" && dtype === "uint64" ? "int64" : work,
    shape.map(() => 0),
  );
}

/** Repeated letters walk the diagonal. */
function diagonal(word: string, block: NDArray): Named {
  const letters = [...new Set(word)];
  const axes = [...word];
  const along = (letter: string) => axes.flatMap((l, axis) => (l === letter ? [axis] : []));
  const size = (letter: string) => Math.max(...along(letter).map(axis => block.shape[axis]!));
  const wide = (letter: string) => (along(letter).some(axis => block.shape[axis] === 0) ? 0 : size(letter));
  return {
    letters,
    block: new NDArray(
      block.data,
      letters.map(wide),
      block.dtype,
      letters.map(letter => along(letter).reduce((step, axis) => step + (block.shape[axis] === 1 && wide(letter) !== 1 ? 0 : block.strides[axis]!), 0)),
      block.offset,
    ),
  };
}

/** In the dtype of the work, and summed over letters that only this operand has. */
function summed(given: Named, other: Named, out: readonly string[], dtype: DType, gemm: Gemm, context: KernelContext): Named {
  const cast: Named = { letters: given.letters, block: inWork(given.block, dtype, context) };
  const gone = cast.letters.filter(letter => !out.includes(letter) && !other.letters.includes(letter));
  if (gone.length === 0) return cast;
  const kept = cast.letters.filter(letter => !gone.includes(letter));
  const ones: Named = {
    letters: gone,
    block: inWork(
      one(
        dtype,
        gone.map(letter => cast.block.shape[cast.letters.indexOf(letter)]!),
      ),
      dtype,
      context,
    ),
  };
  const sum = accumulator(cast, ones, kept, dtype, context);
  sum.add(cast, ones, gemm);
  return { letters: kept, block: sum.work() };
}

function inWork(block: NDArray, dtype: DType, context: KernelContext): NDArray {
  const work = workOf(dtype);
  const to = DTYPE_INFO[dtype].category === "uint" && DTYPE_INFO[dtype].size >= 4 ? dtype : work;
  const cast = block.dtype === to || block.dtype === work ? block : runProgram(programOf("astype", [block], { dtype: to }), [block], context);
  if (cast.dtype === work) return cast;
  // Unsigned words as signed ones: products and sums are the same bits.
  const { data } = cast;
  const signed = work === "int64" ? new BigInt64Array(data.buffer, data.byteOffset, data.length) : new Int32Array(data.buffer, data.byteOffset, data.length);
  return new NDArray(signed, cast.shape, work, cast.strides, cast.offset);
}

interface Accumulator {
  add(a: Named, b: Named, gemm: Gemm): void;
  /** In the dtype of the work. */
  work(): NDArray;
  result(): NDArray;
}

function accumulator(a: Named, b: Named, out: readonly string[], dtype: DType, context: KernelContext): Accumulator {
  const sizeFor = (letter: string): number => {
    const sizes = [a, b].flatMap(({ letters, block }) => (letters.includes(letter) ? [block.shape[letters.indexOf(letter)]!] : []));
    return sizes.find(n => n !== 1) ?? 1;
  };
  const has = (named: Named, letter: string) => named.letters.includes(letter);
  const batch = out.filter(letter => has(a, letter) && has(b, letter));
  const left = out.filter(letter => has(a, letter) && !has(b, letter));
  const right = out.filter(letter => !has(a, letter) && has(b, letter));
  const order = [...batch, ...left, ...right];
  const shape = order.map(sizeFor);
  const [m, n] = [sizeOf(left.map(sizeFor)), sizeOf(right.map(sizeFor))];
  const batchShape = batch.map(sizeFor);
  const work = workOf(dtype);
  const complex = DTYPE_INFO[dtype].category === "complex";
  const integer = DTYPE_INFO[work].category === "int";
  const made = context.alloc(work, sizeOf(shape));
  if (integer) (made as Int32Array).fill((work === "int64" ? 0n : 0) as never);
  let mode: "set" | "add" = "set";

  const add = (x: Named, y: Named, gemm: Gemm): void => {
    const inner = x.letters.filter(letter => has(y, letter) && !out.includes(letter));
    const innerSizes = inner.map(letter => Math.max(x.block.shape[x.letters.indexOf(letter)]!, y.block.shape[y.letters.indexOf(letter)]!));
    const k = innerSizes.some((size, i) => size === 0 || x.block.shape[x.letters.indexOf(inner[i]!)] === 0 || y.block.shape[y.letters.indexOf(inner[i]!)] === 0)
      ? 0
      : sizeOf(innerSizes);
    const sizes = (letter: string) => (inner.includes(letter) ? innerSizes[inner.indexOf(letter)]! : sizeFor(letter));
    const p = grouped(x, batch, left, inner, sizes, false, context);
    const q = grouped(y, batch, inner, right, sizes, integer, context);
    const side = (g: Grouped, at: number, rows: number, columns: number): Matrix => ({
      ...matrix(g.block.data, rows, columns, g.block.offset + at, g.first, g.second),
      complex,
    });
    let index = 0;
    eachOffset(batchShape, [p.batch, q.batch], (atA, atB) => {
      const [A, B] = [side(p, atA, m, k), side(q, atB, k, n)];
      const c = { ...matrix(made, m, n, index * m * n), complex };
      index++;
      if (integer) gemm.integer(c, A, B);
      else gemm.float(c, A, B, mode);
    });
    mode = "add";
  };
  /** The axes as the output has them: a view. */
  const arranged = (data: TypedArray, type: DType): NDArray => {
    const strides = cStrides(shape);
    return new NDArray(
      data,
      out.map(letter => shape[order.indexOf(letter)]!),
      type,
      out.map(letter => strides[order.indexOf(letter)]!),
    );
  };
  return {
    add,
    work: () => arranged(made, work),
    result: () => {
      const data = made;
      if (dtype === work) return arranged(data, dtype);
      if (dtype === "uint64") return arranged(new BigUint64Array(data.buffer, data.byteOffset, data.length), dtype);
      if (dtype === "uint32") return arranged(new Uint32Array(data.buffer, data.byteOffset, data.length), dtype);
      const narrow = context.alloc(dtype, data.length) as Int32Array;
      if (dtype === "bool") for (let i = 0; i < data.length; i++) narrow[i] = data[i] === 0 ? 0 : 1;
      else narrow.set(data as Int32Array);
      return arranged(narrow, dtype);
    },
  };
}

interface Grouped {
  readonly block: NDArray;
  readonly batch: readonly number[];
  readonly first: number;
  readonly second: number;
}

/** The operand as matrices: a copy where its axes cannot be joined by strides, or where its rows must lie straight. */
function grouped(
  { letters, block }: Named,
  batch: readonly string[],
  first: readonly string[],
  second: readonly string[],
  sizes: (letter: string) => number,
  straight: boolean,
  context: KernelContext,
): Grouped {
  const stride = (letter: string): number => {
    const axis = letters.indexOf(letter);
    return block.shape[axis] === 1 && sizes(letter) !== 1 ? 0 : block.strides[axis]!;
  };
  const [f, s] = [joined(first.map(sizes), first.map(stride)), joined(second.map(sizes), second.map(stride))];
  if (f !== undefined && s !== undefined && !(straight && s !== 1)) return { block, batch: batch.map(stride), first: f, second: s };
  const order = [...batch, ...first, ...second];
  const copy = packed(new NDArray(block.data, order.map(sizes), block.dtype, order.map(stride), block.offset), context);
  return {
    block: copy,
    batch: copy.strides.slice(0, batch.length),
    first: sizeOf(second.map(sizes)),
    second: 1,
  };
}

/** One stride for several axes, where they lie that way. */
function joined(shape: readonly number[], strides: readonly number[]): number | undefined {
  const own = strides.flatMap((step, i) => (shape[i] === 1 ? [] : [[shape[i]!, step] as const]));
  for (let i = 0; i + 1 < own.length; i++) if (own[i]![1] !== own[i + 1]![0] * own[i + 1]![1]) return undefined;
  return own.at(-1)?.[1] ?? 1;
}

function eachOffset(shape: readonly number[], strides: readonly [readonly number[], readonly number[]], visit: (a: number, b: number) => void): void {
  const walk = (axis: number, a: number, b: number): void => {
    if (axis === shape.length) return visit(a, b);
    for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, a + i * strides[0][axis]!, b + i * strides[1][axis]!);
  };
  walk(0, 0, 0);
}

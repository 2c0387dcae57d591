/**
 * Folds of a block over some of its axes: one generated loop a fold and dtype. Accumulators are float64 (and, for positions, an index beside
 * them); results keep every axis, reduced ones with one element.
 */

import type { DType, TypedArray } from "../../meta/dtype.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import { is64 } from "./expressions.ts";
import { collapse } from "./run-program.ts";

interface FoldRow {
  readonly init: number;
  /** The new accumulator, from `a` and element `x`. */
  readonly text: string;
}
export const FOLDS = {
  sum: { init: 0, text: "a+x" },
  nansum: { init: 0, text: "x===x?a+x:a" },
  prod: { init: 1, text: "a*x" },
  nanprod: { init: 1, text: "x===x?a*x:a" },
  min: { init: Number.POSITIVE_INFINITY, text: "x<a||x!==x?x:a" },
  max: { init: Number.NEGATIVE_INFINITY, text: "x>a||x!==x?x:a" },
  nanmin: { init: Number.NaN, text: "a!==a||x<a?x:a" },
  nanmax: { init: Number.NaN, text: "a!==a||x>a?x:a" },
  any: { init: 0, text: "x!==0?1:a" },
  all: { init: 1, text: "x!==0?a:0" },
  countNonzero: { init: 0, text: "x!==0?a+1:a" },
  count: { init: 0, text: "x===x?a+1:a" },
} as const satisfies Record<string, FoldRow>;
export type FoldName = keyof typeof FOLDS;

export interface Folded {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

type FoldLoop = (n: number, data: TypedArray, p: number, dp: number, acc: Float64Array, o: number, dO: number) => void;
const loops = new Map<string, FoldLoop>();

/** Runs of a sum are added in tiles of this many elements, in four lanes: the error stays near that of pairwise sums. */
const TILE = 2048;

function foldLoop(name: FoldName, dtype: DType): FoldLoop {
  const key = `${name}:${dtype}`;
  let loop = loops.get(key);
  if (loop === undefined) {
    const { text } = FOLDS[name];
    const run =
      name === "sum"
        ? `for(let i=0;i<n;){const e=Math.min(n,i+${TILE});let a0=0,a1=0,a2=0,a3=0;for(;i+3<e;i+=4,p+=4*dp){a0+=data[p];a1+=data[p+dp];a2+=data[p+2*dp];a3+=data[p+3*dp];}for(;i<e;i++,p+=dp)a0+=data[p];acc[o]+=(a0+a1)+(a2+a3);}`
        : `let a=acc[o];for(let i=0;i<n;i++,p+=dp){const x=data[p];a=${text};}acc[o]=a;`;
    loop = new Function(
      `"use strict";return function fold(n,data,p,dp,acc,o,dO){if(dO===0){${run}}else for(let i=0;i<n;i++,p+=dp,o+=dO){const x=data[p],a=acc[o];acc[o]=${text};}}`,
    )() as FoldLoop;
    loops.set(key, loop);
  }
  return loop;
}

/** `block` holds no 64-bit integers (see `asFloats`). */
export function fold(name: FoldName, block: NDArray, axes: readonly number[]): Folded {
  const shape = keptShape(block.shape, axes);
  const values = new Float64Array(sizeOf(shape)).fill(FOLDS[name].init);
  if (block.size > 0 && !(name === "sum" && addRows(block, axes, values)))
    walk(block, axes, (n, p, dp, o, dO) => foldLoop(name, block.dtype)(n, block.data, p, dp, values, o, dO));
  return { shape, values };
}

type AddFour = (n: number, data: TypedArray, p: number, row: number, acc: Float64Array) => void;

/** The sum over leading axes, where rows lie one after another: four at a time, so that totals are loaded and stored a quarter as often. False: not so. */
function addRows(block: NDArray, axes: readonly number[], values: Float64Array): boolean {
  const { shape, ins, outs } = collapsed(block, axes);
  if (shape.length !== 2 || ins[1] !== 1 || outs[0] !== 0 || outs[1] !== 1) return false;
  const key = `rows:${block.dtype}`;
  let four = loops.get(key) as AddFour | undefined;
  if (four === undefined) {
    const text = "for(let i=0;i<n;i++)acc[i]+=(data[p+i]+data[p+row+i])+(data[p+2*row+i]+data[p+3*row+i]);";
    four = new Function(`"use strict";return function addFour(n,data,p,row,acc){${text}}`)() as AddFour;
    loops.set(key, four as unknown as FoldLoop);
  }
  const [rows, n] = shape as [number, number];
  let row = 0;
  for (; row + 4 <= rows; row += 4) four(n, block.data, block.offset + row * ins[0]!, ins[0]!, values);
  for (; row < rows; row++) foldLoop("sum", block.dtype)(n, block.data, block.offset + row * ins[0]!, 1, values, 0, 1);
  return true;
}

/** Sums of squared distances from `center`, which has the folded shape. */
export function foldSquares(block: NDArray, axes: readonly number[], center: Float64Array, skipNaN: boolean): Float64Array {
  const values = new Float64Array(center.length);
  const key = `squares:${block.dtype}:${skipNaN}`;
  let loop = loops.get(key) as
    | ((n: number, data: TypedArray, p: number, dp: number, acc: Float64Array, o: number, dO: number, center: Float64Array) => void)
    | undefined;
  if (loop === undefined) {
    const add = (target: string) => (skipNaN ? `if(d===d)${target}+=d*d;` : `${target}+=d*d;`);
    loop = new Function(
      `"use strict";return function squares(n,data,p,dp,acc,o,dO,center){if(dO===0){let a=0;const m=center[o];for(let i=0;i<n;i++,p+=dp){const d=data[p]-m;${add("a")}}acc[o]+=a;}else for(let i=0;i<n;i++,p+=dp,o+=dO){const d=data[p]-center[o];${add("acc[o]")}}}`,
    )() as typeof loop;
    loops.set(key, loop as unknown as FoldLoop);
  }
  if (block.size > 0) walk(block, axes, (n, p, dp, o, dO) => loop!(n, block.data, p, dp, values, o, dO, center));
  return values;
}

/** The least (or greatest) element and its position among the reduced axes in C order; -1 where there is none. */
export function foldPosition(greatest: boolean, skipNaN: boolean, block: NDArray, axes: readonly number[]): Folded & { readonly positions: Float64Array } {
  const shape = keptShape(block.shape, axes);
  const values = new Float64Array(sizeOf(shape)).fill(Number.NaN);
  const positions = new Float64Array(values.length).fill(-1);
  if (!skipNaN && axes.length === block.ndim && block.size > 0 && block.contiguous) {
    values[0] = fold(greatest ? "max" : "min", block, axes).values[0]!;
    positions[0] = firstOf(block.data.subarray(block.offset, block.offset + block.size) as Float64Array, values[0]!);
    return { shape, values, positions };
  }
  const reduced = cStrides(block.shape.filter((_, axis) => axes.includes(axis)));
  let next = 0;
  const ranks = block.shape.map((_, axis) => (axes.includes(axis) ? reduced[next++]! : 0));
  const key = `position:${block.dtype}:${greatest}:${skipNaN}`;
  let loop = loops.get(key) as unknown as PositionLoop | undefined;
  if (loop === undefined) {
    const better = `x${greatest ? ">" : "<"}best[o]`;
    const take = skipNaN ? `x===x&&(at[o]<0||${better})` : `at[o]<0||${better}||(x!==x&&best[o]===best[o])`;
    loop = new Function(
      `"use strict";return function position(n,data,p,dp,best,at,o,dO,r,dr){for(let i=0;i<n;i++,p+=dp,o+=dO,r+=dr){const x=data[p];if(${take}){best[o]=x;at[o]=r;}}}`,
    )() as PositionLoop;
    loops.set(key, loop as unknown as FoldLoop);
  }
  if (block.size > 0) walk(block, axes, (n, p, dp, o, dO, r, dr) => loop!(n, block.data, p, dp, values, positions, o, dO, r, dr), ranks);
  return { shape, values, positions };
}

const firstOf = (data: Float64Array, value: number): number => (value === value ? data.indexOf(value) : data.findIndex(Number.isNaN));

type PositionLoop = (
  n: number,
  data: TypedArray,
  p: number,
  dp: number,
  best: Float64Array,
  at: Float64Array,
  o: number,
  dO: number,
  r: number,
  dr: number,
) => void;

export const keptShape = (shape: readonly number[], axes: readonly number[]): number[] => shape.map((n, axis) => (axes.includes(axis) ? 1 : n));

/** Calls `visit` for each innermost run: element `p` by `dp`, result `o` by `dO`, and rank `r` by `dr`. */
function walk(
  block: NDArray,
  axes: readonly number[],
  visit: (n: number, p: number, dp: number, o: number, dO: number, r: number, dr: number) => void,
  ranks: readonly number[] = block.shape.map(() => 0),
): void {
  const { shape, ins, outs, rank } = collapsed(block, axes, ranks);
  const last = shape.length - 1;
  const visitAxis = (axis: number, p: number, o: number, r: number): void => {
    if (axis >= last) return visit(shape[last] ?? 1, p, ins[last] ?? 0, o, outs[last] ?? 0, r, rank[last] ?? 0);
    for (let i = 0; i < shape[axis]!; i++) visitAxis(axis + 1, p + i * ins[axis]!, o + i * outs[axis]!, r + i * rank[axis]!);
  };
  visitAxis(0, block.offset, 0, 0);
}

/** As few axes as will do: the block's steps along each, those of its result, and of ranks. */
function collapsed(
  block: NDArray,
  axes: readonly number[],
  ranks: readonly number[] = block.shape.map(() => 0),
): { shape: readonly number[]; ins: number[]; outs: number[]; rank: number[] } {
  const outStrides = cStrides(keptShape(block.shape, axes)).map((step, axis) => (axes.includes(axis) ? 0 : step));
  const { shape, strides } = collapse(block.shape, [block.strides, outStrides, ranks]);
  const [ins, outs, rank] = strides as [number[], number[], number[]];
  return { shape, ins, outs, rank };
}

/** 64-bit integers as float64 where every one is exact; else null. Other blocks are themselves. */
export function asFloats(block: NDArray): NDArray | null {
  if (!is64(block.dtype)) return block;
  const words = new Int32Array(block.data.buffer, block.data.byteOffset, block.data.length * 2);
  const unsigned = block.dtype === "uint64";
  const floats = new Float64Array(block.data.length);
  for (let i = 0; i < floats.length; i++) {
    const value = (unsigned ? words[2 * i + 1]! >>> 0 : words[2 * i + 1]!) * 4294967296 + (words[2 * i]! >>> 0);
    if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) return null;
    floats[i] = value;
  }
  return new NDArray(floats, block.shape, "float64", block.strides, block.offset);
}

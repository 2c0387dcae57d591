/** A lazy array: what users hold. Methods are thin: each makes expressions by the verbs beside this file; regular ones come from tables. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown, product } from "../../meta/dim.ts";
import { type DType, itemsize } from "../../meta/dtype.ts";
import type { ArrayMeta } from "../../meta/meta.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import type { ScalarCode } from "../../meta/scalar.ts";
import { Delayed } from "../delayed/delayed.ts";
import { build, exprOf, LazyBase } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import * as axes from "./axes.ts";
import { pickBlocks } from "./blocks.ts";
import { arrayToSvg } from "./chunk-grid.ts";
import { computeChunkSizes } from "./chunk-sizes.ts";
import { cumulative } from "./cumulative.ts";
import { astype, clip, elementwise, round } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { mapBlocks } from "./map-blocks.ts";
import { arrayMoment } from "./moment.ts";
import { mapOverlap } from "./overlap.ts";
import { dot, matmul } from "./products.ts";
import { rechunk } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import { setItem } from "./set-item.ts";
import { choose, view } from "./choosing.ts";
import { nonzero } from "./nonzero.ts";
import { shuffle } from "./shuffle.ts";
import { vindex } from "./vindex.ts";
import { repeat, trace } from "./routines.ts";
import { topk } from "./sorting.ts";
import { ravel, reshape } from "./reshape.ts";

/** Methods of two operands and of none, by the operation of the same name. */
const BINARY = [
  "add",
  "sub",
  "mul",
  "div",
  "floorDiv",
  "mod",
  "pow",
  "lt",
  "le",
  "gt",
  "ge",
  "eq",
  "ne",
  "and",
  "or",
  "xor",
] as const satisfies readonly ScalarCode[];
const UNARY = ["not", "neg", "abs", "conj"] as const satisfies readonly ScalarCode[];
const REDUCING = ["sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "argmin", "argmax"] as const satisfies readonly ReductionName[];

/** What a size is to users: NaN where it is not known. */
const plain = (dims: ArrayMeta["shape"]): number[] => dims.map(d => (isKnown(d) ? d : Number.NaN));
const TRANSPOSE = sig("transpose", "", "axes");
const RESHAPE = sig("reshape", "shape", "mergeChunks limit");

export class BaskArray extends LazyBase {
  get #meta(): ArrayMeta {
    return exprOf(this).meta as ArrayMeta;
  }
  get dtype(): DType {
    return this.#meta.dtype as DType;
  }
  get ndim(): number {
    return this.#meta.shape.length;
  }
  get shape(): number[] {
    return plain(this.#meta.shape);
  }
  get chunks(): (readonly number[])[] {
    return this.#meta.chunks.map(axis => (isUnknown(axis) ? [Number.NaN] : axis));
  }
  get chunksize(): number[] {
    return this.chunks.map(blocks => Math.max(...blocks));
  }
  get numblocks(): number[] {
    return this.#meta.chunks.map(axis => (isUnknown(axis) ? Number.NaN : axis.length));
  }
  get npartitions(): number {
    return this.numblocks.reduce((n, b) => n * b, 1);
  }
  get size(): number {
    return product(this.#meta.shape);
  }
  get itemsize(): number {
    return isUnknown(this.#meta.dtype) ? Number.NaN : itemsize(this.#meta.dtype);
  }
  get nbytes(): number {
    return this.size * this.itemsize;
  }
  get T(): BaskArray {
    return new BaskArray(axes.transpose(exprOf(this)));
  }
  get real(): BaskArray {
    return new BaskArray(elementwise("real", [this]));
  }
  get imag(): BaskArray {
    return new BaskArray(elementwise("imag", [this]));
  }
  /** The grid of blocks, indexed as an array of them. */
  get blocks(): { readonly shape: number[]; readonly size: number; get(...index: unknown[]): BaskArray } {
    return { shape: this.numblocks, size: this.npartitions, get: (...index) => new BaskArray(pickBlocks(exprOf(this), index)) };
  }

  /** The same as `blocks`. */
  get partitions(): BaskArray["blocks"] {
    return this.blocks;
  }
  /** Points: lists of positions taken together. */
  get vindex(): { get(...index: unknown[]): BaskArray } {
    return { get: (...index) => new BaskArray(vindex(exprOf(this), index)) };
  }
  /** A new array in which the indexed part is `value`. */
  setItem(index: unknown, value: unknown): BaskArray {
    return this.#with(node => setItem(node, index, value));
  }

  get(...index: unknown[]): BaskArray {
    return this.#with(node => getitem(node, index));
  }
  matmul(other: unknown): BaskArray {
    return new BaskArray(matmul(this, other));
  }
  dot(other: unknown): BaskArray {
    return new BaskArray(dot(this, other));
  }
  clip(...args: unknown[]): BaskArray {
    const { min, max } = bind(sig("clip", "min max"), args);
    return this.#with(node => clip(node, min, max));
  }
  round(...args: unknown[]): BaskArray {
    return this.#with(node => round(node, bind(sig("round", "decimals"), args)["decimals"]));
  }
  astype(...args: unknown[]): BaskArray {
    return this.#with(node => astype(node, bind(sig("astype", "dtype"), args)["dtype"]));
  }
  cumsum(...args: unknown[]): BaskArray {
    return this.#with(node => cumulative("cumsum", node, args));
  }
  cumprod(...args: unknown[]): BaskArray {
    return this.#with(node => cumulative("cumprod", node, args));
  }
  trace(...args: unknown[]): BaskArray {
    return this.#with(node => trace(node, args));
  }
  topk(...args: unknown[]): BaskArray {
    return this.#with(node => topk("topk", node, args));
  }
  argtopk(...args: unknown[]): BaskArray {
    return this.#with(node => topk("argtopk", node, args));
  }

  /** `transpose()`, `transpose(2, 0, 1)`, `transpose({ axes: [2, 0, 1] })`. */
  transpose(...args: unknown[]): BaskArray {
    const given =
      args.length === 1 && !Array.isArray(args[0]) && typeof args[0] === "object" && args[0] !== null
        ? bind(TRANSPOSE, args)["axes"]
        : args.length === 1 && Array.isArray(args[0])
          ? args[0]
          : args;
    return this.#with(node => axes.transpose(node, given));
  }
  swapaxes(a: number, b: number): BaskArray {
    return this.#with(node => axes.swapaxes(node, a, b));
  }
  squeeze(...args: unknown[]): BaskArray {
    return this.#with(node => axes.squeeze(node, bind(sig("squeeze", "axis"), args)["axis"]));
  }
  reshape(...args: unknown[]): BaskArray {
    const sizes = args.length > 1 && args.every(size => typeof size === "number") ? [args] : args;
    const { shape, mergeChunks = true } = bind(RESHAPE, sizes);
    return this.#with(node => reshape(node, shape, { mergeChunks }));
  }
  ravel(): BaskArray {
    return this.#with(ravel);
  }
  flatten(): BaskArray {
    return this.#with(ravel);
  }
  repeat(...args: unknown[]): BaskArray {
    return this.#with(node => repeat(node, args));
  }
  rechunk(...args: unknown[]): BaskArray {
    return this.#with(node => rechunk(node, args));
  }
  mapBlocks(f: unknown, ...args: unknown[]): BaskArray {
    return new BaskArray(mapBlocks(f, [this, ...args]));
  }
  moment(...args: unknown[]): BaskArray {
    return this.#with(node => arrayMoment(node, args));
  }
  mapOverlap(f: unknown, ...args: unknown[]): BaskArray {
    return new BaskArray(mapOverlap(f, [this, ...args]));
  }

  /** Runs what is needed to know the sizes, and gives the same array with them. */
  computeChunkSizes(options: RunOptions = {}): Promise<BaskArray> {
    return computeChunkSizes(exprOf(this), options, environment().runner, node => new BaskArray(node));
  }
  /** The positions of what is not zero, one array an axis. */
  nonzero(): BaskArray[] {
    return nonzero(exprOf(this)).map(node => new BaskArray(node));
  }
  choose(choices: readonly unknown[]): BaskArray {
    return this.#with(node => choose(node, choices));
  }
  view(...args: unknown[]): BaskArray {
    return this.#with(node => view(node, bind(sig("view", "dtype"), args)["dtype"]));
  }
  shuffle(...args: unknown[]): BaskArray {
    return this.#with(node => shuffle(node, args));
  }
  copy(): BaskArray {
    return this.#with(node => node);
  }
  /** The chunk grid as a drawing, its longest side `size` pixels. */
  toSvg(options?: { size?: number }): string {
    return arrayToSvg(this.#meta, options);
  }
  /** A delayed value a block, in C order. */
  toDelayed(): Delayed[] {
    return Array.from({ length: this.npartitions }, (_, partition) => new Delayed(build("delayed.partition", [exprOf(this)], { partition })));
  }

  #with(verb: (node: Expr) => Expr): BaskArray {
    return new BaskArray(verb(exprOf(this)));
  }
}

type Binary = { readonly [K in (typeof BINARY)[number]]: (other: unknown) => BaskArray };
type Unary = { readonly [K in (typeof UNARY)[number]]: () => BaskArray };
type Reducing = { readonly [K in (typeof REDUCING)[number]]: (...args: unknown[]) => BaskArray };
export interface BaskArray extends Binary, Unary, Reducing {}

const define = (name: string, value: (this: BaskArray, ...args: unknown[]) => BaskArray): void => {
  Object.defineProperty(value, "name", { value: name });
  Object.defineProperty(BaskArray.prototype, name, { value, configurable: true, writable: true, enumerable: false });
};
for (const name of BINARY)
  define(name, function (other) {
    return new BaskArray(elementwise(name, [this, other]));
  });
for (const name of UNARY)
  define(name, function () {
    return new BaskArray(elementwise(name, [this]));
  });
for (const name of REDUCING)
  define(name, function (...args) {
    return new BaskArray(reduce(name, exprOf(this), args));
  });

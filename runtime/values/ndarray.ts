/** A block in memory: typed data, a shape and strides in elements. What `compute` gives for arrays, and what kernels pass around. */

import { DTypeError, IndexError, ShapeError } from "../errors.ts";
import { DTYPE_INFO, type DType, isDType, storage, type TypedArray } from "../meta/dtype.ts";
import type { ScalarCode } from "../meta/scalar.ts";
import { readIndex } from "../meta/slice.ts";
import { BLOCK_REDUCTIONS, blockMath, type BlockReduction, loadedBlockMath } from "./block-math.ts";
import { at, put, type Value } from "./element.ts";
import { formatArray } from "./format-array.ts";

export const cStrides = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
};
export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

export class NDArray implements Iterable<unknown> {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  /** In elements; negative where a view runs backwards, 0 where it repeats. */
  readonly strides: readonly number[];
  readonly dtype: DType;
  /** Position in `data` of the first element. */
  readonly offset: number;

  constructor(data: TypedArray, shape: readonly number[], dtype: DType, strides: readonly number[] = cStrides(shape), offset = 0) {
    this.data = data;
    this.shape = shape;
    this.dtype = dtype;
    this.strides = strides;
    this.offset = offset;
  }
  get ndim(): number {
    return this.shape.length;
  }
  get size(): number {
    return sizeOf(this.shape);
  }
  /** Whether elements lie in C order without gaps. */
  get contiguous(): boolean {
    let step = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      if (this.shape[axis] !== 1 && this.strides[axis] !== step) return this.size === 0;
      step *= this.shape[axis]!;
    }
    return true;
  }
  get T(): NDArray {
    return this.transpose();
  }

  /** The element at a full index, or of an array of one element. */
  item(...index: number[]): Value {
    if (index.length === 0 && this.size === 1) return at(this.data, this.offset, this.dtype);
    if (index.length !== this.ndim) throw new IndexError(`item needs ${this.ndim} indices, got ${index.length}`);
    let position = this.offset;
    for (const [axis, given] of index.entries()) {
      const n = this.shape[axis]!;
      if (given < -n || given >= n) throw new IndexError(`index ${given} is out of bounds for axis ${axis} with size ${n}`);
      position += (given < 0 ? given + n : given) * this.strides[axis]!;
    }
    return at(this.data, position, this.dtype);
  }

  /** A view; a list copies. The index language of the lazy array. */
  get(...index: unknown[]): NDArray {
    let result: NDArray = this;
    const shape: number[] = [];
    const strides: number[] = [];
    let offset = this.offset;
    const lists: [axis: number, positions: readonly number[]][] = [];
    for (const entry of readIndex(index, this.shape)) {
      if (entry.kind === "newaxis") [shape[shape.length], strides[strides.length]] = [1, 0];
      else if (entry.kind === "int") offset += entry.at * this.strides[entry.axis]!;
      else if (entry.kind === "slice") {
        offset += (entry.length === 0 ? 0 : entry.start) * this.strides[entry.axis]!;
        [shape[shape.length], strides[strides.length]] = [entry.length as number, entry.step * this.strides[entry.axis]!];
      } else if (entry.kind === "list") {
        lists.push([shape.length, entry.positions]);
        [shape[shape.length], strides[strides.length]] = [this.shape[entry.axis]!, this.strides[entry.axis]!];
      }
    }
    result = new NDArray(this.data, shape, this.dtype, strides, offset);
    for (const [axis, positions] of lists) result = takeAlong(result, axis, positions);
    return result;
  }

  map(f: (value: Value) => Value): NDArray {
    const out = new NDArray(storage(this.dtype, this.size), this.shape, this.dtype);
    let i = 0;
    for (const position of positions(this)) put(out.data, i++, this.dtype, f(at(this.data, position, this.dtype)));
    return out;
  }
  /** The same elements in another dtype; a copy. */
  astype(dtype: DType): NDArray {
    if (!isDType(dtype)) throw new DTypeError(`astype: there is no dtype "${String(dtype)}"`);
    return blockMath().elementwise("astype", [this], dtype);
  }
  /** A copy in C order. */
  copy(): NDArray {
    return copyOf(this);
  }
  /** Position in the flattened block. */
  argmin(): number {
    return this.#extreme("argmin", -1).index;
  }
  argmax(): number {
    return this.#extreme("argmax", 1).index;
  }
  #extreme(name: string, sign: 1 | -1): { value: Value; index: number } {
    if (this.size === 0) throw new ShapeError(`${name} of an array without elements`, ["at least 1"], this.shape);
    let best: { value: Value; index: number } | undefined;
    let index = 0;
    for (const value of elements(this)) {
      if (Number.isNaN(value as number)) return { value, index };
      if (best === undefined || (Number(value) - Number(best.value)) * sign > 0) best = { value, index };
      index++;
    }
    return best!;
  }

  /** A view where the layout allows it, else a copy. One size may be -1. */
  reshape(shape: number | readonly number[]): NDArray {
    const given = typeof shape === "number" ? [shape] : shape;
    const known = given.reduce((n, size) => (size === -1 ? n : n * size), 1);
    const sizes = given.map(size => (size === -1 ? this.size / known : size));
    if (sizeOf(sizes) !== this.size || sizes.some(size => !Number.isInteger(size)))
      throw new ShapeError(`an array of ${this.size} elements cannot have the shape (${given.join(", ")})`, given, this.shape);
    const source = this.contiguous ? this : copyOf(this);
    return new NDArray(source.data, sizes, this.dtype, undefined, source.offset);
  }
  transpose(...axes: number[]): NDArray {
    const order = axes.length === 0 ? this.shape.map((_, axis) => this.ndim - 1 - axis) : axes.map(axis => (axis < 0 ? axis + this.ndim : axis));
    if (order.length !== this.ndim || new Set(order).size !== this.ndim || order.some(axis => this.shape[axis] === undefined))
      throw new ShapeError(
        `transpose needs every axis once, got (${axes.join(", ")})`,
        this.shape.map((_, i) => i),
        axes,
      );
    return new NDArray(
      this.data,
      order.map(axis => this.shape[axis]!),
      this.dtype,
      order.map(axis => this.strides[axis]!),
      this.offset,
    );
  }
  toArray(): any {
    if (this.ndim === 0) return this.item();
    return Array.from({ length: this.shape[0]! }, (_, i) => (this.ndim === 1 ? this.item(i) : this.get(i).toArray()));
  }
  *[Symbol.iterator](): IterableIterator<any> {
    if (this.ndim === 0) throw new TypeError("an array without axes cannot be iterated");
    for (let i = 0; i < this.shape[0]!; i++) yield this.ndim === 1 ? this.item(i) : this.get(i);
  }
  toString(): string {
    return `NDArray<${this.dtype}> (${this.shape.join(", ")})`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatArray(this);
  }
}

/** A block of numbers in C order; shape defaults to one axis. */
export function ndarray(data: TypedArray, shape: readonly number[] = [data.length]): NDArray {
  const dtype = dtypeOfData(data);
  if (sizeOf(shape) !== data.length) throw new ShapeError(`${data.length} elements cannot have the shape (${shape.join(", ")})`, shape, [data.length]);
  return new NDArray(data, shape, dtype);
}

export function dtypeOfData(data: unknown): DType {
  const name = Object.prototype.toString.call(data).slice(8, -6).toLowerCase();
  const dtype = { bigint64: "int64", biguint64: "uint64", uint8clamped: "uint8" }[name] ?? name;
  if (!Object.hasOwn(DTYPE_INFO, dtype)) throw new DTypeError(`expected a typed array of numbers, got ${Object.prototype.toString.call(data).slice(8, -1)}`);
  return dtype as DType;
}

/** Positions in `data` of all elements, in C order. */
export function* positions(block: NDArray): IterableIterator<number> {
  const { shape, strides, ndim } = block;
  if (block.size === 0) return;
  const index = new Array<number>(ndim).fill(0);
  let position = block.offset;
  for (;;) {
    yield position;
    let axis = ndim - 1;
    for (; axis >= 0; axis--) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** A fresh copy in C order. */
export function copyOf(block: NDArray): NDArray {
  const math = loadedBlockMath();
  if (math !== undefined) return math.copy(block);
  const { lanes } = DTYPE_INFO[block.dtype];
  const out = storage(block.dtype, block.size);
  let i = 0;
  for (const position of positions(block)) for (let lane = 0; lane < lanes; lane++) out[i++] = block.data[position * lanes + lane]!;
  return new NDArray(out, block.shape, block.dtype);
}

function* elements(block: NDArray): IterableIterator<Value> {
  for (const position of positions(block)) yield at(block.data, position, block.dtype);
}
function takeAlong(block: NDArray, axis: number, list: readonly number[]): NDArray {
  const shape = block.shape.map((n, k) => (k === axis ? list.length : n));
  const out = new NDArray(storage(block.dtype, sizeOf(shape)), shape, block.dtype);
  const { lanes } = DTYPE_INFO[block.dtype];
  for (const [k, position] of list.entries()) {
    const part = (source: NDArray, i: number) =>
      new NDArray(source.data, shape.toSpliced(axis, 1), source.dtype, source.strides.toSpliced(axis, 1), source.offset + i * source.strides[axis]!);
    const targets = positions(part(out, k));
    for (const from of positions(part(block, position))) {
      const to = targets.next().value as number;
      for (let lane = 0; lane < lanes; lane++) out.data[to * lanes + lane] = block.data[from * lanes + lane]!;
    }
  }
  return out;
}

/** Element by element methods: broadcast, with NumPy's dtypes. */
const BINARY = [
  "add",
  "sub",
  "mul",
  "div",
  "floorDiv",
  "mod",
  "pow",
  "maximum",
  "minimum",
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
const UNARY = ["not", "neg", "abs", "sqrt", "exp", "log", "square"] as const satisfies readonly ScalarCode[];

interface Reducing {
  readonly axis?: number | readonly number[] | null | undefined;
  readonly keepdims?: boolean;
  readonly ddof?: number;
}
type Binary = { readonly [K in (typeof BINARY)[number]]: (other: number | bigint | boolean | NDArray) => NDArray };
type Unary = { readonly [K in (typeof UNARY)[number]]: () => NDArray };
/** Without `axis` and `keepdims` a plain value, else a block. */
type Reductions = { readonly [K in BlockReduction]: (options?: Reducing) => any };
export interface NDArray extends Binary, Unary, Reductions {}

const define = (name: string, value: (this: NDArray, ...args: any[]) => unknown): void => {
  Object.defineProperty(value, "name", { value: name });
  Object.defineProperty(NDArray.prototype, name, { value, configurable: true, writable: true, enumerable: false });
};
for (const name of BINARY)
  define(name, function (other: unknown) {
    if (!(other instanceof NDArray) && typeof other !== "number" && typeof other !== "bigint" && typeof other !== "boolean")
      throw new DTypeError(`${name}: expected a number or a block, got ${other === null ? "null" : typeof other}`);
    return blockMath().elementwise(name, [this, other]);
  });
for (const name of UNARY)
  define(name, function () {
    return blockMath().elementwise(name, [this]);
  });
for (const name of BLOCK_REDUCTIONS)
  define(name, function ({ axis, keepdims = false, ddof = 0 }: Reducing = {}) {
    const given = axis === undefined || axis === null ? this.shape.map((_, k) => k) : [axis].flat();
    const axes = given.map(k => (k < 0 ? k + this.ndim : k)).sort((a, b) => a - b);
    if (axes.some((k, i) => !Number.isInteger(k) || k < 0 || k >= this.ndim || k === axes[i - 1]))
      throw new ShapeError(`${name}: there is no axis ${given.join(", ")} in a block of ${this.ndim} axes`, [this.ndim], given);
    const result = blockMath().reduce(name, this, axes, keepdims, ddof);
    return result.ndim === 0 ? result.item() : result;
  });

/** The functions of blocks that catalogue functions use, on NDArray: plain loops, for tests alone. */

import { NDArrayClass } from "./classes.ts";
import { ndarray } from "../../runtime/array.ts";

type Block = InstanceType<typeof NDArrayClass>;
type Value = Block | number;

const isBlock = (value: unknown): value is Block => value instanceof NDArrayClass;
const flat = (x: Block): number[] => (x.toArray() as unknown[]).flat(Infinity).map(Number);
const make = (values: readonly number[], shape: readonly number[], dtype = "float64"): Block =>
  (dtype === "int64"
    ? ndarray(
        BigInt64Array.from(values, v => BigInt(Math.trunc(v))),
        shape,
      )
    : ndarray(Float64Array.from(values), shape)) as Block;
const shapeOf = (x: Block): number[] => [...(x.shape as readonly number[])];
const size = (shape: readonly number[]): number => shape.reduce((n, s) => n * s, 1);

function binary(f: (a: number, b: number) => number, integers = true) {
  return (a: Value, b: Value): Value => {
    if (!isBlock(a) && !isBlock(b)) return f(a, b);
    const shape = broadcast(isBlock(a) ? shapeOf(a) : [], isBlock(b) ? shapeOf(b) : []);
    const [read, other] = [reader(a, shape), reader(b, shape)];
    const whole = (x: Value) => (isBlock(x) ? x.dtype.includes("int") : Number.isInteger(x));
    return make(
      Array.from({ length: size(shape) }, (_, i) => f(read(i), other(i))),
      shape,
      integers && whole(a) && whole(b) ? "int64" : "float64",
    );
  };
}
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const n = Math.max(a.length, b.length);
  return Array.from({ length: n }, (_, i) => Math.max(a[a.length - n + i] ?? 1, b[b.length - n + i] ?? 1));
}
function reader(x: Value, shape: readonly number[]): (i: number) => number {
  if (!isBlock(x)) return () => x;
  const own = shapeOf(x);
  const values = flat(x);
  return i => {
    let position = 0;
    let rest = i;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const k = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      const n = own[own.length - shape.length + axis];
      if (n === undefined) continue;
      position += (n === 1 ? 0 : k) * stride;
      stride *= n;
    }
    return values[position]!;
  };
}
function reduce(
  x: Block,
  { axis, keepdims = false }: { axis?: number | readonly number[] | null; keepdims?: boolean } = {},
  f: (values: number[]) => number,
  dtype = x.dtype as string,
): Value {
  const shape = shapeOf(x);
  const axes = axis === undefined || axis === null ? shape.map((_, i) => i) : [axis].flat().map(a => (a < 0 ? a + shape.length : a));
  const out = shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const groups = Array.from({ length: size(out) }, (): number[] => []);
  flat(x).forEach((value, i) => {
    let rest = i;
    let position = 0;
    let stride = 1;
    for (let a = shape.length - 1; a >= 0; a--) {
      const k = rest % shape[a]!;
      rest = Math.floor(rest / shape[a]!);
      position += (axes.includes(a) ? 0 : k) * stride;
      stride *= out[a]!;
    }
    groups[position]!.push(value);
  });
  const kept = keepdims ? out : out.filter((_, i) => !axes.includes(i));
  const values = groups.map(f);
  return kept.length === 0 ? values[0]! : make(values, kept, dtype.includes("int") ? "int64" : "float64");
}
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
function roll(x: Block, shift: number, axis: number): Block {
  const [rows, columns] = shapeOf(x) as [number, number];
  const values = flat(x);
  return make(
    values.map((_, i) => {
      const [r, c] = [Math.floor(i / columns), i % columns];
      return axis === 0 ? values[((r - shift + rows * 8) % rows) * columns + c]! : values[r * columns + ((c - shift + columns * 8) % columns)]!;
    }),
    [rows, columns],
    x.dtype,
  );
}

export const nd = {
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b, false),
  pow: binary((a, b) => a ** b),
  neg: (x: Value): Value =>
    isBlock(x)
      ? make(
          flat(x).map(v => -v),
          shapeOf(x),
          x.dtype,
        )
      : -x,
  full: (shape: readonly number[], value: number): Block =>
    make(new Array<number>(size(shape)).fill(value), shape, Number.isInteger(value) ? "int64" : "float64"),
  array: (values: readonly number[]): Block => make(values, [values.length], values.every(Number.isInteger) ? "int64" : "float64"),
  arange: (n: number): Block =>
    make(
      Array.from({ length: n }, (_, i) => i),
      [n],
      "int64",
    ),
  sum: (x: Block, options?: { axis?: number; keepdims?: boolean }) => reduce(x, options, total),
  mean: (x: Block, options?: { axis?: number; keepdims?: boolean }) => reduce(x, options, values => total(values) / values.length, "float64"),
  max: (x: Block, options?: { axis?: number; keepdims?: boolean }) => reduce(x, options, values => Math.max(...values)),
  transpose(x: Block): Block {
    const [rows, columns] = shapeOf(x) as [number, number];
    const values = flat(x);
    return make(
      Array.from({ length: rows * columns }, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!),
      [columns, rows],
      x.dtype,
    );
  },
  outer: (a: Block, b: Block): Block =>
    make(
      flat(a).flatMap(x => flat(b).map(y => x * y)),
      [a.size, b.size],
      a.dtype,
    ),
  repeat: (x: Block, n: number): Block =>
    make(
      flat(x).flatMap(value => new Array<number>(n).fill(value)),
      [x.size * n],
      x.dtype,
    ),
  stack(blocks: readonly Block[], axis: number): Block {
    if (axis !== 1) throw new RangeError(`stack: expected axis 1, got ${axis}`);
    const lists = blocks.map(flat);
    return make(
      lists[0]!.flatMap((_, i) => lists.map(list => list[i]!)),
      [lists[0]!.length, blocks.length],
      blocks[0]!.dtype,
    );
  },
  roll,
  convolveSame: (x: Block, kernel: readonly number[] | Block): Block => {
    const [values, k] = [flat(x), Array.isArray(kernel) ? (kernel as number[]) : flat(kernel as Block)];
    const half = Math.floor(k.length / 2);
    return make(
      values.map((_, i) => k.reduce((sum, w, j) => sum + w * (values[i + half - j] ?? 0), 0)),
      [values.length],
      x.dtype,
    );
  },
};

/** Random arrays in random blocks, and plain nested references. */

import * as fc from "fast-check";
import * as da from "../../runtime/array.ts";
import type { DType } from "../../runtime/meta/dtype.ts";
import { storage } from "../../runtime/meta/dtype.ts";
import { put } from "../../runtime/values/element.ts";

export interface Case {
  readonly shape: readonly number[];
  readonly chunks: readonly (readonly number[])[];
  readonly values: readonly number[];
  readonly dtype: DType;
}

/** Blocks that add up to `n`: cuts at random places, now and then an empty one. */
export const blocking = (n: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: n }), { maxLength: 3 }).map(cuts => {
    const ends = [...cuts.sort((a, b) => a - b), n];
    return ends.map((end, i) => end - (ends[i - 1] ?? 0));
  });

const element = (dtype: DType): fc.Arbitrary<number> => {
  if (dtype === "bool") return fc.integer({ min: 0, max: 1 });
  if (dtype.startsWith("float")) {
    return fc
      .oneof(
        { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0) },
      )
      .map(x => (dtype === "float32" ? Math.fround(x) : x));
  }
  const bits = Math.min(31, Number(/\d+/.exec(dtype)![0]) - 1);
  return dtype.startsWith("u")
    ? fc.integer({ min: 0, max: 2 ** bits })
    : fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -(2 ** bits), max: 2 ** bits - 1 }));
};

export const arrayCase = (dtypes: readonly DType[], { minRank = 0, maxRank = 3, maxSize = 7, minSize = 0 } = {}): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.constantFrom(...dtypes), fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank }))
    .chain(([dtype, shape]) => {
      const size = shape.reduce((n, k) => n * k, 1);
      return fc.record({
        shape: fc.constant(shape),
        dtype: fc.constant(dtype),
        chunks: fc.tuple(...shape.map(blocking)),
        values: fc.array(element(dtype), { minLength: size, maxLength: size }),
      });
    });

export function blockOf({ shape, values, dtype }: Pick<Case, "shape" | "values" | "dtype">): InstanceType<typeof da.NDArray> {
  const data = storage(dtype, values.length);
  for (const [i, value] of values.entries()) put(data, i, dtype, value);
  return new da.NDArray(data, shape, dtype);
}
export const lazyOf = (given: Case): da.BaskArray => da.fromArray(blockOf(given), { chunks: given.chunks });

/** Every index of a shape, in C order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, n) => all.flatMap(index => Array.from({ length: n }, (_, i) => [...index, i])), [[]]);
}
export const flatIndex = (shape: readonly number[], index: readonly number[]): number => shape.reduce((at, n, axis) => at * n + index[axis]!, 0);

/** Results as a flat list of numbers, booleans as 0 and 1. */
export function flat(value: unknown): number[] {
  if (!(value instanceof da.NDArray)) return [Number(value)];
  return [value.toArray()].flat(9).map(Number);
}

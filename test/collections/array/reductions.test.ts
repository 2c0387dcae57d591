import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, flat, flatIndex, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const nan = Number.isNaN;
const extreme = (better: (a: number, b: number) => boolean) => (v: number[]) => (v.some(nan) ? Number.NaN : v.reduce((a, b) => (better(b, a) ? b : a)));
const moments = (v: number[]) => {
  const mean = v.reduce((a, b) => a + b, 0) / v.length;
  return v.reduce((a, b) => a + (b - mean) ** 2, 0) / v.length;
};
const place = (better: (a: number, b: number) => boolean) => (v: number[]) => {
  const first = v.findIndex(nan);
  return first >= 0 ? first : v.reduce((best, x, i) => (better(x, v[best]!) ? i : best), 0);
};
const without = (f: (v: number[]) => number) => (v: number[]) => (v.every(nan) ? Number.NaN : f(v.filter(x => !nan(x))));
const REFERENCE: Record<string, (values: number[]) => number> = {
  sum: v => v.reduce((a, b) => a + b, 0),
  prod: v => v.reduce((a, b) => a * b, 1),
  mean: v => v.reduce((a, b) => a + b, 0) / v.length,
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  any: v => Number(v.some(x => x !== 0)),
  all: v => Number(v.every(x => x !== 0)),
  var: moments,
  std: v => Math.sqrt(moments(v)),
  argmin: place((a, b) => a < b),
  argmax: place((a, b) => a > b),
  nansum: v => v.filter(x => !nan(x)).reduce((a, b) => a + b, 0),
  nanmean: without(v => v.reduce((a, b) => a + b, 0) / v.length),
  nanmin: without(v => Math.min(...v)),
  nanmax: without(v => Math.max(...v)),
  nanstd: without(v => Math.sqrt(moments(v))),
  countNonzero: v => v.filter(x => x !== 0).length,
};
const NEEDS = new Set(["min", "max", "argmin", "argmax", "nanmin", "nanmax"]);

const close = (actual: number, expected: number, tolerance: number) => {
  if (nan(expected) || !Number.isFinite(expected)) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
};

describe("reductions", () => {
  test("agree with plain loops over random axes, blocks and dtypes", async () => {
    const given = arrayCase(["float64", "float32", "int64", "int32", "uint8", "bool", "int8"], { maxSize: 6 }).chain(a =>
      fc.tuple(
        fc.constant(a),
        fc.constantFrom(...Object.keys(REFERENCE)),
        fc.subarray(a.shape.map((_, axis) => axis)),
        fc.boolean(),
        fc.constantFrom(undefined, 2, 3),
      ),
    );
    await fc.assert(
      fc.asyncProperty(given, async ([a, name, some, keepdims, splitEvery]) => {
        const position = name.startsWith("arg");
        const axes = some.length === 0 ? a.shape.map((_, axis) => axis) : position ? some.slice(0, 1) : some;
        const call = () =>
          (da as unknown as Record<string, (...args: unknown[]) => da.BaskArray>)[name]!(lazyOf(a), {
            ...(some.length === 0 ? {} : { axis: position ? axes[0] : axes }),
            keepdims,
            ...(splitEvery === undefined ? {} : { splitEvery }),
          });
        if (NEEDS.has(name) && axes.some(axis => a.shape[axis] === 0)) {
          expect(call).toThrow(/without elements/);
          return;
        }
        const wild = (name === "var" || name === "std" || name === "nanstd" || name === "mean" || name === "prod") && a.values.some(x => !Number.isFinite(x));
        fc.pre(!wild && !(name === "prod" && a.dtype.includes("int")));
        const result = call();
        const shape = a.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
        expect(result.shape).toEqual(keepdims ? shape : a.shape.filter((_, axis) => !axes.includes(axis)));
        const actual = flat(await computed(result));
        const groups = indicesOf(shape).map(kept =>
          indicesOf(a.shape.map((n, axis) => (axes.includes(axis) ? n : 1))).map(
            inner =>
              a.values[
                flatIndex(
                  a.shape,
                  inner.map((i, axis) => i + kept[axis]!),
                )
              ]!,
          ),
        );
        for (const [k, group] of groups.entries()) close(actual[k]!, REFERENCE[name]!(group), a.dtype === "float32" ? 1e-5 : 1e-9);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    [da.ones([4], { dtype: "bool", chunks: 2 }).sum(), "int64", 4],
    [da.ones([4], { dtype: "int8" }).sum(), "int64", 4],
    [da.ones([4], { dtype: "uint8" }).sum(), "uint64", 4],
    [da.ones([4], { dtype: "float32" }).sum(), "float32", 4],
    [da.arange(4).mean(), "float64", 1.5],
    [da.ones([4], { dtype: "float32" }).mean(), "float32", 1],
    [da.arange(5).max(), "int64", 4],
    [da.arange(5).any(), "bool", 1],
    [da.arange(5).argmax(), "int64", 4],
    [da.arange(6, { chunks: 2 }).std({ ddof: 1 }), "float64", Math.sqrt(3.5)],
    [da.zeros([0], { chunks: 1 }).mean(), "float64", Number.NaN],
    [da.zeros([0]).sum(), "float64", 0],
  ] as const)("%s has NumPy's dtype", async (x, dtype, value) => {
    expect(x.dtype).toBe(dtype);
    const [actual] = flat(await computed(x));
    close(actual!, value, 1e-12);
  });

  test("sums of 64-bit integers are exact and wrap; as one value they are numbers", async () => {
    const big = da.fromArray(BigInt64Array.of(2n ** 62n, 2n ** 62n, 5n), { chunks: 1 });
    expect((await computed(big.sum({ keepdims: true }))).data[0]).toBe(BigInt.asIntN(64, 2n ** 63n + 5n));
    await expect(computed(big.max())).rejects.toThrow(/beyond 2\^53/);
    expect((await computed(big.max({ keepdims: true }))).data[0]).toBe(2n ** 62n);
    expect(await computed(big.argmin())).toBe(2);
    expect((await computed(big.prod({ keepdims: true }))).data[0]).toBe(BigInt.asIntN(64, 5n * 2n ** 124n));
  });

  test("a tree of four, one block a reduced axis", () => {
    const x = da.ones([64, 8], { chunks: [1, 4] });
    const layers = [...x.sum({ axis: 0 }).graph.layers].map(([name, layer]) => [name.replace(/-[0-9a-f]{32}/, ""), layer.tasks]);
    expect(layers.map(([, tasks]) => tasks)).toEqual([128, 128, 32, 8, 2]);
    expect(x.sum({ axis: 0, splitEvery: 64 }).graph.size).toBe(128 + 128 + 2);
    expect(x.sum({ splitEvery: { 0: 64, 1: 2 } }).chunks).toEqual([]);
  });

  test("options are checked", () => {
    const x = da.ones([3, 4]);
    expect(() => x.sum({ axis: 2 })).toThrow(/no axis 2 in an array of 2 axes/);
    expect(() => x.sum({ axes: 1 })).toThrow(/did you mean "axis"/);
    expect(() => x.sum({ axis: [0, 0] })).toThrow(/twice/);
    expect(() => x.mean({ splitEvery: 1 })).toThrow(/at least 2/);
    expect(() => da.nanargmin(da.fromArray([Number.NaN])).dtype).not.toThrow();
  });

  test("running sums carry over blocks", async () => {
    await fc.assert(
      fc.asyncProperty(arrayCase(["float64", "int64", "int32"], { minRank: 1, maxRank: 3, maxSize: 5 }), fc.nat(), async (a, pick) => {
        fc.pre(a.values.every(Number.isFinite));
        const axis = pick % a.shape.length;
        const actual = flat(await computed(lazyOf(a).cumsum({ axis })));
        for (const index of indicesOf(a.shape)) {
          let total = 0;
          for (let i = 0; i <= index[axis]!; i++) total += a.values[flatIndex(a.shape, index.with(axis, i))]!;
          close(actual[flatIndex(a.shape, index)]!, total, 1e-9);
        }
      }),
    );
  });
});

test("the function moment is the method", async () => {
  const x = da.fromArray([1, 2, 4, 9], { chunks: 3 });
  expect(flat(await computed(da.moment(x, 3)))).toEqual(flat(await computed(x.moment(3))));
  expect(flat(await computed(da.moment(x, 2)))).toEqual([9.5]);
});

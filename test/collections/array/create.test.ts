import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { exprOf } from "../../../runtime/collections/lazy.ts";
import { bind, sig } from "../../../runtime/collections/signature.ts";
import { unknown } from "../../../runtime/meta/dim.ts";
import type { ArrayMeta } from "../../../runtime/meta/meta.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

describe("new arrays", () => {
  test.each([
    ["ones", da.ones([3], { chunks: 2 }), "float64", [[2, 1]], [1, 1, 1]],
    ["named arguments", da.ones({ shape: [3], chunks: 2, dtype: "int8" }), "int8", [[2, 1]], [1, 1, 1]],
    ["full", da.full([2], 7), "int64", [[2]], [7, 7]],
    ["full of fractions", da.full(2, 0.5, { chunks: 1 }), "float64", [[1, 1]], [0.5, 0.5]],
    ["arange", da.arange(4, { chunks: 3 }), "int64", [[3, 1]], [0, 1, 2, 3]],
    ["arange of fractions", da.arange(0, 1, 0.25), "float64", [[4]], [0, 0.25, 0.5, 0.75]],
    ["arange with a dtype", da.arange(3, { dtype: "float32" }), "float32", [[3]], [0, 1, 2]],
    ["zeros like", da.zerosLike(da.arange(3, { chunks: 2 })), "int64", [[2, 1]], [0, 0, 0]],
    ["full like", da.fullLike(da.ones([2]), 3), "float64", [[2]], [3, 3]],
    [
      "lists",
      da.fromArray(
        [
          [1, 2],
          [3, 4],
        ],
        { chunks: [1, 2] },
      ),
      "float64",
      [[1, 1], [2]],
      [1, 2, 3, 4],
    ],
    ["bigints", da.fromArray([1n, 2n]), "int64", [[2]], [1, 2]],
    ["booleans", da.fromArray([true, false]), "bool", [[2]], [1, 0]],
    ["a dtype of one's own", da.fromArray([1, 2], { dtype: "int16" }), "int16", [[2]], [1, 2]],
    ["typed arrays", da.fromArray(Uint8Array.of(1, 2, 3), { chunks: 2 }), "uint8", [[2, 1]], [1, 2, 3]],
    [
      "views",
      da.fromArray(da.ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]).T, { chunks: 1 }),
      "float64",
      [
        [1, 1],
        [1, 1],
      ],
      [1, 3, 2, 4],
    ],
    [
      "indices",
      da.indices([2, 2], { chunks: 1 }),
      "int64",
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [0, 0, 1, 1, 0, 1, 0, 1],
    ],
  ] as const)("%s", async (_name, array, dtype, chunks, values) => {
    expect(array.dtype).toBe(dtype);
    expect(array.chunks).toEqual(chunks);
    expect(flat(await computed(array))).toEqual(values);
  });

  test("what a handle says", () => {
    const x = da.zeros([10, 20], { chunks: [5, 8], dtype: "float32" });
    expect([x.ndim, x.size, x.itemsize, x.nbytes, x.npartitions]).toEqual([2, 200, 4, 800, 6]);
    expect([x.shape, x.numblocks, x.chunksize]).toEqual([
      [10, 20],
      [2, 3],
      [5, 8],
    ]);
    expect(String(x)).toBe("Array<float32> (10, 20) · chunks (5, 8) · 800 B · 6 tasks");
    expect(() => (x.valueOf() as unknown as number) + 1 + `${Number(x)}`).toThrow(/lazy/);
    expect(x.add(1).name).toBe(x.add(1).name);
    expect(x.add(1).name).not.toBe(x.add(2).name);
    expect(x.toDelayed()).toHaveLength(6);
  });

  test("bad input is refused at the call", () => {
    expect(() => da.ones([-1])).toThrow(/integers of at least 0/);
    expect(() => da.ones([2], { dtype: "float" })).toThrow(/no dtype "float"/);
    expect(() => da.fromArray([[1, 2], [3]])).toThrow(/even/);
    expect(() => da.fromArray(["a"])).toThrow(/numbers, bigints or booleans/);
    expect(() => da.fromArray([1, 2], { chunks: 0 })).toThrow(/at least 1/);
    expect(() => da.random.normal(0, 1)).toThrow(/size/);
    expect(() => da.random.normal(0, -1, { size: 3 })).toThrow(/scale of at least 0/);
    expect(() => da.random.randint(5, 5, { size: 3 })).toThrow(/low below high/);
    expect(() => da.arange(0, 5, 0)).toThrow(/step other than 0/);
  });
});

describe("random arrays", () => {
  test("seed and block decide every number", async () => {
    const make = (chunks: number) => da.defaultRng(42).normal(0, 1, { size: [100], chunks });
    expect(flat(await computed(make(30)))).toEqual(flat(await computed(make(30))));
    const rng = da.defaultRng(42);
    const [a, b] = [rng.normal(0, 1, { size: 50 }), rng.normal(0, 1, { size: 50 })];
    expect(flat(await computed(a))).not.toEqual(flat(await computed(b)));
    const blocks = flat(await computed(make(50)));
    expect(blocks.slice(0, 50)).not.toEqual(blocks.slice(50));
    expect(da.random.random({ size: 3 }).name).not.toBe(da.random.random({ size: 3 }).name);
  });

  test.each([
    ["random", [], 0.5, 1 / 12],
    ["uniform", [2, 6], 4, 16 / 12],
    ["normal", [3, 2], 3, 4],
    ["standardNormal", [], 0, 1],
    ["exponential", [2], 2, 4],
    ["gamma", [3, 2], 6, 12],
    ["gamma", [0.5, 1], 0.5, 0.5],
    ["beta", [2, 3], 0.4, 0.04],
    ["lognormal", [0, 0.25], Math.exp(1 / 32), (Math.exp(1 / 16) - 1) * Math.exp(1 / 16)],
    ["poisson", [4], 4, 4],
    ["poisson", [80], 80, 80],
    ["binomial", [10, 0.3], 3, 2.1],
    ["binomial", [200, 0.3], 60, 42],
    ["randint", [0, 10], 4.5, 8.25],
  ] as const)("%s(%j) has its mean and variance", async (name, values, mean, variance) => {
    const n = 40_000;
    const x = (da.defaultRng(7) as unknown as Record<string, (...args: unknown[]) => da.BaskArray>)[name]!(...values, { size: n, chunks: 9000 });
    const list = flat(await computed(x));
    const average = list.reduce((a, b) => a + b, 0) / n;
    const spread = list.reduce((a, b) => a + (b - average) ** 2, 0) / n;
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
    expect(Math.abs(spread - variance)).toBeLessThan(0.08 * variance);
  });

  test("normal draws have the tails and the middle they should", async () => {
    const list = flat(await computed(da.defaultRng(1).standardNormal({ size: 200_000, chunks: 50_000 })));
    for (const [z, share] of [
      [-3, 0.00135],
      [-1, 0.158655],
      [0, 0.5],
      [0.5, 0.691462],
      [2, 0.97725],
      [3.7, 0.999892],
    ] as const) {
      const below = list.filter(x => x < z).length / list.length;
      expect(Math.abs(below - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / list.length));
    }
  });
});

describe("arguments by name", () => {
  const signature = sig("f", "shape chunks", "dtype");
  test("positional, in the options, and which is which", () => {
    expect(bind(signature, [3])).toEqual({ shape: 3 });
    expect(bind(signature, [3, 2, { dtype: "bool" }])).toEqual({ shape: 3, chunks: 2, dtype: "bool" });
    expect(bind(signature, [{ shape: 3, dtype: "bool" }])).toEqual({ shape: 3, dtype: "bool" });
    expect(bind(signature, [3, { 0: 5 }])).toEqual({ shape: 3, chunks: { 0: 5 } });
    expect(bind(signature, [3, {}])).toEqual({ shape: 3 });
  });
  test("slips are named", () => {
    expect(() => bind(signature, [3, { dtyp: 1 }])).toThrow('f has no option "dtyp": did you mean "dtype"?');
    expect(() => bind(signature, [3, { zzz: 1 }])).toThrow('f has no option "zzz": it takes dtype, shape, chunks');
    expect(() => bind(signature, [1, 2, 3])).toThrow("at most 2 positional arguments (shape, chunks), got 3");
    expect(() => bind(signature, [1, { shape: 2 }])).toThrow('"shape" is given twice');
  });
});

test("the editor's unknown sizes pass through every kind of operation", () => {
  const n = unknown("a variable");
  const x = da.ones([n as never, 10], { chunks: 5 });
  const metas = [
    x,
    x.add(1),
    x.add(x),
    x.T,
    x.sum({ axis: 1 }),
    x.sum(),
    x.get(":", "1:3"),
    x.get("2:", 0),
    x.get(0),
    x.rechunk({ 1: 2 }),
    x.mean({ axis: 0, keepdims: true }),
    da.concatenate([x, x]),
    da.stack([x, x]),
    x.reshape([-1]),
    x.cumsum({ axis: 0 }),
    x.std(),
    x.gt(0).any({ axis: 0 }),
    x.astype("int32"),
    da.where(x.gt(0), x, 0),
  ].map(array => exprOf(array).meta as ArrayMeta);
  expect(metas.map(meta => meta.shape.map(d => (typeof d === "number" ? d : "?")))).toEqual([
    ["?", 10],
    ["?", 10],
    ["?", 10],
    [10, "?"],
    ["?"],
    [],
    ["?", 2],
    ["?"],
    [10],
    ["?", 10],
    [1, 10],
    ["?", 10],
    [2, "?", 10],
    ["?"],
    ["?", 10],
    [],
    [10],
    ["?", 10],
    ["?", 10],
  ]);
  expect(x.shape).toEqual([Number.NaN, 10]);
});

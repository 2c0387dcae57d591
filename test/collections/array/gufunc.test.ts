import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import * as da from "../../../runtime/array.ts";
import { arrayCase, flat, lazyOf } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
type Block = InstanceType<typeof da.NDArray>;
const values = async (x: unknown): Promise<number[]> => flat(await (x as da.BaskArray).compute(sync));
const x = da.arange(24, { chunks: 24 }).reshape([4, 6]).rechunk([2, 6]);

describe("applyGufunc", () => {
  test("core axes come whole, the rest are loops", async () => {
    const mean = da.applyGufunc((b: Block) => b.mean({ axis: -1 }), "(i)->()", x) as da.BaskArray;
    expect([mean.dtype, mean.chunks]).toEqual(["float64", [[2, 2]]]);
    expect(await values(mean)).toEqual([2.5, 8.5, 14.5, 20.5]);
    const [low, high] = da.applyGufunc((b: Block) => [b.min({ axis: -1 }), b.max({ axis: -1 })], "(i)->(),()", x, { outputDtypes: "int64" }) as da.BaskArray[];
    expect(await values(low)).toEqual([0, 6, 12, 18]);
    expect(await values(high)).toEqual([5, 11, 17, 23]);
    expect(() => da.applyGufunc((b: Block) => b, "(i)->()", x.rechunk(3))).toThrow(/core axis "i" has 2 blocks.*rechunk\(\{ 1: -1 \}\)/);
    expect(await values(da.applyGufunc((b: Block) => b.sum({ axis: -1 }), "(i)->()", x.rechunk(3), { allowRechunk: true }))).toEqual([15, 51, 87, 123]);
  });
  test("one core at a time, new core axes, loops that broadcast", async () => {
    const y = da.arange(3, { chunks: 3 });
    const outer = da.applyGufunc((a: Block, b: Block) => a.reshape([-1, 1]).mul(b), "(i),(j)->(i,j)", x, y, {
      vectorize: true,
      outputDtypes: "int64",
    }) as da.BaskArray;
    expect(outer.shape).toEqual([4, 6, 3]);
    expect(await values(outer)).toEqual(await values(x.get(":", ":", da.newaxis).mul(y)));
    const twice = da.gufunc((a: Block) => a.get([0, 0]), { signature: "(i)->(k)", outputSizes: { k: 2 }, vectorize: true, outputDtypes: "int64" });
    expect(await values(twice(x))).toEqual([0, 0, 6, 6, 12, 12, 18, 18]);
  });
  test("other axes, axes that stay", async () => {
    const f = (b: Block) => b.sum({ axis: -1 });
    const y = x.rechunk([4, 3]);
    expect(await values(da.applyGufunc(f, "(i)->()", y, { axis: 0 }))).toEqual([36, 40, 44, 48, 52, 56]);
    expect((da.applyGufunc(f, "(i)->()", y, { axis: 0, keepdims: true }) as da.BaskArray).shape).toEqual([1, 6]);
    expect(() => da.applyGufunc(f, "(i->()", x)).toThrow(/not of the form/);
    expect(() => da.applyGufunc(f, "(i),(i)->()", x, da.arange(3))).toThrow(/core axis "i" has 6 and 3/);
    expect(() => da.applyGufunc(f, "(i)->(k)", x)).toThrow(/outputSizes/);
  });
});

test("applyAlongAxis", async () => {
  expect(await values(da.applyAlongAxis((line: Block) => line.sum(), 0, x))).toEqual([36, 40, 44, 48, 52, 56]);
  const ends = da.applyAlongAxis((line: Block) => line.get([0, -1]), 0, x.rechunk(2));
  expect(ends.shape).toEqual([2, 6]);
  expect(await values(ends)).toEqual([0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23]);
});

describe("reduction", () => {
  test("random arrays over random axes", async () => {
    await fc.assert(
      fc.asyncProperty(arrayCase(["float64", "int64"], { minRank: 1, minSize: 1 }), fc.boolean(), fc.nat(), async (given, keepdims, pick) => {
        const lazy = lazyOf(given);
        const axis = pick % 2 === 0 ? undefined : [pick % given.shape.length];
        const add = (b: Block, axes: readonly number[], kept: boolean) => b.sum({ axis: axes, keepdims: kept });
        const own = da.reduction(lazy, add, add, { axis, keepdims, splitEvery: 2, dtype: given.dtype });
        const theirs = lazy.sum({ axis, keepdims });
        expect(own.shape).toEqual(theirs.shape);
        const [a, b] = [await values(own), await values(theirs)];
        a.forEach((value, i) => (Number.isFinite(b[i]!) ? expect(value).toBeCloseTo(b[i]!, 6) : expect(value).toBe(b[i])));
      }),
      { numRuns: 40 },
    );
  });
  test("parts as lists, other functions between", async () => {
    const total = da.reduction(
      da.arange(20, { chunks: 3 }),
      (b: Block) => b.sum(),
      (parts: Block[]) => parts.reduce((n, part) => n + Number(part.sum()), 0),
      { concatenate: false, combine: (parts: Block[]) => parts.reduce((n, part) => n + Number(part.sum()), 0), dtype: "float64", splitEvery: 3 },
    );
    expect(await values(total)).toEqual([190]);
  });
});

test("coarsen", async () => {
  expect(await values(da.coarsen(da.sum, x, { 0: 2, 1: 3 }))).toEqual([24, 42, 96, 114]);
  const mean = da.coarsen(da.mean, x.rechunk(4), new Map([[1, 2]]));
  expect([mean.dtype, mean.chunks]).toEqual(["float64", [[4], [2, 1]]]);
  expect(await values(da.coarsen((b: Block, { axis }: { axis: number[] }) => b.max({ axis }), x, { 0: 2, 1: 2 }))).toEqual([7, 9, 11, 19, 21, 23]);
  expect(() => da.coarsen(da.max, x, { 1: 4 })).toThrow(/trimExcess/);
  expect(await values(da.coarsen(da.max, da.arange(7, { chunks: 3 }), { 0: 2 }, { trimExcess: true }))).toEqual([1, 3, 5]);
});

test("applyOverAxes", async () => {
  const sums = da.applyOverAxes((y: da.BaskArray, axis: number) => y.sum({ axis }), x, [0, -1]);
  expect(sums.shape).toEqual([1, 1]);
  expect(await values(sums)).toEqual([276]);
  expect(await values(da.applyOverAxes(da.max, x, 0))).toEqual([18, 19, 20, 21, 22, 23]);
  expect(() => da.applyOverAxes(() => 3, x, 0)).toThrow(/gave no array/);
});

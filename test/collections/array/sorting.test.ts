import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, flat, flatIndex, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const DTYPES = ["float64", "float32", "int64", "int32", "uint8", "bool"] as const;
/** Ascending, NaN last. */
const order = (a: number, b: number): number => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b);
/** -0 and 0 are one. */
const plain = (values: readonly number[]): number[] => values.map(x => x + 0);
const values = async (x: unknown): Promise<number[]> => plain(flat(await computed(x as never)));

/** The lines along an axis, and where each lies among the indices of the others. */
function linesAlong(shape: readonly number[], numbers: readonly number[], axis: number): number[][] {
  return indicesOf(shape.toSpliced(axis, 1)).map(index =>
    Array.from({ length: shape[axis]! }, (_, i) => numbers[flatIndex(shape, index.toSpliced(axis, 0, i))]!),
  );
}

test("topk and argtopk give the best of each line, NaN the greatest of all", async () => {
  await fc.assert(
    fc.asyncProperty(
      arrayCase(DTYPES, { minRank: 1, minSize: 1 }),
      fc.nat(2),
      fc.integer({ min: -5, max: 5 }).filter(k => k !== 0),
      async (given, at, k) => {
        const axis = at % given.shape.length;
        const lines = linesAlong(given.shape, given.values, axis);
        const best = lines.map(line => line.map((x, i) => ({ x, i })).sort((a, b) => (k > 0 ? -order(a.x, b.x) : order(a.x, b.x)) || a.i - b.i));
        const kept = Math.min(Math.abs(k), given.shape[axis]!);
        const expected = (pick: (one: { x: number; i: number }) => number) => {
          const shape = given.shape.with(axis, kept);
          return indicesOf(shape).map(index => pick(best[flatIndex(shape.toSpliced(axis, 1), index.toSpliced(axis, 1))]![index[axis]!]!));
        };
        const x = lazyOf(given);
        expect(await values(da.topk(x, k, { axis }))).toEqual(plain(expected(one => one.x)));
        const places = da.argtopk(x, k, { axis });
        expect(places.chunks[axis]).toEqual([kept]);
        expect(await values(places)).toEqual(expected(one => one.i));
      },
    ),
    { numRuns: 30 },
  );
});

test("unique gives each value once, where it stands first, which it is and how often it occurs", async () => {
  await fc.assert(
    fc.asyncProperty(arrayCase(DTYPES, { minRank: 1, minSize: 1 }), async given => {
      const list = plain(given.values);
      const expected = [...new Set(list)].sort(order);
      const x = lazyOf(given);
      expect(await values(da.unique(x))).toEqual(expected);
      const [distinct, first, inverse, counts] = da.unique(x, { returnIndex: true, returnInverse: true, returnCounts: true });
      expect(await values(distinct)).toEqual(expected);
      expect(await values(first)).toEqual(expected.map(value => list.findIndex(each => Object.is(each, value))));
      expect(inverse.shape).toEqual(given.shape);
      expect(await values(inverse)).toEqual(list.map(value => expected.findIndex(each => Object.is(each, value))));
      expect(await values(counts)).toEqual(expected.map(value => list.filter(each => Object.is(each, value)).length));
    }),
    { numRuns: 20 },
  );
});

test("64-bit integers beyond 2^53 keep their order", async () => {
  const big = 2n ** 60n;
  const x = da.fromArray(BigInt64Array.of(big, big + 1n, big - 1n, big, 5n), { chunks: 2 });
  expect(((await computed(da.topk(x, 2) as never)) as any).data).toEqual(BigInt64Array.of(big + 1n, big));
  expect(((await computed(da.unique(x) as never)) as any).data).toEqual(BigInt64Array.of(5n, big - 1n, big, big + 1n));
  expect(await values(da.isin(x, x.get([1])))).toEqual([0, 1, 0, 0, 0]);
  expect(((await computed(da.quantile(x.rechunk(5), [0.5], { method: "lower", axis: 0 }) as never)) as any).data).toEqual(BigInt64Array.of(big));
});

test("isin, searchsorted and digitize find what a plain search finds", async () => {
  const small = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      arrayCase(["float64", "int32"], { minRank: 1, maxRank: 2, minSize: 1 }),
      small,
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      async (given, list, other, chunks) => {
        const x = lazyOf(given);
        const within = given.values.map(value => Number(list.includes(value) !== other));
        expect(await values(da.isin(x, list, { invert: other }))).toEqual(within);
        expect(await values(da.isin(x, da.fromArray(list, { chunks }), { invert: other }))).toEqual(within);
        const sorted = [...list].sort((a, b) => a - b);
        const before = (value: number, side: boolean) =>
          Number.isNaN(value) ? sorted.length : sorted.filter(each => each < value || (side && each === value)).length;
        expect(await values(da.searchsorted(da.fromArray(sorted, { chunks }), x, { side: other ? "right" : "left" }))).toEqual(
          given.values.map(value => before(value, other)),
        );
        expect(await values(da.digitize(x, sorted, { right: other }))).toEqual(given.values.map(value => before(value, !other)));
      },
    ),
    { numRuns: 20 },
  );
  expect(await values(da.digitize(da.fromArray([5, 10, 0, -1, 11], { chunks: 2 }), [10, 5, 0]))).toEqual([1, 0, 2, 3, 0]);
  expect(await values(da.digitize(da.fromArray([5, 10, 0, -1, 11], { chunks: 2 }), [10, 5, 0], { right: true }))).toEqual([2, 1, 3, 3, 0]);
});

const quantileOf = (line: readonly number[], q: number): number => {
  if (line.length === 0 || line.some(Number.isNaN)) return Number.NaN;
  const sorted = [...line].sort((a, b) => a - b);
  const at = q * (line.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
};

test("medians and quantiles are those of sorted lines; the nan forms pass over NaN", async () => {
  await fc.assert(
    fc.asyncProperty(
      arrayCase(["float64", "int32"], { minRank: 1, minSize: 1 }),
      fc.nat(2),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      async (given, at, q) => {
        fc.pre(given.values.every(x => Math.abs(x) !== Infinity));
        const axis = at % given.shape.length;
        const lines = linesAlong(given.shape, given.values, axis);
        const x = lazyOf(given);
        const close = async (lazy: unknown, expected: readonly number[]) => {
          const got = await values(lazy);
          expect(got.length).toBe(expected.length);
          for (const [i, value] of expected.entries())
            if (Number.isNaN(value)) expect(got[i]).toBeNaN();
            else expect(got[i]).toBeCloseTo(value, 5);
        };
        const numbers = lines.map(line => line.filter(value => !Number.isNaN(value)));
        await close(
          da.median(x, { axis }),
          lines.map(line => quantileOf(line, 0.5)),
        );
        await close(
          da.nanmedian(x, { axis, keepdims: true }),
          numbers.map(line => quantileOf(line, 0.5)),
        );
        await close(
          da.quantile(x, q, { axis }),
          q.flatMap(each => lines.map(line => quantileOf(line, each))),
        );
        await close(
          da.nanquantile(x, q[0]!, { axis }),
          numbers.map(line => quantileOf(line, q[0]!)),
        );
      },
    ),
    { numRuns: 25 },
  );
});

test("every method of quantiles gives NumPy's numbers", async () => {
  const expected: Readonly<Record<string, readonly number[]>> = {
    linear: [1.8, 2.8, 4, 7.4],
    lower: [1, 2, 4, 7],
    higher: [2, 4, 4, 9],
    midpoint: [1.5, 3, 4, 8],
    nearest: [2, 2, 4, 7],
    inverted_cdf: [1, 2, 4, 7],
    averaged_inverted_cdf: [1.5, 2, 4, 8],
    closest_observation: [1, 2, 2, 7],
    interpolated_inverted_cdf: [1, 1.75, 3, 7],
    hazen: [1.5, 2.5, 4, 8],
    weibull: [1.2, 2.2, 4, 8.6],
    median_unbiased: [1.4, 2.4, 4, 8.2],
    normal_unbiased: [1.425, 2.425, 4, 8.15],
  };
  const x = da.fromArray([7, 1, 4, 9, 2], { chunks: 5 });
  for (const [method, numbers] of Object.entries(expected)) {
    const got = await values(da.quantile(x, [0.2, 0.35, 0.5, 0.8], { axis: 0, method }));
    for (const [i, value] of numbers.entries()) expect(got[i], method).toBeCloseTo(value, 10);
  }
});

test("percentiles of several blocks are merged as Dask merges them; of one block they are exact", async () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  const expected: Readonly<Record<string, readonly number[]>> = {
    linear: [514, 713.8, 881.2],
    lower: [514, 676, 838],
    higher: [514, 757, 919],
    midpoint: [514, 696.25, 858.25],
    nearest: [514, 757, 919],
  };
  for (const [method, percentiles] of Object.entries(expected)) {
    const got = await values(da.percentile(da.fromArray(numbers.slice(0, 7), { chunks: 3 }), [10, 50, 90], { method }));
    for (const [i, value] of percentiles.entries()) expect(got[i], method).toBeCloseTo(value, 10);
  }
  const wide = da.fromArray(numbers, { chunks: 100 });
  for (const [i, value] of (await values(da.percentile(wide, [10, 50, 99.5]))).entries()) expect(value).toBeCloseTo([116.8, 508.5, 996.4785858585858][i]!, 10);
  expect(await values(da.percentile(da.fromArray(numbers, { chunks: 1000 }), [10, 50]))).toEqual([99.9, 499.5]);
  expect(da.percentile(wide, 50).shape).toEqual([]);
});

test("histograms count what lies between edges", async () => {
  const edges = fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 6 }).map(list => list.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(arrayCase(["float64", "int64", "uint8"], { minRank: 1 }), edges, async (given, bins) => {
      const inBin = (x: number, i: number) => x >= bins[i]! && (x < bins[i + 1]! || (i === bins.length - 2 && x === bins[i + 1]!));
      const expected = bins.slice(1).map((_, i) => given.values.filter(x => inBin(x, i)).length);
      const x = lazyOf(given);
      const [counts, given2] = da.histogram(x, { bins });
      expect(await values(counts)).toEqual(expected);
      expect(await values(given2)).toEqual(bins);
      expect(await values(da.histogram(x, { bins: da.fromArray(bins, { chunks: 2 }) })[0])).toEqual(expected);
      const [weighted] = da.histogram(x, { bins, weights: lazyOf({ ...given, dtype: "float64", values: given.values.map(() => 2) }) });
      expect(await values(weighted)).toEqual(expected.map(n => 2 * n));
    }),
    { numRuns: 20 },
  );
  const x = da.fromArray([1, 2, 3, 4, 10], { chunks: 2 });
  const [density, edgesOf] = da.histogram(x, { bins: 3, range: [x.min(), x.max()], density: true });
  expect(await values(edgesOf)).toEqual([1, 4, 7, 10]);
  const shares = await values(density);
  for (const [i, share] of [3 / 15, 1 / 15, 1 / 15].entries()) expect(shares[i]).toBeCloseTo(share, 12);
  const [box, xEdges] = da.histogram2d(x, x.mod(3), {
    bins: [2, 3],
    range: [
      [0, 10],
      [0, 3],
    ],
  });
  expect(await values(box)).toEqual([1, 2, 1, 0, 1, 0]);
  expect(await values(xEdges)).toEqual([0, 5, 10]);
  expect(() => da.histogram(x, { bins: 4 })).toThrow(/range/);
});

test("bincount counts whole numbers, or adds up their weights", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (list, chunks) => {
      const x = da.fromArray(Int32Array.from(list), { chunks });
      const expected = (n: number, weight: (i: number) => number) =>
        Array.from({ length: n }, (_, k) => list.reduce((sum, value, i) => sum + (value === k ? weight(i) : 0), 0));
      expect(await values(da.bincount(x))).toEqual(expected(Math.max(...list) + 1, () => 1));
      const weights = da.fromArray(
        list.map((_, i) => i),
        { chunks },
      );
      expect(await values(da.bincount(x, { weights, minlength: 12 }))).toEqual(expected(12, i => i));
      expect(da.bincount(x, { minlength: 12 }).shape).toEqual([12]);
    }),
    { numRuns: 25 },
  );
  await expect(computed(da.bincount(da.fromArray(Int32Array.of(1, 7), { chunks: 1 }), { minlength: 3 }) as never)).rejects.toThrow(/minlength/);
});

test("covariance, correlation and slopes of polynomials", async () => {
  const rows = [
    [1, 2, 4, 7, 9],
    [2, 1, 0, 5, 3],
    [0, 1, 1, 0, 2],
  ];
  const x = da.fromArray(rows, { chunks: [2, 3] });
  const mean = rows.map(row => row.reduce((sum, value) => sum + value, 0) / 5);
  const covariance = (a: number, b: number) => rows[a]!.reduce((sum, value, i) => sum + (value - mean[a]!) * (rows[b]![i]! - mean[b]!), 0) / 4;
  const pairs = indicesOf([3, 3]) as [number, number][];
  for (const [i, value] of (await values(da.cov(x))).entries()) expect(value).toBeCloseTo(covariance(...pairs[i]!), 12);
  for (const [i, value] of (await values(da.corrcoef(x))).entries()) {
    const [a, b] = pairs[i]!;
    expect(value).toBeCloseTo(covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b)), 12);
  }
  const places = [0, 1, 3, 4, 8, 9];
  const square = da.fromArray(
    places.map(p => p * p),
    { chunks: 3 },
  );
  const slopes = await values(da.gradient(square, { axis: 0, spacing: places, edgeOrder: 2 }));
  for (const [i, place] of places.entries()) expect(slopes[i]).toBeCloseTo(2 * place, 10);
  expect(await values(da.gradient(da.fromArray([1, 2, 4, 7], { chunks: 2 }), { axis: 0 }))).toEqual([1, 1.5, 2.5, 3]);
  expect(await values(da.gradient(da.fromArray([1, 2, 4, 7], { chunks: 2 }), { axis: 0, spacing: 2 }))).toEqual([0.5, 0.75, 1.25, 1.5]);
  expect(() => da.gradient(da.fromArray([1, 2, 4], { chunks: 1 }))).toThrow(/blocks/);
});

test("running totals pass over NaN", async () => {
  const x = da.fromArray([1, Number.NaN, 3, 4], { chunks: 2 });
  expect(await values(da.nancumsum(x, { axis: 0 }))).toEqual([1, 1, 4, 8]);
  expect(await values(da.nancumprod(x, { axis: 0 }))).toEqual([1, 1, 3, 12]);
});

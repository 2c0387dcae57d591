import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, blockOf, flat, flatIndex, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const dtypes = ["float64", "int64", "int8", "bool"] as const;
const matrix = arrayCase(dtypes, { minRank: 2, maxRank: 2, maxSize: 6 });
const anyCase = arrayCase(dtypes, { minRank: 1, maxRank: 3, maxSize: 5 });
const nested = async (x: unknown): Promise<unknown> => {
  const value: unknown = await computed(x as da.BaskArray);
  return value instanceof da.NDArray ? value.toArray() : value;
};
const k = fc.integer({ min: -7, max: 7 });

describe("triangles and diagonals", () => {
  test("tril, triu, diagonal and diag", async () => {
    await fc.assert(
      fc.asyncProperty(matrix, k, async (a, offset) => {
        const [rows, columns] = a.shape as [number, number];
        const x = lazyOf(a);
        const all = flat(blockOf(a));
        const at = indicesOf(a.shape);
        expect(flat(await computed(da.tril(x, offset)))).toEqual(all.map((v, i) => (at[i]![1]! - offset <= at[i]![0]! ? v : 0)));
        expect(flat(await computed(da.triu(x, offset)))).toEqual(all.map((v, i) => (at[i]![1]! - offset >= at[i]![0]! ? v : 0)));
        const line = all.filter((_, i) => at[i]![1]! - at[i]![0]! === offset);
        expect(flat(await computed(da.diagonal(x, { offset })))).toEqual(line);
        expect(da.diagonal(x, { offset }).shape).toEqual([line.length]);
        expect(flat(await computed(da.diag(x, { k: offset })))).toEqual(line);
        const square = (await computed(da.diag(x.ravel(), offset))) as da.NDArray;
        const side = rows * columns + Math.abs(offset);
        expect(square.shape).toEqual([side, side]);
        expect(flat(square)).toEqual(indicesOf([side, side]).map(([r, c]) => (c! - r! === offset ? (all[Math.min(r!, c!)] ?? 0) : 0)));
      }),
      { numRuns: 60 },
    );
  });

  test("tri and its indices; diagonals of more axes", async () => {
    expect(await nested(da.tri(3, { m: 4, k: 1, dtype: "int32", chunks: 2 }))).toEqual([
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]);
    expect(await Promise.all(da.trilIndices(3, { chunks: 2 }).map(nested))).toEqual([
      [0, 1, 1, 2, 2, 2],
      [0, 0, 1, 0, 1, 2],
    ]);
    expect(await Promise.all(da.triuIndicesFrom(da.ones([2, 3]), { k: 1 }).map(nested))).toEqual([
      [0, 0, 1],
      [1, 2, 2],
    ]);
    const x = da.arange(24, { chunks: 7 }).reshape([2, 3, 4]);
    expect(await nested(da.diagonal(x, { axis1: 2, axis2: 0, offset: -1 }))).toEqual([
      [1, 14],
      [5, 18],
      [9, 22],
    ]);
  });
});

describe("where elements are not zero", () => {
  test("argwhere, nonzero, flatnonzero, extract", async () => {
    await fc.assert(
      fc.asyncProperty(arrayCase(["int8", "bool", "float64"], { maxRank: 3, minRank: 1, maxSize: 4 }), async a => {
        const some = { ...a, values: a.values.map((v, i) => (i % 3 === 0 ? 0 : v)) };
        const x = lazyOf(some);
        const all = flat(blockOf(some));
        const hits = indicesOf(a.shape).filter((_, i) => all[i] !== 0);
        const places = (await computed(da.argwhere(x))) as da.NDArray;
        expect(places.shape).toEqual([hits.length, a.shape.length]);
        expect(flat(places)).toEqual(hits.flat());
        expect(await Promise.all(x.nonzero().map(nested))).toEqual(a.shape.map((_, axis) => hits.map(index => index[axis])));
        expect(await nested(da.flatnonzero(x))).toEqual(hits.map(index => flatIndex(a.shape, index)));
        expect(flat(await computed(da.extract(x, x)))).toEqual(all.filter(v => v !== 0));
      }),
      { numRuns: 40 },
    );
  });

  test("flat positions and indices are each other's inverse", async () => {
    const flatPlaces = da.arange(30, { chunks: 7 });
    const parts = da.unravelIndex(flatPlaces, [5, 6]);
    expect(await nested(da.ravelMultiIndex(parts, [5, 6]))).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(
      await nested(
        da.ravelMultiIndex(
          [
            [5, -1],
            [7, 2],
          ],
          [5, 6],
          { mode: "wrap" },
        ),
      ),
    ).toEqual([1, 26]);
    expect(
      await nested(
        da.ravelMultiIndex(
          [
            [5, -1],
            [7, 2],
          ],
          [5, 6],
          { mode: "clip" },
        ),
      ),
    ).toEqual([29, 2]);
    await expect(computed(da.unravelIndex(da.arange(31), [5, 6])[0]!)).rejects.toThrow(/index 30 is out of bounds/);
    await expect(computed(da.ravelMultiIndex([[5], [0]], [5, 6]))).rejects.toThrow(/index 5 is out of bounds for axis 0/);
  });
});

describe("insert and delete", () => {
  test("as lists do it, along any axis", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.nat({ max: 2 }), fc.array(k, { maxLength: 5 }), async (a, pick, picks) => {
        const axis = pick % a.shape.length;
        const n = a.shape[axis]!;
        const places = picks.map(p => ((p % (n + 1)) + n + 1) % (n + 1));
        const values = places.map((_, i) => i % 2);
        const shape = a.shape.map((_, d) => (d === axis ? places.length : 1));
        const order = [...places.keys()].sort((i, j) => places[i]! - places[j]! || i - j);
        // For each position of the result: the number of a value, or a position of the array.
        const plan: (number | string)[] = [];
        for (let i = 0, next = 0; i <= n; i++) {
          while (next < order.length && places[order[next]!] === i) plan.push(`v${values[order[next++]!]}`);
          if (i < n) plan.push(i);
        }
        const all = flat(blockOf(a));
        const result = da.insert(lazyOf(a), places, da.fromArray(Float64Array.from(values)).reshape(shape), axis);
        expect(result.shape).toEqual(a.shape.with(axis, n + places.length));
        expect(flat(await computed(result))).toEqual(
          indicesOf(result.shape).map(index => {
            const from = plan[index[axis]!]!;
            return typeof from === "string" ? Number(from.slice(1)) : all[flatIndex(a.shape, index.with(axis, from))]!;
          }),
        );
        const gone = picks.filter(p => n > 0 && p >= -n && p < n);
        const kept = Array.from({ length: n }, (_, i) => i).filter(i => !gone.some(p => (p < 0 ? p + n : p) === i));
        const shorter = da.delete(lazyOf(a), gone, axis);
        expect(flat(await computed(shorter))).toEqual(
          indicesOf(a.shape.with(axis, kept.length)).map(index => all[flatIndex(a.shape, index.with(axis, kept[index[axis]!]!))]!),
        );
      }),
      { numRuns: 80 },
    );
  });

  test("one number, several values at one position, slices", async () => {
    const x = da.arange(5, { chunks: 2 });
    expect(await nested(da.insert(x, 1, [7, 8], { axis: 0 }))).toEqual([0, 7, 8, 1, 2, 3, 4]);
    expect(await nested(da.insert(x, [3, 0], 9, { axis: 0 }))).toEqual([9, 0, 1, 2, 9, 3, 4]);
    expect(await nested(da.delete(x, da.slice(1, 4), { axis: 0 }))).toEqual([0, 4]);
    expect(() => da.insert(x, 9, 1, { axis: 0 })).toThrow(/out of bounds/);
    expect(() => da.delete(x, [5], { axis: 0 })).toThrow(expect.objectContaining({ code: "INDEX" }) as Error);
  });
});

describe("choices", () => {
  test("choose, piecewise, block", async () => {
    const which = da.fromArray([0, 1, 2, 1], { chunks: 3 }).astype("int64");
    const x = da.arange(4, { chunks: 2 });
    expect(await nested(which.choose([x, 10, x.mul(-1)]))).toEqual([0, 10, -2, 10]);
    await expect(computed(da.choose(which.add(1), [x, x, x]))).rejects.toThrow(/3 is none of 3 choices/);
    expect(await nested(da.block([[x.reshape([2, 2]), da.ones([2, 1])], [da.zeros([1, 3])]]))).toEqual([
      [0, 1, 1],
      [2, 3, 1],
      [0, 0, 0],
    ]);
    expect(await nested(da.block([x, x]))).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(() => da.block([[x], x])).toThrow(expect.objectContaining({ code: "SHAPE" }) as Error);
    const y = da.piecewise(x, [x.lt(2), x.gt(2)], [-1, 5, 7]);
    expect(await nested(y)).toEqual([-1, -1, 7, 5]);
  });

  test("values carried forward, across blocks and no further than said", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(["float64", "float32"], { minRank: 1, maxRank: 2, maxSize: 8 }),
        fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
        fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
        fc.nat({ max: 1 }),
        async (a, holes, n, pick) => {
          const axis = pick % a.shape.length;
          const given = { ...a, values: a.values.map((v, i) => (holes[i % 64] ? Number.NaN : v)) };
          const all = flat(blockOf(given));
          const expected = indicesOf(a.shape).map(index => {
            for (let back = 0; back <= Math.min(index[axis]!, n ?? 99); back++) {
              const value = all[flatIndex(a.shape, index.with(axis, index[axis]! - back))]!;
              if (!Number.isNaN(value)) return value;
            }
            return Number.NaN;
          });
          expect(flat(await computed(da.push(lazyOf(given), { ...(n === undefined ? {} : { n }), axis })))).toEqual(expected);
        },
      ),
      { numRuns: 80 },
    );
  });

  test("turned, differences, other readings, blocks by themselves", async () => {
    const x = da.arange(6, { chunks: 4 }).reshape([2, 3]);
    expect(await nested(da.rot90(x))).toEqual([
      [2, 5],
      [1, 4],
      [0, 3],
    ]);
    expect(await nested(da.rot90(x, { k: -1 }))).toEqual([
      [3, 0],
      [4, 1],
      [5, 2],
    ]);
    expect(await nested(da.rot90(x, 2))).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ]);
    expect(await nested(da.ediff1d(x, { toBegin: -9, toEnd: [7, 8] }))).toEqual([-9, 1, 1, 1, 1, 1, 7, 8]);
    expect(await nested(da.diff(x, { axis: 1, prepend: 0 }))).toEqual([
      [0, 1, 1],
      [3, 1, 1],
    ]);
    const words = da.arange(4, { chunks: 2 }).view("int32");
    expect(words.chunks).toEqual([[4, 4]]);
    expect(await nested(words)).toEqual([0, 0, 1, 0, 2, 0, 3, 0]);
    expect(await nested(words.view("int64"))).toEqual([0, 1, 2, 3]);
    expect(() => da.ones(6, { dtype: "int32", chunks: 3 }).view("float64")).toThrow(/rechunk first/);
    const y = da.arange(24, { chunks: 24 }).reshape([2, 3, 4]).rechunk([1, 2, 2]);
    const own = da.reshapeBlockwise(y, [2, 12]);
    expect(own.chunks).toEqual([
      [1, 1],
      [4, 4, 2, 2],
    ]);
    expect(((await nested(own)) as number[][])[0]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 10, 11]);
    expect(await nested(da.reshapeBlockwise(own, [2, 3, 4], { chunks: y.chunks }))).toEqual(await nested(y));
  });
});

describe("pad", () => {
  test("ramps, means, and ends that go round or back as often as it takes", async () => {
    const x = da.fromArray([2, 4, 7, 9], { chunks: 3 }).astype("int64");
    expect(await nested(da.pad(x, [[2, 3]], { mode: "linear_ramp", endValues: -5 }))).toEqual([-5, -2, 2, 4, 7, 9, 4, -1, -5]);
    expect(await nested(da.pad(x, 2, { mode: "mean" }))).toEqual([6, 6, 2, 4, 7, 9, 6, 6]);
    expect(await nested(da.pad(x, 7, { mode: "reflect" }))).toEqual([4, 2, 4, 7, 9, 7, 4, 2, 4, 7, 9, 7, 4, 2, 4, 7, 9, 7]);
    expect(await nested(da.pad(x, 9, { mode: "symmetric" }))).toEqual([2, 2, 4, 7, 9, 9, 7, 4, 2, 2, 4, 7, 9, 9, 7, 4, 2, 2, 4, 7, 9, 9]);
    expect(await nested(da.pad(x, 9, { mode: "wrap" }))).toEqual([9, 2, 4, 7, 9, 2, 4, 7, 9, 2, 4, 7, 9, 2, 4, 7, 9, 2, 4, 7, 9, 2]);
    expect(await nested(da.pad(x, 1, { constantValues: [-1, -2] }))).toEqual([-1, 2, 4, 7, 9, -2]);
  });
});

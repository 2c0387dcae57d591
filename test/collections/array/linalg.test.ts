/** Decompositions put together again, and solutions put in, over random shapes and blocks. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { blockOf, flat } from "../../support/arrays.ts";
import { blockMemory } from "../../support/block-memory.ts";
import { computed } from "../../support/evaluate.ts";

type Lazy = da.BaskArray;
const tolerance = (dtype: string) => (dtype === "float32" ? 2e-4 : 1e-9);

/** Numbers between -1 and 1 that a seed decides. */
function numbers(count: number, seed: number): number[] {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
const matrixOf = (m: number, n: number, chunks: unknown, seed: number, dtype: "float64" | "float32" = "float64"): Lazy =>
  da.fromArray(blockOf({ shape: [m, n], values: numbers(m * n, seed), dtype }), { chunks });
/** Symmetric and positive definite. */
const definite = (n: number, chunks: number, seed: number): Lazy => {
  const a = matrixOf(n, n, chunks, seed);
  return a.matmul(a.T).add(da.eye(n, { chunks }).mul(n)) as Lazy;
};
const near = async (a: Lazy, b: Lazy, within = 1e-9): Promise<void> => {
  expect(a.shape).toEqual(b.shape);
  const [x, y] = [flat(await computed(a)), flat(await computed(b))];
  for (const [i, value] of x.entries()) expect(Math.abs(value - y[i]!)).toBeLessThan(within);
};
const orthonormal = (q: Lazy, within: number): Promise<void> => near(q.T.matmul(q), da.eye(q.shape[1]!, { chunks: -1 as never }), within);

const tall = fc.record({
  m: fc.integer({ min: 1, max: 60 }),
  n: fc.integer({ min: 1, max: 20 }),
  rows: fc.integer({ min: 4, max: 25 }),
  seed: fc.nat(1000),
  dtype: fc.constantFrom<"float64" | "float32">("float64", "float32"),
});

describe("QR", () => {
  test("of blocks of rows: Q is orthonormal, R triangular, their product the matrix", async () => {
    await fc.assert(
      fc.asyncProperty(tall, async ({ m, n, rows, seed, dtype }) => {
        const x = matrixOf(m, n, [rows, n], seed, dtype);
        const [q, r] = da.linalg.qr(x);
        expect([q.dtype, r.dtype, q.chunks[0]]).toEqual([dtype, dtype, x.chunks[0]]);
        await near(q.matmul(r), x, tolerance(dtype));
        await orthonormal(q, tolerance(dtype));
        for (const [i, value] of flat(await computed(r)).entries()) if (Math.floor(i / n) > i % n) expect(value).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
  test("of many blocks, by levels", async () => {
    const x = matrixOf(150, 5, [4, 5], 3);
    const [q, r] = da.linalg.tsqr(x);
    await near(q.matmul(r), x);
    await orthonormal(q, 1e-9);
  });
  test("of blocks of columns", async () => {
    const x = matrixOf(4, 13, [4, 5], 7);
    const [q, r] = da.linalg.qr(x);
    await near(q.matmul(r), x);
    await orthonormal(q, 1e-9);
    expect(() => da.linalg.qr(matrixOf(6, 13, [6, 5], 7))).toThrow(/rechunk/i);
    expect(() => da.linalg.qr(matrixOf(6, 6, [3, 3], 7))).toThrow(/along one axis only/);
    expect(() => da.linalg.qr(da.ones([3]))).toThrow(/2 axes/);
  });
  test("columns of zeros and huge and tiny numbers", async () => {
    for (const scale of [1e-200, 1, 1e200]) {
      const x = da
        .fromArray(
          [
            [1, 0, 2],
            [3, 0, 4],
            [5, 0, 6],
            [7, 0, 8],
          ],
          { chunks: [2, 3] },
        )
        .mul(scale);
      const [q, r] = da.linalg.qr(x);
      await near(q.matmul(r).div(scale) as Lazy, x.div(scale) as Lazy);
      await orthonormal(q, 1e-9);
    }
  });
  test("in block memory, with products by vector kernels", async () => {
    const { context } = blockMemory(2000);
    const x = matrixOf(700, 70, [350, 70], 5);
    const [q, r] = da.linalg.qr(x);
    const options = { memory: context.memory!, alloc: context.alloc };
    const [a, b] = [flat(await computed(q.matmul(r), options)), flat(await computed(x))];
    for (const [i, value] of a.entries()) expect(Math.abs(value - b[i]!)).toBeLessThan(1e-12);
  });
});

describe("singular values", () => {
  test("u, s and v put together give the matrix; s falls", async () => {
    await fc.assert(
      fc.asyncProperty(tall, fc.boolean(), async ({ m, n, rows, seed, dtype }, turned) => {
        const made = matrixOf(m, n, [rows, n], seed, dtype);
        const x = turned ? made.T : made;
        const [u, s, v] = da.linalg.svd(x);
        await near(u.mul(s).matmul(v), x, tolerance(dtype));
        await orthonormal(u, tolerance(dtype));
        await orthonormal(v.T, tolerance(dtype));
        const values = flat(await computed(s));
        for (const [i, value] of values.entries()) expect(value).toBeLessThanOrEqual(values[i - 1] ?? Infinity);
        for (const sum of flat(await computed(v.sum({ axis: 1 })))) expect(sum).toBeGreaterThanOrEqual(-1e-4);
      }),
      { numRuns: 20 },
    );
  });
  test("of a matrix without full rank", async () => {
    const x = da.fromArray(
      [
        [1, 2, 3],
        [2, 4, 6],
        [1, 2, 3],
        [0, 0, 0],
      ],
      { chunks: [2, 3] },
    );
    const [u, s, v] = da.linalg.svd(x);
    await near(u.mul(s).matmul(v), x);
    await orthonormal(u, 1e-9);
    await orthonormal(v.T, 1e-9);
    expect(
      flat(await computed(s))
        .slice(1)
        .every(value => value < 1e-12),
    ).toBe(true);
    await orthonormal(da.linalg.svd(da.zeros([4, 3], { chunks: [2, 3] }))[0], 1e-12);
    await expect(computed(da.linalg.svd(da.full([2, 2], Number.NaN))[1])).rejects.toThrow(/NaN/);
  });
  test("the greatest few, by random projection", async () => {
    const low = matrixOf(60, 4, [20, 4], 1).matmul(matrixOf(4, 40, [4, 15], 2));
    const [u, s, v] = da.linalg.svdCompressed(low, 4, { seed: 1, nPowerIter: 1 });
    expect([u.shape, s.shape, v.shape]).toEqual([[60, 4], [4], [4, 40]]);
    await near(u.mul(s).matmul(v), low, 1e-8);
    expect(flat(await computed(da.linalg.svdCompressed(low, 2, { seed: 5 })[1]))).toEqual(
      flat(await computed(da.linalg.svdCompressed(low, 2, { seed: 5 })[1])),
    );
    expect(() => da.linalg.svdCompressed(low, 41)).toThrow(/k from 1 to 40/);
  });
});

const square = fc.record({
  n: fc.integer({ min: 1, max: 16 }),
  chunks: fc.integer({ min: 4, max: 9 }),
  seed: fc.nat(1000),
  columns: fc.integer({ min: 0, max: 3 }),
});

describe("systems of equations", () => {
  test("Cholesky: L L' is the matrix, U' U too", async () => {
    await fc.assert(
      fc.asyncProperty(square, async ({ n, chunks, seed }) => {
        const x = definite(n, chunks, seed);
        const [l, u] = [da.linalg.cholesky(x, { lower: true }), da.linalg.cholesky(x)];
        expect(l.chunks).toEqual(x.chunks);
        await near(l.matmul(l.T), x);
        await near(u.T.matmul(u), x);
        for (const [i, value] of flat(await computed(l)).entries()) if (i % n > Math.floor(i / n)) expect(value).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
  test("LU: P L U is the matrix, P a permutation, L no greater than one", async () => {
    await fc.assert(
      fc.asyncProperty(square, async ({ n, chunks, seed }) => {
        const x = matrixOf(n, n, chunks, seed);
        const [p, l, u] = da.linalg.lu(x);
        expect([p.chunks, l.chunks, u.chunks]).toEqual([x.chunks, x.chunks, x.chunks]);
        await near(p.matmul(l).matmul(u), x);
        await near(p.matmul(p.T), da.eye(n, { chunks: -1 as never }));
        for (const value of flat(await computed(l))) expect(Math.abs(value)).toBeLessThanOrEqual(1);
        for (const [i, value] of flat(await computed(u)).entries()) if (i % n < Math.floor(i / n)) expect(value).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
  test("solve, with vectors and matrices, of general and of definite ones; the inverse", async () => {
    await fc.assert(
      fc.asyncProperty(square, async ({ n, chunks, seed, columns }) => {
        const x = matrixOf(n, n, chunks, seed).add(da.eye(n, { chunks }).mul(3)) as Lazy;
        const b = columns === 0 ? da.fromArray(Float64Array.from(numbers(n, seed + 1)), { chunks: 5 }) : matrixOf(n, columns, [chunks, 2], seed + 1);
        const solved = da.linalg.solve(x, b);
        await near(x.matmul(solved), b, 1e-6);
        const d = definite(n, chunks, seed);
        await near(d.matmul(da.linalg.solve(d, b, { assumeA: "pos" })), b, 1e-8);
        await near(x.matmul(da.linalg.inv(x)), da.eye(n, { chunks }), 1e-6);
      }),
      { numRuns: 15 },
    );
  });
  test("pivots are found in other blocks", async () => {
    const x = da.fromArray(
      [
        [0, 1],
        [1, 0],
      ],
      { chunks: 1 },
    );
    expect(flat(await computed(da.linalg.solve(x, da.fromArray([3, 5], { chunks: 1 }))))).toEqual([5, 3]);
  });
  test("triangles", async () => {
    const full = matrixOf(9, 9, 4, 11).add(da.eye(9, { chunks: 4 }).mul(4)) as Lazy;
    const b = matrixOf(9, 2, [4, 2], 12);
    const values = await computed(full);
    const triangle = (keep: (i: number, j: number) => boolean) =>
      da.fromArray(blockOf({ shape: [9, 9], values: flat(values).map((v, i) => (keep(Math.floor(i / 9), i % 9) ? v : 0)), dtype: "float64" }), { chunks: 4 });
    await near(triangle((i, j) => i >= j).matmul(da.linalg.solveTriangular(full, b, { lower: true })), b);
    await near(triangle((i, j) => i <= j).matmul(da.linalg.solveTriangular(full, b)), b);
  });
  test("what cannot be solved says so", async () => {
    expect(() => da.linalg.solve(da.ones([2, 3]), da.ones([2]))).toThrow(/square matrix, got 2 x 3/);
    expect(() => da.linalg.cholesky(da.ones([6, 6], { chunks: [2, 3] }))).toThrow(/blocks must be square/);
    expect(() => da.linalg.solve(da.ones([2, 2]), da.ones([3]))).toThrow(/a has 2 rows, b 3/);
    await expect(computed(da.linalg.solve(da.ones([3, 3], { chunks: 2 }), da.ones([3], { chunks: 2 })))).rejects.toThrow(/singular/);
    await expect(computed(da.linalg.cholesky(da.eye(3, { chunks: 2 }).mul(-1)))).rejects.toThrow(/not positive definite/);
  });
  test("least squares: the residual is orthogonal to the columns", async () => {
    const a = matrixOf(30, 4, [7, 4], 2);
    const b = da.fromArray(Float64Array.from(numbers(30, 9)), { chunks: 11 });
    const [x, residuals, rank, s] = da.linalg.lstsq(a, b);
    const rest = b.sub(a.matmul(x));
    for (const value of flat(await computed(a.T.matmul(rest)))) expect(Math.abs(value)).toBeLessThan(1e-12);
    expect(flat(await computed(residuals))[0]).toBeCloseTo(await computed(rest.mul(rest).sum()), 12);
    expect([await computed(rank), x.shape, s.shape, residuals.shape]).toEqual([4, [4], [4], [1]]);
  });
});

describe("norms", () => {
  const a = matrixOf(6, 4, [3, 2], 4);
  test("of matrices", async () => {
    const rows = (await computed(a)).toArray() as number[][];
    const columns = rows[0]!.map((_, j) => rows.map(row => row[j]!));
    const sums = (list: number[][]) => list.map(row => row.reduce((n, x) => n + Math.abs(x), 0));
    const wanted: [unknown, number][] = [
      [undefined, Math.hypot(...rows.flat())],
      ["fro", Math.hypot(...rows.flat())],
      [1, Math.max(...sums(columns))],
      [-1, Math.min(...sums(columns))],
      [Infinity, Math.max(...sums(rows))],
      [-Infinity, Math.min(...sums(rows))],
    ];
    for (const [ord, value] of wanted) expect(await computed(da.linalg.norm(a, ord === undefined ? {} : { ord }))).toBeCloseTo(value, 12);
    const s = flat(await computed(da.linalg.svd(a.rechunk({ 1: -1 }))[1]));
    const one = a.rechunk({ 1: -1 });
    expect(await computed(da.linalg.norm(one, { ord: 2 }))).toBeCloseTo(s[0]!, 12);
    expect(await computed(da.linalg.norm(one, { ord: -2 }))).toBeCloseTo(s.at(-1)!, 12);
    expect(await computed(da.linalg.norm(one, { ord: "nuc" }))).toBeCloseTo(
      s.reduce((n, x) => n + x, 0),
      12,
    );
    expect(() => da.linalg.norm(a, { ord: 3 })).toThrow(/orders/);
  });
  test("of vectors, along an axis, and of complex numbers", async () => {
    const v = da.fromArray([3, -4, 0], { chunks: 2 });
    const of = (ord: number) => computed(da.linalg.norm(v, { ord }));
    expect([await of(2), await of(1), await of(0), await of(Infinity), await of(-Infinity)]).toEqual([5, 7, 2, 4, 0]);
    expect(await of(3)).toBeCloseTo(91 ** (1 / 3), 12);
    expect(da.linalg.norm(a, { axis: 1, keepdims: true }).shape).toEqual([6, 1]);
    expect(await computed(da.linalg.norm(da.fromArray([{ re: 3, im: 4 }] as never)))).toBe(5);
  });
});

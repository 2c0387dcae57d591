/** Decompositions of complex matrices put together again; what is true of real ones too. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { blockOf, flat } from "../../support/arrays.ts";
import { blockMemory } from "../../support/block-memory.ts";
import { computed } from "../../support/evaluate.ts";

type Lazy = da.BaskArray;
function numbers(count: number, seed: number): number[] {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
const real = (m: number, n: number, chunks: unknown, seed: number): Lazy =>
  da.fromArray(blockOf({ shape: [m, n], values: numbers(m * n, seed), dtype: "float64" }), { chunks });
const complex = (m: number, n: number, chunks: unknown, seed: number): Lazy =>
  real(m, n, chunks, seed).add(real(m, n, chunks, seed + 1).mul({ re: 0, im: 1 } as never)) as Lazy;
const adjoint = (x: Lazy): Lazy => da.conj(x).T as Lazy;
const near = async (a: Lazy, b: Lazy, within = 1e-9): Promise<void> => {
  expect(a.shape).toEqual(b.shape);
  for (const value of flat(await computed(da.abs(a.sub(b)) as Lazy))) expect(value).toBeLessThan(within);
};
const identity = (n: number) => da.eye(n, { chunks: -1 as never });
const definite = (n: number, chunks: number, seed: number): Lazy => {
  const a = complex(n, n, chunks, seed);
  return a.matmul(adjoint(a)).add(da.eye(n, { chunks }).mul(n)) as Lazy;
};
const sizes = fc.record({ m: fc.integer({ min: 1, max: 40 }), n: fc.integer({ min: 1, max: 20 }), rows: fc.integer({ min: 4, max: 25 }), seed: fc.nat(1000) });

describe("complex matrices", () => {
  test("QR: Q is unitary, R triangular with a real diagonal", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, rows, seed }) => {
        const x = complex(m, n, [rows, n], seed);
        const [q, r] = da.linalg.qr(x);
        expect([q.dtype, r.dtype]).toEqual(["complex128", "complex128"]);
        await near(q.matmul(r) as Lazy, x);
        await near(adjoint(q).matmul(q) as Lazy, identity(q.shape[1]!));
        await near(da.tril(r, -1) as Lazy, da.zerosLike(r) as Lazy, 1e-300);
      }),
      { numRuns: 12 },
    );
  });
  test("singular values: u diag(s) v, of wide and tall ones, by both ways of chunks", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, rows, seed }) => {
        for (const x of [complex(m, n, [rows, n], seed), complex(n, m, [n, rows], seed)]) {
          const [u, s, v] = da.linalg.svd(x);
          expect([u.dtype, s.dtype, v.dtype]).toEqual(["complex128", "float64", "complex128"]);
          await near(u.mul(s).matmul(v) as Lazy, x);
          await near(adjoint(u).matmul(u) as Lazy, identity(u.shape[1]!));
          await near(v.matmul(adjoint(v)) as Lazy, identity(v.shape[0]!));
          const values = flat(await computed(s));
          for (const [i, value] of values.entries()) expect(value).toBeLessThanOrEqual(values[i - 1] ?? Infinity);
        }
      }),
      { numRuns: 8 },
    );
  });
  test("matrices without full rank, of zeros and of one value", async () => {
    const thin = complex(12, 2, -1, 5).matmul(complex(2, 9, -1, 6)) as Lazy;
    for (const x of [thin, thin.mul(0) as Lazy, real(9, 9, -1, 1).mul(0) as Lazy, da.ones([7, 5]) as Lazy, da.eye(8) as Lazy]) {
      const [u, s, v] = da.linalg.svd(x);
      await near(u.mul(s).matmul(v) as Lazy, x);
      await near(adjoint(u).matmul(u) as Lazy, identity(u.shape[1]!));
      await near(v.matmul(adjoint(v)) as Lazy, identity(v.shape[0]!));
    }
  });
  test("Cholesky, LU, solve, inverse, least squares", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 5, max: 60 }), fc.nat(1000), async (n, chunks, seed) => {
        const a = complex(n, n, chunks, seed).add(da.eye(n, { chunks })) as Lazy;
        const b = complex(n, 3, [chunks, 3], seed + 7);
        const d = definite(n, chunks, seed);
        const l = da.linalg.cholesky(d, { lower: true });
        await near(l.matmul(adjoint(l)) as Lazy, d);
        const up = da.linalg.cholesky(d);
        await near(adjoint(up).matmul(up) as Lazy, d);
        const [p, lower, u] = da.linalg.lu(a);
        await near(p.matmul(lower).matmul(u) as Lazy, a);
        await near(d.matmul(da.linalg.solve(d, b, { assumeA: "pos" })) as Lazy, b, 1e-8);
        await near(d.matmul(da.linalg.solve(d, b)) as Lazy, b, 1e-8);
        await near(d.matmul(da.linalg.inv(d)) as Lazy, identity(n) as Lazy, 1e-8);
      }),
      { numRuns: 5 },
    );
    const tall = complex(30, 6, [10, 6], 3);
    const y = complex(30, 1, [10, 1], 4);
    const [x, , rank] = da.linalg.lstsq(tall, y);
    await near(adjoint(tall).matmul(tall.matmul(x).sub(y)) as Lazy, da.zeros([6, 1]) as Lazy);
    expect(Number(await computed(rank))).toBe(6);
  });
  test("products and decompositions in block memory are the same", async () => {
    const { context } = blockMemory(2000);
    const options = { memory: context.memory!, alloc: context.alloc };
    const x = complex(70, 40, [35, 40], 11);
    const [q, r] = da.linalg.qr(x);
    const [u, s, v] = da.linalg.svd(x);
    for (const made of [q.matmul(r).sub(x), u.mul(s).matmul(v).sub(x)] as Lazy[])
      for (const value of flat(await computed(da.abs(made) as Lazy, options))) expect(value).toBeLessThan(1e-10);
  });
  test("norms of singular values", async () => {
    const x = complex(9, 5, -1, 2);
    const s = flat(await computed(da.linalg.svd(x)[1]));
    for (const [ord, value] of [
      [2, Math.max(...s)],
      [-2, Math.min(...s)],
      ["nuc", s.reduce((a, b) => a + b)],
    ] as const)
      expect(Number(await computed(da.linalg.norm(x, ord)))).toBeCloseTo(value, 10);
  });
});

test("fewer rows than columns: the shortest solution", async () => {
  for (const x of [real(4, 9, -1, 3), complex(4, 9, -1, 3)]) {
    const b = real(4, 1, -1, 8);
    const [solution, , rank] = da.linalg.lstsq(x, b);
    await near(x.matmul(solution) as Lazy, b);
    // The shortest has nothing that the matrix does not see.
    const [, , v] = da.linalg.svd(x);
    await near(adjoint(v).matmul(v.matmul(solution)) as Lazy, solution);
    expect(Number(await computed(rank))).toBe(4);
  }
});

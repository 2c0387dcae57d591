/** Transforms against the sum that defines them, over lengths of any kind, axes and blocks. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { blockMemory } from "../../support/block-memory.ts";
import { computed } from "../../support/evaluate.ts";

type Pair = readonly [re: number, im: number];
const wave = (n: number, seed: number): Pair[] => Array.from({ length: n }, (_, i) => [Math.sin(i * 1.7 + seed), Math.cos(i * i * 0.3 + seed)]);

/** Plain sums, exact to a few ulps: the angle is of k j modulo n. */
function dft(x: readonly Pair[], n: number, inverse = false): Pair[] {
  return Array.from({ length: n }, (_, k) => {
    let [re, im] = [0, 0];
    for (let j = 0; j < Math.min(n, x.length); j++) {
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      re += x[j]![0] * c - x[j]![1] * s;
      im += x[j]![0] * s + x[j]![1] * c;
    }
    return [re, im];
  });
}
const complexArray = (x: readonly Pair[], shape: readonly number[], chunks: unknown): da.BaskArray =>
  da.fromArray(new da.NDArray(Float64Array.from(x.flat()), shape, "complex128"), { chunks });
const realArray = (x: readonly Pair[], shape: readonly number[], chunks: unknown): da.BaskArray =>
  da.fromArray(new da.NDArray(Float64Array.from(x.map(p => p[0])), shape, "float64"), { chunks });
const numbers = (value: da.NDArray): number[] =>
  [value.toArray()].flat(9).flatMap((v: number | { re: number; im: number }) => (typeof v === "object" ? [v.re, v.im] : [v]));
function near(got: readonly number[], wanted: readonly number[], within: number): void {
  expect(got.length).toBe(wanted.length);
  for (const [i, value] of got.entries()) expect(Math.abs(value - wanted[i]!)).toBeLessThan(within);
}
const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 20, 25, 27, 30, 31, 36, 49, 60, 64, 77, 100, 101, 128];

describe("transforms of one axis", () => {
  test("are the sums that define them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...LENGTHS),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.integer({ min: -3, max: 3 }),
        async (n, lines, first, more) => {
          const asked = Math.max(1, n + more);
          const rows = Array.from({ length: lines }, (_, i) => wave(n, i));
          // Along the first axis the lines are columns.
          const values = first ? Array.from({ length: n }, (_, j) => rows.map(row => row[j]!)).flat() : rows.flat();
          const shape = first ? [n, lines] : [lines, n];
          const chunks = first ? [n, 2] : [2, n];
          const options = { axis: first ? 0 : 1, n: asked };
          const lay = (made: readonly Pair[][]): number[] => (first ? made[0]!.flatMap((_, k) => made.flatMap(line => line[k]!)) : made.flat(2));
          const x = complexArray(values, shape, chunks);
          near(numbers(await computed(da.fft.fft(x, options))), lay(rows.map(row => dft(row, asked))), 1e-11 * asked);
          near(
            numbers(await computed(da.fft.ifft(x, options))),
            lay(rows.map(row => dft(row, asked, true).map(([a, b]) => [a / asked, b / asked]))),
            1e-11 * asked,
          );
          const half = await computed(da.fft.rfft(realArray(values, shape, chunks), options));
          near(
            numbers(half),
            lay(
              rows.map(row =>
                dft(
                  row.map(([a]) => [a, 0]),
                  asked,
                ).slice(0, (asked >> 1) + 1),
              ),
            ),
            1e-11 * asked,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
  test("real ones come back, of even and odd length, in single precision too", async () => {
    for (const n of [1, 2, 5, 8, 9, 14, 33, 64]) {
      const x = realArray(wave(3 * n, n), [3, n], [2, n]);
      const there = da.fft.rfft(x);
      expect(there.shape).toEqual([3, (n >> 1) + 1]);
      near(numbers(await computed(da.fft.irfft(there, { n }))), numbers(await computed(x)), 1e-12);
      near(numbers(await computed(da.fft.hfft(da.fft.ihfft(x), { n }))), numbers(await computed(x)), 1e-12);
      const single = da.fft.irfft(da.fft.rfft(x.astype("float32")), { n });
      expect([da.fft.rfft(x.astype("float32")).dtype, single.dtype]).toEqual(["complex64", "float32"]);
      near(numbers(await computed(single)), numbers(await computed(x)), 1e-5);
    }
    const h = await computed(
      da.fft.hfft(
        complexArray(
          [
            [1, 0],
            [2, -1],
            [3, 0],
          ],
          [3],
          -1,
        ),
      ),
    );
    near(
      numbers(h),
      [8, -4, 0, 0].map((_, k) => 1 + 3 * (k % 2 === 0 ? 1 : -1) + 2 * (2 * Math.cos((Math.PI * k) / 2) - Math.sin((Math.PI * k) / 2))),
      1e-12,
    );
  });
  test("norms", async () => {
    const x = complexArray(wave(12, 1), [12], -1);
    const plain = numbers(await computed(da.fft.fft(x)));
    near(
      numbers(await computed(da.fft.fft(x, { norm: "ortho" }))),
      plain.map(v => v / Math.sqrt(12)),
      1e-12,
    );
    near(
      numbers(await computed(da.fft.fft(x, { norm: "forward" }))),
      plain.map(v => v / 12),
      1e-12,
    );
    near(numbers(await computed(da.fft.ifft(da.fft.fft(x, { norm: "forward" }), { norm: "forward" }))), numbers(await computed(x)), 1e-12);
  });
  test("in block memory, by vector kernels", async () => {
    const { context } = blockMemory(400);
    const options = { memory: context.memory!, alloc: context.alloc };
    for (const n of [60, 97, 256]) {
      const x = complexArray(wave(7 * n, 2), [7, n], [7, n]).add(0) as da.BaskArray;
      const real = x.real.add(0) as da.BaskArray;
      for (const made of [da.fft.fft(real), da.fft.rfft(real), da.fft.fft(real, { axis: 0 }), da.fft.irfft(da.fft.rfft(real), { n })])
        near(numbers(await computed(made, options)), numbers(await computed(made)), 1e-12);
      for (const given of [x, x.astype("complex64") as da.BaskArray]) {
        const back = da.fft.ifftn(da.fft.fftn(given));
        near(numbers(await computed(back, options)), numbers(await computed(x)), given === x ? 1e-12 : 1e-5);
      }
      near(
        numbers(await computed(da.fft.fft(x, { axis: 0 }), options)).slice(0, 2),
        [0, 1].map(i => Array.from({ length: 7 }, (_, k) => wave(7 * n, 2)[k * n]![i]!).reduce((a, b) => a + b, 0)),
        1e-11,
      );
    }
  });
});

describe("transforms of several axes", () => {
  test("are those of one axis after another, and come back", async () => {
    const x = complexArray(wave(2 * 6 * 5, 3), [2, 6, 5], [1, 6, 5]);
    const wanted = numbers(await computed(da.fft.fft(da.fft.fft(x, { axis: 2 }), { axis: 1 })));
    near(numbers(await computed(da.fft.fft2(x))), wanted, 1e-12);
    near(numbers(await computed(da.fft.fftn(x, { axes: [1, 2] }))), wanted, 1e-12);
    near(numbers(await computed(da.fft.ifft2(da.fft.fft2(x)))), numbers(await computed(x)), 1e-12);
    const real = realArray(wave(2 * 6 * 5, 3), [2, 6, 5], [1, 6, 5]);
    expect(da.fft.rfft2(real).shape).toEqual([2, 6, 3]);
    near(numbers(await computed(da.fft.irfft2(da.fft.rfft2(real), { s: [6, 5] }))), numbers(await computed(real)), 1e-12);
    near(numbers(await computed(da.fft.irfftn(da.fft.rfftn(real.rechunk(-1)), { s: [2, 6, 5] }))), numbers(await computed(real)), 1e-12);
    expect(da.fft.fft2(x, { s: [4, 8] }).chunks).toEqual([[1, 1], [4], [8]]);
  });
  test("an axis in several blocks is refused, with what to do", () => {
    const x = da.ones([6, 6], { chunks: [6, 3] });
    expect(() => da.fft.fft(x)).toThrow(/axis 1 must be one block, it has 2. Rechunk: x.rechunk\(\{ 1: -1 \}\)/);
    expect(() => da.fft.fft2(x)).toThrow(/one block/);
    expect(() => da.fft.fft(x, { axis: 0, n: 0 })).toThrow(/at least 1 point/);
    expect(() => da.fft.rfft(da.ones([3], { dtype: "complex128" }))).toThrow(/real numbers/);
  });
});

test("frequencies and shifts", async () => {
  expect(numbers(await computed(da.fft.fftfreq(5, { d: 0.5, chunks: 2 })))).toEqual([0, 0.4, 0.8, -0.8, -0.4]);
  expect(numbers(await computed(da.fft.fftfreq(4)))).toEqual([0, 0.25, -0.5, -0.25]);
  expect(numbers(await computed(da.fft.rfftfreq(5)))).toEqual([0, 0.2, 0.4]);
  const x = da.arange(7, { chunks: 3 });
  expect(numbers(await computed(da.fft.fftshift(x)))).toEqual([4, 5, 6, 0, 1, 2, 3]);
  expect(numbers(await computed(da.fft.ifftshift(da.fft.fftshift(x))))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(da.fft.fftshift(da.ones([4, 5], { chunks: 5 })).chunks).toEqual([[4], [5]]);
});

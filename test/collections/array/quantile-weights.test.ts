/** Weighted quantiles: the element at which the share of all weights is reached, counted out in sorted lists. */

import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, flat, indicesOf, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const method = { method: "inverted_cdf" } as const;

function expected(values: readonly number[], weights: readonly number[], q: number, skipNaN: boolean): number {
  const entries = values.map((value, i) => ({ value, weight: weights[i]! })).filter(entry => !skipNaN || !Number.isNaN(entry.value));
  if (entries.length === 0 || entries.some(entry => Number.isNaN(entry.value))) return Number.NaN;
  entries.sort((a, b) => a.value - b.value);
  const total = entries.reduce((sum, entry) => sum + entry.weight, 0);
  let below = 0;
  for (const { value, weight } of entries) {
    below += weight;
    if (weight > 0 && below / total >= q) return value;
  }
  return entries.at(-1)!.value;
}

test("weights along the axis or for every element, with NaN or without it", async () => {
  const given = arrayCase(["float64", "int64", "float32"], { minRank: 1, minSize: 1, maxSize: 5 }).chain(a =>
    fc.record({
      a: fc.constant(a),
      axis: fc.nat({ max: a.shape.length - 1 }),
      every: fc.boolean(),
      weights: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: a.values.length, maxLength: a.values.length }),
      q: fc.constantFrom([0, 0.5], [0.25, 1], [0.1, 0.9]),
    }),
  );
  await fc.assert(
    fc.asyncProperty(given, async ({ a, axis, every, weights, q }) => {
      const lines = new Map<string, number[]>();
      for (const [i, index] of indicesOf(a.shape).entries()) {
        const key = String(index.with(axis, -1));
        lines.set(key, [...(lines.get(key) ?? []), i]);
      }
      const along = weights.slice(0, a.shape[axis]);
      const heavy = every ? da.fromArray(new da.NDArray(Float64Array.from(weights), a.shape, "float64"), { chunks: 2 }) : along;
      for (const f of [da.quantile, da.nanquantile]) {
        const wanted = q.flatMap(each =>
          [...lines.values()].map(line =>
            expected(
              line.map(i => a.values[i]!),
              every ? line.map(i => weights[i]!) : along,
              each,
              f === da.nanquantile,
            ),
          ),
        );
        const result = f(lazyOf(a), q, { axis, ...method, weights: heavy } as never) as unknown as da.BaskArray;
        expect(result.dtype).toBe(a.dtype);
        expect(flat(await computed(result))).toEqual(wanted.map(x => (a.dtype === "int64" ? Math.trunc(x) : x)));
      }
    }),
    { numRuns: 60 },
  );
});

test("elements without weight do not count; weights that cannot be are errors", async () => {
  const x = da.fromArray([1, 2, 3, 4], { chunks: 2 });
  const at = async (weights: readonly number[]) => flat(await computed(da.quantile(x, [0, 0.25, 0.5, 1], { axis: 0, ...method, weights } as never) as never));
  expect(await at([0, 1, 2, 0])).toEqual([2, 2, 3, 3]);
  await expect(at([1, -1, 1, 1])).rejects.toThrow(/not negative, got -1/);
  await expect(at([0, 0, 0, 0])).rejects.toThrow(/greater than 0/);
  expect(() => da.quantile(x, 0.5, { axis: 0, weights: [1, 1, 1, 1] } as never)).toThrow(/"inverted_cdf" alone, got "linear"/);
  expect(() => da.quantile(x, 0.5, { axis: 0, ...method, weights: [1, 1] } as never)).toThrow(/a weight for every element/);
  expect(flat(await computed(da.percentile(x, [50], { axis: 0, ...method, weights: [1, 1, 1, 9] } as never) as never))).toEqual([4]);
});

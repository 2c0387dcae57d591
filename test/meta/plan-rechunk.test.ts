import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../runtime/array.ts";
import { config } from "../../runtime/run/config.ts";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { lower } from "../../runtime/lower/lower.ts";
import { planRechunk } from "../../runtime/meta/plan-rechunk.ts";
import { evenBlocks } from "../../runtime/meta/chunks.ts";
import { arrayCase, blocking, blockOf, flat, lazyOf } from "../support/arrays.ts";
import { computed } from "../support/evaluate.ts";

type Chunks = readonly (readonly number[])[];
const even = (shape: readonly number[], sizes: readonly number[]): Chunks => shape.map((n, axis) => evenBlocks(n, sizes[axis]!));
const largest = (chunks: Chunks): number => chunks.reduce((n, axis) => n * Math.max(...axis), 1);
const pieces = (a: Chunks, b: Chunks): number =>
  a.reduce((n, axis, k) => n * (String(axis) === String(b[k]) ? axis.length : axis.length + b[k]!.length - 1), 1);
const sums = (chunks: Chunks) => chunks.map(axis => axis.reduce((n, size) => n + size, 0));

describe("planRechunk", () => {
  test("what is cheap is one step", () => {
    expect(planRechunk(even([100, 100], [25, 100]), even([100, 100], [100, 25]), { threshold: 4, blockElements: 1e6 })).toHaveLength(1);
    expect(planRechunk([evenBlocks(1e6, 1)], [[1e6]], { threshold: 4, blockElements: 1 })).toHaveLength(1);
  });

  test("rows to columns goes through blocks between, within the limit", () => {
    const [before, after] = [even([1000, 1000], [1, 1000]), even([1000, 1000], [1000, 1])];
    const plan = planRechunk(before, after, { threshold: 4, blockElements: 10_000 });
    expect(plan.length).toBeGreaterThan(1);
    const cost = [before, ...plan].slice(1).reduce((n, chunks, i) => n + pieces([before, ...plan][i]!, chunks), 0);
    expect(cost).toBeLessThan(pieces(before, after) / 5);
    for (const chunks of plan) expect(largest(chunks)).toBeLessThanOrEqual(10_000);
  });

  test("steps cover the array, keep to the limit, and end at the blocks asked for", () => {
    const side = fc.integer({ min: 1, max: 40 });
    const given = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), side, side), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 2000 }), fc.constantFrom(0.5, 1, 4), (axes, blockElements, threshold) => {
        const shape = axes.map(([n]) => n);
        const before = even(
          shape,
          axes.map(([, a]) => a),
        );
        const after = even(
          shape,
          axes.map(([, , b]) => b),
        );
        const plan = planRechunk(before, after, { threshold, blockElements });
        expect(plan.at(-1)).toEqual(after);
        expect(plan.length).toBeLessThan(50);
        for (const chunks of plan) {
          expect(sums(chunks)).toEqual(shape);
          expect(largest(chunks)).toBeLessThanOrEqual(Math.max(blockElements, largest(before), largest(after)));
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("rechunk", () => {
  test("keeps elements through any number of steps", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(["float64", "int64", "int8"], { minRank: 2, maxRank: 3, maxSize: 7 }).chain(a =>
          fc.tuple(fc.constant(a), fc.tuple(...a.shape.map(blocking))),
        ),
        fc.constantFrom(0.1, 1),
        fc.constantFrom(8, 64, 1e9),
        async ([a, chunks], threshold, blockSizeLimit) => {
          const result = lazyOf(a).rechunk(chunks, { threshold, blockSizeLimit });
          expect(flat(await computed(result))).toEqual(flat(blockOf(a)));
        },
      ),
      { numRuns: 120 },
    );
  });

  test("the settings decide over steps between", () => {
    const x = da.ones([60, 60], { chunks: [1, 60] }).rechunk([60, 1]);
    const layers = () => lower([exprOf(x)]).graph.layers.length;
    expect(layers()).toBe(3);
    using _ = config.set({ "array.rechunk.threshold": 1000 });
    expect(layers()).toBe(2);
  });

  test("p2p needs what is not there", () => {
    expect(() => da.ones(4).rechunk(2, { method: "p2p" })).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }) as Error);
    expect(() => da.ones(4).rechunk(2, { method: "fast" })).toThrow(/"tasks" or "p2p"/);
  });
});

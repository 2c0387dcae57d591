import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as da from "bask/array";
import { config, explain, slice } from "bask";
import { exprOf, type LazyBase } from "../../runtime/collections/lazy.ts";
import { planText } from "../../runtime/optimize/plan-text.ts";
import { sliceElementwise } from "../../runtime/optimize/slice-elementwise.ts";

const after = (...values: unknown[]): string => planText(sliceElementwise(values.map(value => exprOf(value as LazyBase))));
const x = () => da.ones([100, 40], { chunks: 10 });

describe("a slice", () => {
  it("goes below what is computed element by element, to each operand", () => {
    expect(after(x().add(x().mul(3)).get(":10"))).toBe(
      [
        "(1) add  (10, 40) float64, blocks 1 x 4",
        "  (2) get 0:10, :  (10, 40) float64, blocks 1 x 4",
        "    (3) array.ones  (100, 40) float64, blocks 10 x 4",
        "  (4) × 3  (10, 40) float64, blocks 1 x 4",
        "    (2) again",
      ].join("\n"),
    );
  });
  it("stays where the whole is used too", () => {
    const y = x().add(1);
    expect(after(y, y.get(":10"))).toBe(planText([y, y.get(":10")].map(value => exprOf(value as unknown as LazyBase))));
    const z = y.get(":10").add(y.get("10:20"));
    expect(after(z)).toBe(planText([exprOf(z as unknown as LazyBase)]));
  });
  it("stays where an operand is stretched, and passes single values", () => {
    const row = da.ones([40], { chunks: 10 });
    expect(after(x().add(row).get(":10"))).toMatch(/^\(1\) get/);
    expect(after(x().add(x().sum()).get(":10"))).toMatch(/^\(1\) add/);
  });
  it("leaves one fused layer above what is read", () => {
    expect(explain(x().add(1).mul(2).get(":10").sum())).toMatch(/== fuse \(11 tasks\)/);
  });
});

it("gives the same numbers", async () => {
  using _ = config.set({ scheduler: "sync" });
  const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: null });
  const entry = fc.oneof(
    fc.integer({ min: -4, max: 3 }),
    fc.tuple(bound, bound, fc.constantFrom(null, 1, 2, -1)).map(([a, b, c]) => slice(a, b, c)),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(entry, { minLength: 1, maxLength: 2 }), fc.boolean(), async (chunk, index, twice) => {
      const a = da
        .arange(63, { dtype: "float64", chunks: 7 * chunk })
        .reshape([9, 7])
        .rechunk([chunk, 3]);
      const root = da.sqrt(a.add(1));
      const y = twice ? root.mul(a) : root.mul(2);
      const sliced = y.get(...(index as never[]));
      const plain = config.set({ "optimize.skip": ["slice-elementwise"] });
      const expected = await sliced.compute();
      plain[Symbol.dispose]();
      expect(JSON.stringify(await sliced.compute())).toBe(JSON.stringify(expected));
    }),
    { numRuns: 40 },
  );
});

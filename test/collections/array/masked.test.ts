import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, lazyOf } from "../../support/arrays.ts";

const sync = { scheduler: "sync" } as const;
const { ma } = da;
const list = async (x: da.BaskArray): Promise<unknown> => {
  const value = (await x.compute(sync)) as { toArray?: () => unknown } | number | null;
  return typeof value === "object" && value !== null ? value.toArray!() : value;
};
const x = da.fromArray([1, 2, 3, 4, 5, 6], { chunks: 4 });

describe("masks", () => {
  test("made by conditions", async () => {
    expect(await list(ma.maskedEqual(x, 3))).toEqual([1, 2, null, 4, 5, 6]);
    expect(await list(ma.maskedNotEqual(x, 3))).toEqual([null, null, 3, null, null, null]);
    expect(await list(ma.maskedGreater(x, 4))).toEqual([1, 2, 3, 4, null, null]);
    expect(await list(ma.maskedLessEqual(x, 4))).toEqual([null, null, null, null, 5, 6]);
    expect(await list(ma.maskedInside(x, 4, 2))).toEqual([1, null, null, null, 5, 6]);
    expect(await list(ma.maskedOutside(x, 2, 4))).toEqual([null, 2, 3, 4, null, null]);
    expect(await list(ma.maskedWhere(x.mod(2).eq(0), x))).toEqual([1, null, 3, null, 5, null]);
    expect(await list(ma.maskedValues(x, 3.0000001))).toEqual([1, 2, null, 4, 5, 6]);
    expect(await list(ma.maskedInvalid(da.fromArray([1, Number.NaN, Infinity])))).toEqual([1, null, null]);
    expect(await list(ma.maskedArray(x, { mask: [true, false, false, false, false, true] }))).toEqual([null, 2, 3, 4, 5, null]);
    expect(() => ma.maskedArray(x, { mask: [true] })).toThrow(/shape of its array/);
  });
  test("taken apart and filled", async () => {
    const m = ma.maskedGreater(x, 4);
    expect(await list(ma.filled(m, 0))).toEqual([1, 2, 3, 4, 0, 0]);
    expect(await list(ma.filled(m))).toEqual([1, 2, 3, 4, 1e20, 1e20]);
    expect(await list(ma.filled(ma.maskedEqual(x, 2)))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await list(ma.filled(ma.setFillValue(m, -1)))).toEqual([1, 2, 3, 4, -1, -1]);
    expect(await list(ma.getdata(m))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await list(ma.getmaskarray(m))).toEqual([false, false, false, false, true, true]);
    expect(await list(ma.getmaskarray(x))).toEqual(Array.from({ length: 6 }, () => false));
    expect(await list(ma.fixInvalid(da.fromArray([1, Number.NaN]), { fillValue: 7 }))).toEqual([1, null]);
    expect(await list(ma.filled(ma.fixInvalid(da.fromArray([1, Number.NaN]), { fillValue: 7 })))).toEqual([1, 7]);
    const block = (await m.compute(sync)) as da.MaskedNDArray;
    expect([block.item(5), block.get("3:5").toArray(), block.filled(9).toArray()]).toEqual([null, [4, null], [1, 2, 3, 4, 9, 9]]);
    expect(await list(ma.onesLike(m))).toEqual([1, 1, 1, 1, null, null]);
  });
  test("go with the elements", async () => {
    const m = ma.maskedGreater(x, 4);
    expect(await list(m.add(1))).toEqual([2, 3, 4, 5, null, null]);
    expect(await list(m.add(ma.maskedLess(x, 2)))).toEqual([null, 4, 6, 8, null, null]);
    expect(await list(m.get("::-1").rechunk(2))).toEqual([null, null, 4, 3, 2, 1]);
    expect(await list(m.reshape([2, 3]).T)).toEqual([
      [1, 4],
      [2, null],
      [3, null],
    ]);
    expect(await list(da.concatenate([m, x.get(":1")]))).toEqual([1, 2, 3, 4, null, null, 1]);
    expect(await list(x.div(ma.maskedEqual(x.sub(1), 9)))).toEqual([null, 2, 1.5, 4 / 3, 1.25, 1.2]);
    expect(await list(m.get(":", da.newaxis).add(x))).toHaveLength(6);
    expect(await list(da.where(x.gt(3), m, -1))).toEqual([-1, -1, -1, 4, null, null]);
    expect(() => m.mapBlocks((b: unknown) => b, { dtype: "float64" })).toThrow(/masked array is not supported: da\.ma\.filled/);
    expect(await list(m.cumsum({ axis: 0 }))).toEqual([1, 3, 6, 10, null, null]);
  });
  test("reductions leave masked elements out", async () => {
    const masks = fc.array(fc.boolean(), { minLength: 400, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(arrayCase(["float64", "int32"], { minRank: 1, minSize: 1 }), masks, async (given, hidden) => {
        const mask = da.fromArray(
          new da.NDArray(
            Uint8Array.from(given.values, (_, i) => Number(hidden[i])),
            given.shape,
            "bool",
          ),
          { chunks: given.chunks },
        );
        const m = ma.maskedArray(lazyOf(given), { mask });
        const seen = given.values.filter((_, i) => !hidden[i]);
        const close = (a: unknown, b: number) => (Number.isFinite(b) ? expect(a as number).toBeCloseTo(b, 5) : expect(a).toBe(b));
        if (seen.length === 0) {
          expect(await list(m.sum())).toBeNull();
          expect(await list(m.min())).toBeNull();
          expect(await list(m.mean())).toBeNull();
          return;
        }
        const sum = seen.reduce((a, b) => a + b, 0);
        close(await list(m.sum()), sum);
        close(await list(m.mean()), sum / seen.length);
        const lowest = seen.some(Number.isNaN) ? Number.NaN : Math.min(...seen);
        expect(Object.is(await list(m.min()), lowest) || (await list(m.min())) === lowest).toBe(true);
        expect(await list(ma.count(m))).toBe(seen.length);
        if (seen.every(Number.isFinite)) {
          const mean = sum / seen.length;
          close(await list(m.std()), Math.sqrt(seen.reduce((a, b) => a + (b - mean) ** 2, 0) / seen.length));
        }
      }),
      { numRuns: 40 },
    );
    const m = ma.maskedArray(da.fromArray([1, 2, 3, 4]), { mask: [false, true, false, false] });
    expect(await list(ma.average(m, { weights: da.fromArray([1, 5, 1, 2]) }))).toBe(3);
    expect(await list(m.argmax())).toBe(3);
    expect(await list(ma.maskedGreater(x.reshape([2, 3]), 3).sum({ axis: 1 }))).toEqual([6, null]);
  });
});

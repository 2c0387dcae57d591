import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as dd from "../../../runtime/dataframe.ts";

const sync = { scheduler: "sync" } as const;
const gap = (value: number | null): number => value ?? Number.NaN;
const FOLDS: Readonly<Record<string, (values: number[]) => number>> = {
  sum: values => values.reduce((a, b) => a + b, 0),
  mean: values => values.reduce((a, b) => a + b, 0) / values.length,
  min: values => (values.length === 0 ? Number.NaN : Math.min(...values)),
  max: values => (values.length === 0 ? Number.NaN : Math.max(...values)),
  count: values => values.length,
  median: values => {
    const sorted = values.toSorted((a, b) => a - b);
    return values.length === 0 ? Number.NaN : (sorted[(values.length - 1) >> 1]! + sorted[values.length >> 1]!) / 2;
  },
};

describe("rolling", () => {
  test("is what each row's window gives, whatever the partitions", async () => {
    const values = fc.array(fc.option(fc.integer({ min: -9, max: 9 }), { nil: null }), { minLength: 4, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.constantFrom(...Object.keys(FOLDS)),
        async (data, window, least, center, how) => {
          const minPeriods = Math.min(least, window);
          const npartitions = Math.max(1, Math.floor(data.length / 4));
          const frame = dd.fromTable(
            data.map(a => ({ a: gap(a) })),
            { npartitions },
          ) as any;
          const after = center ? (window - 1) >> 1 : 0;
          const expected = data.map((_, i) => {
            const there = data.slice(Math.max(0, i - (window - 1 - after)), i + after + 1).filter(value => value !== null);
            return there.length < minPeriods ? Number.NaN : FOLDS[how]!(there);
          });
          const result = (await frame.col.a.rolling(window, { minPeriods, center })[how]().compute(sync)).toArray() as number[];
          expect(result.map(value => value.toFixed(6))).toEqual(expected.map(value => value.toFixed(6)));
        },
      ),
      { numRuns: 80 },
    );
  });

  test("of frames the columns of numbers; spread; windows that are too large", async () => {
    const frame = dd.fromTable(
      [1, 2, 4, 8].map(a => ({ a, b: a / 2, g: "x" })),
      { npartitions: 2 },
    ) as any;
    const rolled = frame.rolling(2).std();
    expect(rolled.dtypes).toEqual({ a: "float64", b: "float64" });
    expect((await rolled.compute(sync)).get("a").toArray()[3]).toBeCloseTo(Math.sqrt(8), 12);
    await expect(frame.rolling(4).sum().compute(sync)).rejects.toThrow(/neighbouring partition/);
    expect(() => frame.rolling("2D")).toThrow(/windows of time/);
    expect(() => frame.rolling(0)).toThrow(/at least 1/);
    expect(() => frame.rolling(2, { winType: "gaussian" })).toThrow(/winType/);
  });
});

test("mapOverlap gives the function rows of the neighbours and cuts them off", async () => {
  const frame = dd.fromTable(
    [1, 2, 3, 4, 5].map(a => ({ a })),
    { npartitions: 2 },
  ) as any;
  const lengths = frame.mapOverlap((part: any) => part.toArray().map(() => ({ n: part.length })), 1, 1, { meta: { n: "int64" } });
  expect((await lengths.compute(sync)).get("n").toArray()).toEqual([4, 4, 4, 3, 3]);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../runtime/array.ts";
import { config, slice } from "../../runtime/index.ts";
import type { NDArray } from "../../runtime/values/ndarray.ts";

const SHAPE = [9, 7];
type Region = readonly (readonly [number, number])[];
const log: number[] = [];
/** A source in this thread: `globalThis` carries what cannot travel. */
Object.assign(globalThis, {
  readGrid: (region: Region): NDArray => {
    const shape = region.map(([start, stop]) => stop - start);
    log.push(shape.reduce((n, size) => n * size, 1));
    const data = Float64Array.from(
      { length: shape[0]! * shape[1]! },
      (_, i) => (region[0]![0] + Math.floor(i / shape[1]!)) * 7 + region[1]![0] + (i % shape[1]!),
    );
    return da.ndarray(data, shape) as unknown as NDArray;
  },
});
declare const readGrid: (region: Region) => NDArray;
const source = { shape: SHAPE, dtype: "float64", read: (region: Region) => readGrid(region) } as const;
const whole = da.ndarray(
  Float64Array.from({ length: 63 }, (_, i) => i),
  SHAPE,
);
const values = async (x: { compute(options: object): Promise<unknown> }) => {
  const result = (await x.compute({ scheduler: "sync" })) as NDArray | number;
  return typeof result === "number" ? result : (result.toArray() as unknown);
};

const bound = fc.option(fc.integer({ min: -10, max: 10 }), { nil: null });
const entry = fc.oneof(
  fc.integer({ min: -7, max: 6 }),
  fc.tuple(bound, bound, fc.constantFrom(null, 1, 2, 3, -1, -2)).map(([start, stop, step]) => slice(start, stop, step)),
);

test("slices of a source are those of the same data in memory", async () => {
  using _ = config.set({ scheduler: "sync" });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 })),
      fc.array(entry, { minLength: 1, maxLength: 2 }),
      entry,
      async (chunks, index, again) => {
        const [lazy, plain] = [da.fromArray(source as never, { chunks }), da.fromArray(whole, { chunks })];
        const sliced = (x: typeof plain) => {
          const once = x.get(...(index as [])) as typeof plain;
          return once.ndim > 0 && typeof again !== "number" ? (once.get(again as never) as typeof plain) : once;
        };
        expect(await values(sliced(lazy as never))).toEqual(await values(sliced(plain)));
        expect(await values((lazy as never as typeof plain).add(sliced(lazy as never).sum()))).toEqual(await values(plain.add(sliced(plain).sum())));
      },
    ),
    { numRuns: 60 },
  );
});

test("no more is read than the slice needs, and what two want is read once", async () => {
  const x = da.fromArray(source as never, { chunks: 3 }) as ReturnType<typeof da.ones>;
  log.length = 0;
  await values(x.get(4, slice(2, 5, null)));
  expect(log).toEqual([1, 2]);
  log.length = 0;
  await values(x.get(":", slice(null, 2, null)).get(slice(4, null, null)));
  expect(log).toEqual([4, 6]);
  log.length = 0;
  await values(x.get(0).sum().add(x.sum()));
  expect(log).toHaveLength(9);
});

test("a source that gives something else is told so", async () => {
  const wrong = { shape: [4], dtype: "float64", read: () => [1, 2] };
  await expect(values(da.fromArray(wrong as never, { chunks: 4 }) as never)).rejects.toThrow();
});

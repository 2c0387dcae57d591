/** Whatever passes are left out, the results are the same: their blocks, and the bits of integers, booleans and texts; floats within rounding. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import * as da from "bask/array";
import * as dd from "bask/dataframe";
import { config } from "bask";
import { PASSES } from "../../runtime/optimize/index.ts";

const names = PASSES.map(([name]) => name);
const someOf = fc.subarray(names);
let restore: Disposable | undefined;
afterEach(() => restore?.[Symbol.dispose]());
const without = async <T>(skipped: readonly string[], work: () => Promise<T>): Promise<T> => {
  restore = config.set({ "optimize.skip": skipped, scheduler: "sync" });
  try {
    return await work();
  } finally {
    restore[Symbol.dispose]();
  }
};

describe("every subset of passes", () => {
  it("gives the same arrays", async () => {
    const step = fc.constantFrom(
      (x: da.Array) => x.add(3),
      (x: da.Array) => x.mul(x),
      (x: da.Array) => x.T,
      (x: da.Array) => x.get("1:"),
      (x: da.Array) => x.get("::2", ":3"),
      (x: da.Array) => x.sum({ axis: 0, keepdims: true } as never).add(x),
      (x: da.Array) => x.cumsum({ axis: 0 } as never),
    );
    const make = fc.record({ rows: fc.integer({ min: 4, max: 12 }), chunk: fc.integer({ min: 1, max: 5 }), steps: fc.array(step, { maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(make, someOf, fc.constantFrom("int32", "float64"), async ({ rows, chunk, steps }, skipped, dtype) => {
        const build = () =>
          steps.reduce<da.Array>(
            (x, f) => f(x),
            da
              .arange(rows * 4, { dtype, chunks: chunk * 4 })
              .reshape([rows, 4])
              .rechunk([chunk, 3]),
          );
        const [all, some] = [await without([], () => build().compute()), await without(skipped, () => build().compute())];
        expect([some.shape, some.dtype]).toEqual([all.shape, all.dtype]);
        expect([...(some.data as Int32Array)]).toEqual([...(all.data as Int32Array)]);
        const grids = await Promise.all(
          [names, skipped].map(off =>
            without(off, () =>
              Promise.all(
                build()
                  .toDelayed()
                  .map(block => block.compute()),
              ),
            ),
          ),
        );
        expect(grids[1]!.map(block => block.shape)).toEqual(grids[0]!.map(block => block.shape));
      }),
      { numRuns: 30 },
    );
  });

  it("gives the same frames", async () => {
    interface Row {
      a: number;
      b: number;
      name: string;
    }
    const step = fc.constantFrom(
      (f: dd.DataFrame<Row>) => f.filter(r => r.a > 2),
      (f: dd.DataFrame<Row>) => f.assign({ b: r => r.a * 2 + r.b }) as unknown as dd.DataFrame<Row>,
      (f: dd.DataFrame<Row>) => f.filter(r => r.name !== "x" && r.b < 50),
      (f: dd.DataFrame<Row>) => f.get(["name", "b", "a"] as never) as unknown as dd.DataFrame<Row>,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), someOf, fc.integer({ min: 1, max: 4 }), async (steps, skipped, npartitions) => {
        const build = () =>
          steps.reduce(
            (f, g) => g(f),
            dd.fromTable<Row>(
              Array.from({ length: 11 }, (_, i) => ({ a: i % 7, b: i * i, name: "xyz"[i % 3]! })),
              { npartitions },
            ),
          );
        const text = (skip: readonly string[]) => without(skip, async () => JSON.stringify((await build().compute()).toArray()));
        const sums = (skip: readonly string[]) =>
          without(skip, () =>
            build()
              .groupby("name")
              .col.b.sum()
              .compute()
              .then(column => JSON.stringify([...column])),
          );
        expect(await text(skipped)).toBe(await text([]));
        expect(await sums(skipped)).toBe(await sums([]));
      }),
      { numRuns: 20 },
    );
  });
});

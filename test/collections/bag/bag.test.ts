import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as db from "../../../runtime/bag.ts";
import { compute, config } from "../../../runtime/index.ts";

let restore: { [Symbol.dispose](): void };
beforeAll(() => void (restore = config.set({ scheduler: "sync" })));
afterAll(() => restore[Symbol.dispose]());

const partitions = async (bag: db.Bag) => (await compute(...bag.toDelayed())) as unknown[][];

describe("partitions of fromSequence", () => {
  it.each([
    [10, { npartitions: 4 }, [3, 3, 3, 1]],
    [7, { npartitions: 3 }, [3, 3, 1]],
    [6, { npartitions: 4 }, [2, 2, 2]],
    [10, { partitionSize: 3 }, [3, 3, 3, 1]],
    [5, {}, [1, 1, 1, 1, 1]],
    [0, {}, [0]],
  ])("%i values, %o", async (n, options, sizes) => {
    const bag = db.fromSequence(
      Array.from({ length: n }, (_, i) => i),
      options,
    );
    expect(bag.npartitions).toBe(sizes.length);
    expect((await partitions(bag)).map(part => part.length)).toEqual(sizes);
  });
  it("says what is wrong with npartitions", () => {
    expect(() => db.fromSequence([1], { npartitions: 0 })).toThrow(/expected npartitions .* got 0/);
  });
  it("range gives the rest to the last", async () => {
    expect((await partitions(db.range(10, { npartitions: 3 }))).map(part => part.length)).toEqual([3, 3, 4]);
  });
});

describe("value by value", () => {
  const bag = () => db.fromSequence([1, 2, 3, 4, 5, 6], { npartitions: 3 });
  it("map, filter, remove", async () => {
    const limit = 10;
    expect(
      await bag()
        .map((x: number) => x * limit)
        .filter((x: number) => x > 20)
        .remove((x: number) => x === 40)
        .compute(),
    ).toEqual([30, 50, 60]);
  });
  it("map with a value, a lazy value and a bag as further arguments", async () => {
    const f = (x: number, y: number) => x + y;
    expect(await bag().map(f, 10).compute()).toEqual([11, 12, 13, 14, 15, 16]);
    expect(await bag().map(f, bag().max()).compute()).toEqual([7, 8, 9, 10, 11, 12]);
    expect(await bag().map(f, bag()).compute()).toEqual([2, 4, 6, 8, 10, 12]);
  });
  it("awaits an async function", async () => {
    expect(
      await bag()
        .map(async (x: number) => Promise.resolve(x + 1))
        .compute(),
    ).toEqual([2, 3, 4, 5, 6, 7]);
  });
  it("starmap, pluck, flatten, zip", async () => {
    expect(
      await db
        .fromSequence([
          [1, 2],
          [3, 4],
        ])
        .starmap((a: number, b: number) => a * b)
        .compute(),
    ).toEqual([2, 12]);
    expect(
      await db
        .fromSequence([{ a: 1, b: 2 }, { a: 3 }])
        .pluck("b", 0)
        .compute(),
    ).toEqual([2, 0]);
    expect(
      await db
        .fromSequence([{ a: 1, b: 2 }])
        .pluck(["b", "a"])
        .compute(),
    ).toEqual([[2, 1]]);
    expect(
      await db
        .fromSequence([[1], [], [2, 3]])
        .flatten()
        .compute(),
    ).toEqual([1, 2, 3]);
    expect(await db.zip(bag(), bag()).compute()).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 6],
    ]);
  });
  it("a field that is not there is an error that shows the value", async () => {
    await expect(
      db
        .fromSequence([{ a: 1 }])
        .pluck("b")
        .compute(),
    ).rejects.toThrow(/expected a field "b".*\{"a":1\}/s);
  });
  it("needs as many partitions in every bag", () => {
    expect(() => bag().map((a: number, b: number) => a + b, db.fromSequence([1], { npartitions: 1 }))).toThrow(/expected bags of 3 partitions, got one of 1/);
  });
  it("accumulate goes on from partition to partition, empty ones too", async () => {
    const add = (a: number, b: number) => a + b;
    expect(
      await bag()
        .filter((x: number) => x > 2)
        .accumulate(add, { initial: 100 })
        .compute(),
    ).toEqual([100, 103, 107, 112, 118]);
    expect(
      await bag()
        .filter((x: number) => x < 3 || x > 4)
        .accumulate(add)
        .compute(),
    ).toEqual([1, 3, 8, 14]);
  });
  it("strings", async () => {
    expect(await db.fromSequence(["a b", "c"]).str.upper().compute()).toEqual(["A B", "C"]);
    expect(await db.fromSequence(["a,b"]).str.split(",").compute()).toEqual([["a", "b"]]);
  });
});

describe("take", () => {
  it("reads the first partition, or as many as asked", async () => {
    const bag = db.fromSequence([1, 2, 3, 4], { npartitions: 2 });
    expect(await bag.take(3)).toEqual([1, 2]);
    expect(await bag.take(3, { npartitions: -1 })).toEqual([1, 2, 3]);
    expect(((await (bag.take(1, { compute: false }) as db.Bag).compute()) as unknown[]).length).toBe(1);
    expect(() => bag.take(1, { npartitions: 3 })).toThrow(/at most 2 partitions/);
  });
});

describe("repartition, concat, product, groupby", () => {
  it("joins neighbours and splits evenly", async () => {
    const bag = db.fromSequence([1, 2, 3, 4, 5, 6], { npartitions: 6 });
    expect(await partitions(bag.repartition({ npartitions: 4 }))).toEqual([[1], [2, 3], [4], [5, 6]]);
    expect((await partitions(db.fromSequence([1, 2, 3, 4, 5], { npartitions: 1 }).repartition({ npartitions: 2 }))).flat()).toEqual([1, 2, 3, 4, 5]);
    expect(await partitions(db.concat([db.fromSequence([1]), db.fromSequence([2])]))).toEqual([[1], [2]]);
    expect(
      await db
        .fromSequence([1, 2], { npartitions: 1 })
        .product(db.fromSequence(["a", "b"], { npartitions: 2 }))
        .compute(),
    ).toEqual([
      [1, "a"],
      [2, "a"],
      [1, "b"],
      [2, "b"],
    ]);
  });
  it("groups every value by its key", async () => {
    const groups = (await db
      .fromSequence([1, 2, 3, 4, 5], { npartitions: 3 })
      .groupby((x: number) => x % 2)
      .compute()) as [number, number[]][];
    expect(Object.fromEntries(groups)).toEqual({ 0: [2, 4], 1: [1, 3, 5] });
  });
});

describe("against plain arrays", () => {
  const bags = fc.tuple(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 8 }));
  it("reductions", async () => {
    await fc.assert(
      fc.asyncProperty(bags, async ([values, npartitions]) => {
        const bag = db.fromSequence(values, { npartitions });
        const [sum, mean, count, min, max, std, any] = await compute(bag.sum(), bag.mean(), bag.count(), bag.min(), bag.max(), bag.std(), bag.any());
        const average = values.reduce((a, b) => a + b, 0) / values.length;
        expect([sum, count, min, max]).toEqual([values.reduce((a, b) => a + b, 0), values.length, Math.min(...values), Math.max(...values)]);
        expect(mean).toBeCloseTo(average, 9);
        expect(std).toBeCloseTo(Math.sqrt(values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length), 9);
        expect(any).toBe(values.some(Boolean));
      }),
      { numRuns: 30 },
    );
  });
  it("foldby, frequencies, distinct, topk", async () => {
    await fc.assert(
      fc.asyncProperty(bags, async ([values, npartitions]) => {
        const bag = db.fromSequence(values, { npartitions });
        const [folded, counts, distinct, top] = (await compute(
          bag.foldby(
            (x: number) => x % 3,
            (total: number, x: number) => total + x,
            0,
            (a: number, b: number) => a + b,
          ),
          bag.frequencies(),
          bag.distinct(),
          bag.topk(3),
        )) as [[number, number][], [number, number][], number[], number[]];
        const sums = new Map<number, number>();
        const frequencies = new Map<number, number>();
        for (const x of values) {
          sums.set(x % 3, (sums.get(x % 3) ?? 0) + x);
          frequencies.set(x, (frequencies.get(x) ?? 0) + 1);
        }
        expect(new Map(folded)).toEqual(sums);
        expect(new Map(counts)).toEqual(frequencies);
        expect(distinct).toEqual([...new Set(values)]);
        expect(top).toEqual([...values].sort((a, b) => b - a).slice(0, 3));
      }),
      { numRuns: 30 },
    );
  });
  it("an empty bag has no maximum", async () => {
    await expect(db.fromSequence([]).max().compute()).rejects.toThrow(/expected at least one value, got an empty bag/);
    expect(await db.fromSequence([]).sum().compute()).toBe(0);
  });
});

describe("readText", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bask-text-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  it("gives lines without their ending, in the order of the files' names", async () => {
    writeFileSync(path.join(folder, "b.txt"), "3\n\n4");
    writeFileSync(path.join(folder, "a.txt"), "1\r\n2\r\n");
    expect(await partitions(db.readText(path.join(folder, "*.txt")))).toEqual([
      ["1", "2"],
      ["3", "", "4"],
    ]);
  });
  it("reads gzip, and refuses a blocksize for it", async () => {
    writeFileSync(path.join(folder, "x.json.gz"), gzipSync('{"a":1}\n{"a":2}\n'));
    expect(await db.readText(path.join(folder, "*.json.gz")).map(JSON.parse).pluck("a").sum().compute()).toBe(3);
    expect(() => db.readText(path.join(folder, "*.gz"), { blocksize: 4 })).toThrow(/compressed/);
  });
  it("an empty glob is an error that names it", () => {
    expect(() => db.readText(path.join(folder, "*.none"))).toThrow(/no files match .*\*\.none/);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, blocking, blockOf, flat, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const anyCase = arrayCase(["float64", "int64", "int8", "bool", "complex128", "uint16"], { maxSize: 5 });
const plain = (value: unknown) => (value instanceof da.NDArray ? value.toArray() : value);

/** A random index for a shape, without two lists. */
const indexFor = (shape: readonly number[]) =>
  fc
    .tuple(
      ...shape.map(n => {
        const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: null });
        const slice = fc
          .tuple(
            bound,
            bound,
            fc.option(
              fc.integer({ min: -3, max: 3 }).filter(s => s !== 0),
              { nil: null },
            ),
          )
          .map(([a, b, c]) => da.slice(a, b, c));
        return n === 0 ? slice : fc.oneof(slice, fc.integer({ min: -n, max: n - 1 }), fc.constant(":"));
      }),
    )
    .chain(index => fc.tuple(fc.constant(index), fc.integer({ min: 0, max: index.length }), fc.boolean()))
    .map(([index, at, add]) => (add ? (index as unknown[]).toSpliced(at, 0, da.newaxis) : index) as unknown[]);

describe("get", () => {
  test("is what a block in memory gives, in every blocking", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCase.chain(a => fc.tuple(fc.constant(a), indexFor(a.shape))),
        async ([a, index]) => {
          const expected = blockOf(a).get(...index);
          const result = lazyOf(a).get(...index);
          expect(result.shape).toEqual([...expected.shape]);
          expect(plain(await computed(result))).toEqual(plain(expected.ndim === 0 ? expected.item() : expected));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("lists keep order and repeats", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(["float64", "int64"], { minRank: 1, maxSize: 6, minSize: 1 }).chain(a =>
          fc.tuple(fc.constant(a), fc.nat({ max: a.shape.length - 1 }), fc.array(fc.integer({ min: -9, max: 9 }))),
        ),
        async ([a, axis, picks]) => {
          const n = a.shape[axis]!;
          const list = picks.map(p => (((p % n) + n) % n) - (p < 0 ? n : 0));
          const index = a.shape.map((_, k) => (k === axis ? list : ":"));
          expect(plain(await computed(lazyOf(a).get(...index)))).toEqual(
            blockOf(a)
              .get(...index)
              .toArray(),
          );
        },
      ),
    );
  });

  test("masks give unknown sizes, which computing makes known", async () => {
    const x = da.arange(20, { chunks: 6 });
    const some = x.get(x.mod(3).eq(0));
    expect(some.shape).toEqual([Number.NaN]);
    expect(flat(await computed(some))).toEqual([0, 3, 6, 9, 12, 15, 18]);
    expect(await computed(some.sum())).toBe(63);
    expect(() => some.get("1:3")).toThrow(expect.objectContaining({ code: "UNKNOWN_SIZE" }) as Error);
    expect(() => some.rechunk(2)).toThrow(/computeChunkSizes/);
    const known = await some.computeChunkSizes({ scheduler: "sync" });
    expect(known.chunks).toEqual([[2, 2, 2, 1]]);
    expect(flat(await computed(known.get("2:4")))).toEqual([6, 9]);
    const y = da.fromArray(
      [
        [1, 5],
        [7, 2],
        [9, 9],
      ],
      { chunks: [2, 1] },
    );
    expect(flat(await computed(y.get(y.gt(4))))).toEqual([5, 7, 9, 9]);
    expect(plain(await computed(y.get(y.get(":", 0).gt(4), 1)))).toEqual([2, 9]);
    expect(flat(await computed(y.get(y.gt(100)).sum()))).toEqual([0]);
  });

  test("errors are at the call", () => {
    const x = da.ones([6, 8], { chunks: [3, 4] });
    expect(() => x.get(6)).toThrow(/index 6 is out of bounds for axis 0 with size 6/);
    expect(() => x.get(1, 2, 3)).toThrow(/too many indices/);
    expect(() => x.get([0], [1])).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }) as Error);
    expect(() => x.get([true, false])).toThrow(/expected 6, got 2/);
    expect(() => x.get([7])).toThrow(/out of bounds/);
    expect(() => x.get("::0")).toThrow(/other than 0/);
    expect(() => x.get(da.ones([8], { chunks: 4 }).gt(0))).toThrow(/mask/);
  });
});

describe("layout", () => {
  const rechunked = anyCase.chain(a => fc.tuple(fc.constant(a), fc.tuple(...a.shape.map(blocking))));
  test("rechunk changes blocks alone", async () => {
    await fc.assert(
      fc.asyncProperty(rechunked, async ([a, chunks]) => {
        const result = lazyOf(a).rechunk(chunks);
        expect(result.chunks).toEqual(chunks);
        expect(plain(await computed(result))).toEqual(plain(await computed(lazyOf(a))));
      }),
    );
  });
  test("transpose permutes", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCase.chain(a =>
          fc.tuple(
            fc.constant(a),
            fc.shuffledSubarray(
              a.shape.map((_, i) => i),
              { minLength: a.shape.length, maxLength: a.shape.length },
            ),
          ),
        ),
        async ([a, axes]) => {
          const expected = blockOf(a).transpose(...axes);
          expect(plain(await computed(lazyOf(a).transpose(...axes)))).toEqual(plain(axes.length === 0 ? expected.T.item() : expected));
        },
      ),
    );
  });
  test("reshape keeps C order, or refuses what would cut across axes", async () => {
    const given = arrayCase(["float64", "int32"], { minRank: 1, maxSize: 6, minSize: 1 }).chain(a => fc.tuple(fc.constant(a), factored(a.values.length)));
    await fc.assert(
      fc.asyncProperty(given, fc.boolean(), async ([a, shape], mergeChunks) => {
        let result: da.BaskArray;
        try {
          result = lazyOf(a).reshape(shape, { mergeChunks });
        } catch (error) {
          expect(error).toMatchObject({ code: "NOT_SUPPORTED" });
          return;
        }
        expect(plain(await computed(result))).toEqual(blockOf(a).reshape(shape).toArray());
      }),
      { numRuns: 300 },
    );
    expect(() => da.ones([3, 4]).reshape([5, -1])).toThrow(/cannot have the shape/);
  });
  test("concatenate and stack", async () => {
    await fc.assert(
      fc.asyncProperty(
        arrayCase(["float64", "int32"], { minRank: 1, maxRank: 3, maxSize: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        async (a, pick, count) => {
          const axis = pick % a.shape.length;
          const arrays = Array.from({ length: count }, (_, i) =>
            lazyOf(a)
              .rechunk({ [axis]: i + 1 })
              .add(i),
          );
          const joined = await computed(da.concatenate(arrays, { axis }));
          expect(joined.shape[axis]).toBe(a.shape[axis]! * count);
          const stacked = await computed(da.stack(arrays, { axis }));
          for (let i = 0; i < count; i++) {
            const part = blockOf(a).add(i).toArray();
            const n = a.shape[axis]!;
            const before = Array.from({ length: axis }, () => ":");
            expect(joined.get(...before, `${i * n}:${(i + 1) * n}`).toArray()).toEqual(part);
            expect(stacked.get(...before, i).toArray()).toEqual(part);
          }
        },
      ),
    );
    expect(() => da.concatenate([da.ones([2, 3]), da.ones([2, 4])])).toThrow(
      expect.objectContaining({ code: "SHAPE", expected: [2, 3], got: [2, 4] }) as Error,
    );
    expect(() => da.stack([da.ones([2]), da.ones([3])])).toThrow(/same shape/);
    expect(da.concatenate([da.ones([2]), da.arange(2)]).dtype).toBe("float64");
  });
  test("blocks are whole pieces", async () => {
    const x = da.arange(12, { chunks: 5 });
    expect(x.blocks.shape).toEqual([3]);
    expect(flat(await computed(x.blocks.get(-1)))).toEqual([10, 11]);
    expect(x.blocks.get([2, 0]).chunks).toEqual([[2, 5]]);
  });
});

/** A random shape of `n` elements. */
function factored(n: number): fc.Arbitrary<number[]> {
  const factors: number[] = [];
  for (let left = n, p = 2; left > 1;) {
    if (left % p === 0) [left, factors[factors.length]] = [left / p, p];
    else p++;
  }
  return fc
    .tuple(
      fc.shuffledSubarray(factors, { minLength: factors.length, maxLength: factors.length }),
      fc.array(fc.nat({ max: 2 }), { minLength: factors.length, maxLength: factors.length }),
    )
    .map(([list, places]) => {
      const shape = [1, 1, 1];
      for (const [i, f] of list.entries()) shape[places[i]!]! *= f;
      return shape;
    });
}

describe("composed routines", () => {
  test.each([
    ["roll", da.roll(da.arange(5, { chunks: 2 }), 2), [3, 4, 0, 1, 2]],
    ["flip", da.flip(da.arange(5, { chunks: 2 })), [4, 3, 2, 1, 0]],
    ["repeat", da.repeat(da.arange(3, { chunks: 2 }), 2), [0, 0, 1, 1, 2, 2]],
    ["tile", da.tile(da.arange(2), [2, 2]), [0, 1, 0, 1, 0, 1, 0, 1]],
    ["diff", da.diff(da.arange(5, { chunks: 2 }).pow(2), { n: 2 }), [2, 2, 2]],
    ["trace", da.arange(9, { chunks: 3 }).reshape([3, 3]).trace(), [12]],
    [
      "matmul",
      da
        .arange(6, { chunks: 4 })
        .reshape([2, 3])
        .matmul(da.arange(6).reshape([3, 2]).rechunk(1)),
      [10, 13, 28, 40],
    ],
    ["dot of vectors", da.arange(4, { chunks: 3 }).dot(da.arange(4)), [14]],
    ["outer", da.outer(da.arange(2), da.arange(3, { chunks: 2 })), [0, 0, 0, 0, 1, 2]],
    ["eye", da.eye(3, { k: 1, chunks: 2 }), [0, 1, 0, 0, 0, 1, 0, 0, 0]],
    ["linspace", da.linspace(0, 1, { num: 5, chunks: 2 }), [0, 0.25, 0.5, 0.75, 1]],
    ["arange with steps", da.arange(10, 2, -3, { chunks: 2 }), [10, 7, 4]],
    ["select", da.select([da.arange(4).lt(1), da.arange(4).gt(2)], [da.arange(4).add(10), da.arange(4).neg()], 7), [10, 7, 7, -3]],
    ["squeeze", da.ones([1, 3, 1]).squeeze({ axis: 0 }), [1, 1, 1]],
    [
      "average",
      da.average(
        da.fromArray([
          [1, 2],
          [3, 4],
        ]),
        { axis: 1, weights: [0.25, 0.75] },
      ),
      [1.75, 3.75],
    ],
    ["take", da.take(da.arange(10, { chunks: 4 }), [9, 0], { axis: 0 }), [9, 0]],
  ] as const)("%s", async (_name, array, expected) => {
    const actual = flat(await computed(array));
    expect(actual).toHaveLength(expected.length);
    for (const [i, want] of expected.entries()) expect(actual[i]).toBeCloseTo(want, 12);
  });
});

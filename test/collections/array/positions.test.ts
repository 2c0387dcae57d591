import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { arrayCase, blockOf, flat, lazyOf } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const some = arrayCase(["float64", "int64", "int8", "bool", "complex128"], { minRank: 1, maxSize: 5, minSize: 1 });
const plain = (value: unknown) => (value instanceof da.NDArray ? value.toArray() : value);

describe("positions that are computed", () => {
  test("take what a list takes, in the blocks of the positions", async () => {
    await fc.assert(
      fc.asyncProperty(
        some.chain(a =>
          fc
            .nat({ max: a.shape.length - 1 })
            .chain(axis =>
              fc.tuple(
                fc.constant(a),
                fc.constant(axis),
                fc.array(fc.integer({ min: -a.shape[axis]!, max: a.shape[axis]! - 1 }), { maxLength: 9 }),
                fc.constantFrom("int64", "int32", "int8"),
                fc.integer({ min: 1, max: 4 }),
              ),
            ),
        ),
        async ([a, axis, list, dtype, size]) => {
          const positions = da.fromArray(new Float64Array(list), { chunks: size }).astype(dtype);
          const index = (entry: unknown) => a.shape.map((_, k) => (k === axis ? entry : ":"));
          const result = lazyOf(a).get(...index(positions));
          expect(result.chunks[axis]).toEqual(positions.chunks[0]);
          expect(plain(await computed(result))).toEqual(
            blockOf(a)
              .get(...index(list))
              .toArray(),
          );
        },
      ),
      { numRuns: 120 },
    );
  });

  test("one position takes its axis away; slices and new axes stand beside", async () => {
    const x = da.arange(24, { chunks: 5 }).reshape([4, 6]).rechunk([3, 2]);
    expect(flat(await computed(x.get(x.get(0, 2), 1)))).toEqual([13]);
    expect(((await computed(x.get(da.newaxis, da.arange(3, 0, -1 as never, {} as never), "::3"))) as da.NDArray).toArray()).toEqual([
      [
        [18, 21],
        [12, 15],
        [6, 9],
      ],
    ]);
  });

  test("out of bounds is an error of the run, an unknown axis one of the call", async () => {
    const x = da.arange(6, { chunks: 4 });
    await expect(computed(x.get(da.arange(9)))).rejects.toThrow(/index 6 is out of bounds for axis 0 with size 6/);
    expect(() => x.get(x.gt(2)).get(da.arange(2))).toThrow(/computeChunkSizes/);
    expect(() => x.get(da.ones(3))).toThrow(expect.objectContaining({ code: "INDEX" }) as Error);
  });
});

describe("vindex", () => {
  test("gives the points, whatever the blocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        some.chain(a =>
          fc.tuple(
            fc.constant(a),
            fc.array(fc.tuple(...a.shape.map(n => fc.integer({ min: -n, max: n - 1 }))), { maxLength: 12 }),
            fc.array(fc.boolean(), { minLength: a.shape.length, maxLength: a.shape.length }).filter(used => used.some(Boolean)),
          ),
        ),
        async ([a, points, used]) => {
          const index = a.shape.map((_, k) => (used[k] ? points.map(point => point[k]!) : ":"));
          const result = lazyOf(a).vindex.get(...index);
          const block = blockOf(a);
          const rows = points.map(point => plain(block.get(...point.map((p, k) => (used[k] ? p : ":")))));
          const at = points.map(point => {
            const one = block.get(...point.map((p, k) => (used[k] ? p : ":")));
            return one.ndim === 0 ? one.item() : one.toArray();
          });
          expect(result.shape).toEqual([points.length, ...a.shape.filter((_, k) => !used[k])]);
          expect(plain(await computed(result))).toEqual(rows.length === 0 ? plain(await computed(result)) : at);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("lists broadcast, slices come after, and points are blocks of the array's size", async () => {
    const x = da.arange(60, { chunks: 60 }).reshape([3, 4, 5]).rechunk([2, 3, 2]);
    const result = x.vindex.get([[0], [2]], "1:3", [4, 0, -1]);
    expect(result.shape).toEqual([2, 3, 2]);
    expect(((await computed(result)) as da.NDArray).toArray()).toEqual([
      [
        [9, 14],
        [5, 10],
        [9, 14],
      ],
      [
        [49, 54],
        [45, 50],
        [49, 54],
      ],
    ]);
    expect(x.vindex.get([0, 1, 2, 0, 1], ":", [0, 1, 2, 3, 4]).chunks).toEqual([
      [4, 1],
      [3, 1],
    ]);
    expect(() => x.vindex.get([9], [0], [0])).toThrow(expect.objectContaining({ code: "INDEX" }) as Error);
    expect(() => x.vindex.get(":", ":")).toThrow(/at least one list/);
  });
});

test("blocks and partitions are one thing", async () => {
  const x = da.arange(10, { chunks: 3 });
  expect(flat(await computed(x.partitions.get([2, 0])))).toEqual([6, 7, 8, 0, 1, 2]);
});

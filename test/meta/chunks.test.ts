import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balanced, commonBlockdim, intersectChunks, offsetsOf, sliceChunks } from "../../runtime/meta/block-grid.ts";
import { normalizeChunks } from "../../runtime/meta/chunks.ts";
import { unknown } from "../../runtime/meta/dim.ts";
import { sliceBounds, slice } from "../../runtime/meta/slice.ts";
import { blocking } from "../support/arrays.ts";

const sum = (blocks: readonly number[]) => blocks.reduce((n, size) => n + size, 0);

describe("normalizeChunks", () => {
  test.each([
    [
      3,
      [6, 6],
      {},
      [
        [3, 3],
        [3, 3],
      ],
    ],
    [4, [10], {}, [[4, 4, 2]]],
    [20, [10], {}, [[10]]],
    [[2, 3, 5], [10], {}, [[2, 3, 5]]],
    [[-1, 2], [6, 6], {}, [[6], [2, 2, 2]]],
    [[null, 2], [6, 4], {}, [[6], [2, 2]]],
    [{ 1: 2 }, [6, 4], {}, [[6], [2, 2]]],
    [new Map([[-1, 2]]), [6, 4], {}, [[6], [2, 2]]],
    [
      [
        [2, 4],
        [3, 3],
      ],
      [6, 6],
      {},
      [
        [2, 4],
        [3, 3],
      ],
    ],
    [[], [], {}, []],
    [5, [0], {}, [[0]]],
    [
      "auto",
      [1000, 1000, 1000],
      { dtype: "float64", limit: "128MiB" },
      [
        [255, 255, 255, 235],
        [255, 255, 255, 235],
        [255, 255, 255, 235],
      ],
    ],
    ["auto", [3, 4, 100], { dtype: "float64", limit: 9600 }, [[3], [4], [100]]],
    [["80B", -1], [3, 10], { dtype: "float64" }, [[1, 1, 1], [10]]],
    ["auto", [1000], { dtype: "float64", limit: 800 }, [new Array(10).fill(100)]],
  ] as const)("%j of %j", (chunks, shape, options, expected) => {
    expect(normalizeChunks(chunks, shape, options as never)).toEqual(expected);
  });

  test.each([
    [null, [3], {}, /got none/],
    [[2, 2, 2], [3, 3], {}, /one entry an axis \(2\), got 3/],
    [[[1, 1], [2]], [3, 2], {}, /axis 0 has 3 elements, its blocks 2/],
    [[-2], [10], {}, /at least 1/],
    [0, [10], {}, /at least 1/],
    ["auto", [10], {}, /dtype/],
    ["auto", [Number.NaN, 10], { dtype: "float64" }, /computeChunkSizes/],
    [["1kB", "2kB"], [10, 10], { dtype: "float64" }, /only one byte count/],
    [{ 2: 1 }, [10, 10], {}, /no axis 2/],
    [[[]], [10], {}, /empty list/],
  ] as const)("%j of %j is refused", (chunks, shape, options, message) => {
    expect(() => normalizeChunks(chunks, shape, options as never)).toThrow(message);
  });

  test("the editor's unknown sizes stay unknown", () => {
    const n = unknown("a variable");
    expect(normalizeChunks(5, [n, 10])).toEqual([n, [5, 5]]);
  });

  test("auto blocks add up and stay within the limit", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 100, max: 1e6 }), (shape, limit) => {
        const chunks = normalizeChunks("auto", shape, { dtype: "float64", limit }) as number[][];
        expect(chunks.map(sum)).toEqual(shape);
        const largest = chunks.reduce((n, axis) => n * Math.max(...axis), 8);
        expect(largest).toBeLessThanOrEqual(Math.max(8, limit));
      }),
    );
  });

  test("auto blocks with earlier ones add up", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }).chain(n => fc.tuple(blocking(n), fc.integer({ min: 8, max: 900 }))),
        ([previous, limit]) => {
          const n = sum(previous);
          expect(sum(normalizeChunks("auto", [n], { dtype: "float64", limit, previousChunks: [previous] })[0] as number[])).toBe(n);
        },
      ),
    );
  });
});

describe("blockings of one axis", () => {
  const two = fc.integer({ min: 0, max: 30 }).chain(n => fc.tuple(blocking(n), blocking(n)));

  test("the common one has every cut of those with several blocks", () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const common = commonBlockdim([a, b]);
        expect(sum(common)).toBe(sum(a));
        const cuts = new Set(offsetsOf(common));
        for (const blocks of [a, b]) for (const cut of offsetsOf(blocks)) if (blocks.length > 1) expect(cuts.has(cut)).toBe(true);
      }),
    );
  });

  test("new blocks are made of exactly the old elements", () => {
    fc.assert(
      fc.property(two, ([before, after]) => {
        const starts = offsetsOf(before);
        const elements = intersectChunks(before, after).map(pieces =>
          pieces.flatMap(({ block, start, stop }) => Array.from({ length: stop - start }, (_, i) => starts[block]! + start + i)),
        );
        expect(elements.map(list => list.length)).toEqual(after);
        expect(elements.flat()).toEqual(Array.from({ length: sum(before) }, (_, i) => i));
      }),
    );
  });

  test("a slice takes what Python takes", () => {
    const bound = fc.option(fc.integer({ min: -12, max: 12 }), { nil: null });
    const step = fc.option(
      fc.integer({ min: -4, max: 4 }).filter(n => n !== 0),
      { nil: null },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 }).chain(n => fc.tuple(blocking(n), bound, bound, step)),
        ([blocks, start, stop, given]) => {
          const n = sum(blocks);
          const by = given ?? 1;
          const clip = (value: number | null, fallback: number) =>
            value === null ? fallback : Math.max(by > 0 ? 0 : -1, Math.min(by > 0 ? n : n - 1, value < 0 ? value + n : value));
          const expected: number[] = [];
          for (let i = clip(start, by > 0 ? 0 : n - 1), end = clip(stop, by > 0 ? n : -1); by > 0 ? i < end : i > end; i += by) expected.push(i);
          const { start: from, step: by2, count } = sliceBounds(slice(start, stop, given), n);
          const offsets = offsetsOf(blocks);
          const taken = sliceChunks(blocks, from, by2, count).flatMap(piece =>
            Array.from({ length: piece.count }, (_, i) => offsets[piece.block]! + piece.start + i * by2),
          );
          expect(taken).toEqual(expected);
        },
      ),
    );
  });

  test("balanced blocks cover the axis", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }).chain(blocking), blocks => {
        expect(sum(balanced(blocks))).toBe(sum(blocks));
      }),
    );
    expect(balanced([30, 30, 30, 10])).toEqual([34, 34, 32]);
  });
});

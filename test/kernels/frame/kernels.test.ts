/** Kernels of frames against plain references: grouping, exact 64-bit sums and arithmetic, orders. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binary } from "../../../runtime/kernels/frame/elementwise.ts";
import { stepsOf } from "../../../runtime/kernels/frame/aggregations.ts";
import { groupsOf } from "../../../runtime/kernels/frame/groups.ts";
import { quantile } from "../../../runtime/kernels/frame/groupby.ts";
import { sortedRows } from "../../../runtime/kernels/frame/order.ts";
import { round } from "../../../runtime/kernels/frame/unary.ts";
import { cast } from "../../../runtime/kernels/frame/cast.ts";
import type { ColumnType } from "../../../runtime/meta/dtype.ts";
import { buildColumn } from "../../../runtime/values/column-builder.ts";
import { HEAP } from "../../../runtime/values/room.ts";
import { takeColumn } from "../../../runtime/values/take.ts";

const column = (dtype: ColumnType, values: readonly unknown[]) => buildColumn("x", dtype, values.length, i => values[i]);
const bigints = fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }));
const words = (values: readonly bigint[]) => column("bigint", values).with({ dtype: "int64" });

describe("groups", () => {
  const kinds: [ColumnType, fc.Arbitrary<unknown>][] = [
    ["int32", fc.integer({ min: -3, max: 3 })],
    ["int64", fc.integer({ min: -(2 ** 50), max: 2 ** 50 })],
    ["float64", fc.oneof(fc.constantFrom(0, -0, Number.NaN, 0.5, 1e300, Number.POSITIVE_INFINITY), fc.double())],
    ["string", fc.option(fc.constantFrom("a", "b", "", "ä"), { nil: null })],
    ["bool", fc.option(fc.boolean(), { nil: null })],
    [
      "datetime",
      fc.option(
        fc.integer({ min: 0, max: 3 }).map(n => new Date(n)),
        { nil: null },
      ),
    ],
    ["object", fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 }), fc.constant("1"))],
  ];
  const same = (a: unknown, b: unknown) => Object.is(a, b) || a === b || (a instanceof Date && b instanceof Date && +a === +b);
  for (const [dtype, values] of kinds) {
    it(`of ${dtype}`, () => {
      fc.assert(
        fc.property(fc.array(values, { maxLength: 60 }), fc.boolean(), (given, dropna) => {
          const key = column(dtype, given);
          const { ids, count, first } = groupsOf([key], given.length, dropna);
          const seen = key.toArray() as unknown[];
          const missing = (v: unknown) => v === null || Number.isNaN(v);
          for (let i = 0; i < seen.length; i++) {
            if (dropna && missing(seen[i])) expect(ids[i]).toBe(-1);
            else expect(first[ids[i]!]).toBe(seen.findIndex(v => same(v, seen[i])));
          }
          expect(count).toBe(first.length);
        }),
      );
    });
  }
  it("of two keys, of few and of many values", () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), given => {
        const { ids, first } = groupsOf(
          [
            column(
              "int64",
              given.map(p => p[0]),
            ),
            column(
              "int64",
              given.map(p => p[1]),
            ),
          ],
          given.length,
          true,
        );
        given.forEach((p, i) => expect(first[ids[i]!]).toBe(given.findIndex(q => q[0] === p[0] && q[1] === p[1])));
      }),
    );
  });
  it("of many distinct numbers grow their table", () => {
    const n = 20_000;
    const { count, ids } = groupsOf(
      [
        column(
          "float64",
          Array.from({ length: 2 * n }, (_, i) => (i % n) * 1.5 + 0.25),
        ),
      ],
      2 * n,
      true,
    );
    expect(count).toBe(n);
    expect(ids[n + 7]).toBe(ids[7]);
  });
  it("of integers beyond 2^53 stay apart", () => {
    const { count } = groupsOf([words([2n ** 53n, 2n ** 53n + 1n, 2n ** 53n])], 3, true);
    expect(count).toBe(2);
  });
});

describe("64-bit integers", () => {
  it("are summed exactly, wrapping around", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bigints, fc.integer({ min: 0, max: 2 })), { maxLength: 40 }), fc.integer({ min: 0, max: 40 }), (given, cut) => {
        const spec = { out: "x", column: "x", how: "sum" as const };
        const part = (rows: typeof given) => {
          const groups = { ids: Int32Array.from(rows, row => row[1]), count: 3, first: Int32Array.of(0, 0, 0) };
          return stepsOf("sum").chunk({ column: words(rows.map(row => row[0])), groups, label: column("int64", []), room: HEAP }, spec);
        };
        const [a, b] = [part(given.slice(0, cut)), part(given.slice(cut))];
        const both = a.map((state, s) =>
          buildColumn(null, state.dtype, 6, i => (i < 3 ? state.with({ dtype: "bigint" }).at(i) : b[s]!.with({ dtype: "bigint" }).at(i - 3))),
        );
        const total = stepsOf("sum").finish(
          stepsOf("sum").merge(both, { ids: Int32Array.of(0, 1, 2, 0, 1, 2), count: 3, first: Int32Array.of(0, 1, 2) }, HEAP, spec),
          spec,
          HEAP,
        );
        for (const group of [0, 1, 2]) {
          expect(total.with({ dtype: "bigint" }).at(group)).toBe(
            BigInt.asIntN(
              64,
              given.filter(row => row[1] === group).reduce((s, row) => s + row[0], 0n),
            ),
          );
        }
      }),
    );
  });
  it("are added, subtracted and multiplied exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bigints, bigints), { maxLength: 20 }), given => {
        const [x, y] = [words(given.map(p => p[0])), words(given.map(p => p[1]))];
        const expected = (f: (a: bigint, b: bigint) => bigint) => given.map(([a, b]) => BigInt.asIntN(64, f(a, b)));
        expect(binary("add", x, y, HEAP).with({ dtype: "bigint" }).toArray()).toEqual(expected((a, b) => a + b));
        expect(binary("sub", x, y, HEAP).with({ dtype: "bigint" }).toArray()).toEqual(expected((a, b) => a - b));
        expect(binary("mul", x, y, HEAP).with({ dtype: "bigint" }).toArray()).toEqual(expected((a, b) => a * b));
        expect(binary("lt", x, y, HEAP).toArray()).toEqual(given.map(([a, b]) => a < b));
        expect(binary("eq", x, y, HEAP).toArray()).toEqual(given.map(([a, b]) => a === b));
      }),
    );
  });
});

describe("small rules", () => {
  it("halves are rounded to the even neighbour", () => {
    expect(
      round(column("float64", [0.5, 1.5, 2.5, -0.5, -1.5, 1.25, Number.NaN]), 0, HEAP)
        .toArray()
        .map(v => v + 0),
    ).toEqual([0, 2, 2, 0, -2, 1, Number.NaN]);
    expect(round(column("float64", [1.25, 1.35, 12.345]), 1, HEAP).toArray()).toEqual([1.2, 1.4, 12.3]);
  });
  it("floorDiv and mod follow the divisor's sign, and nothing is divided by zero", () => {
    expect(binary("floorDiv", column("int64", [7, -7, 7]), column("int64", [2, 2, 0]), HEAP).toArray()).toEqual([3, -4, Number.NaN]);
    expect(binary("mod", column("float64", [7, -7, 7]), column("float64", [-2, 2, 0]), HEAP).toArray()).toEqual([-1, 1, Number.NaN]);
  });
  it("a dtype that values do not have is an error that names them", () => {
    expect(() => cast(column("string", ["1", "x"]), "int64", HEAP)).toThrow(/"x"/);
    expect(() => cast(column("float64", [1, Number.NaN]), "int64", HEAP)).toThrow(/fillna or dropna/);
    expect(cast(column("string", ["1", "2.5"]), "float64", HEAP).toArray()).toEqual([1, 2.5]);
    expect(cast(column("float64", [1, 2.5]), "string", HEAP).toArray()).toEqual(["1.0", "2.5"]);
  });
  it("missing values come last in any order", () => {
    const key = column("string", ["b", null, "a", "b"]);
    expect([...takeColumn(key, sortedRows([key], 4))]).toEqual(["a", "b", "b", null]);
    expect([...takeColumn(key, sortedRows([key], 4, [false]))]).toEqual(["b", "b", "a", null]);
    expect([...sortedRows([key, column("int64", [2, 0, 0, 1])], 4)]).toEqual([2, 3, 0, 1]);
  });
  it("quantiles lie between the two nearest values", () => {
    expect(quantile(Float64Array.of(1, 2, 4), 0.75)).toBe(3);
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  });
});

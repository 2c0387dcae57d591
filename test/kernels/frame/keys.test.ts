/** Keys as codes, pairs of words and digits: groups, orders and joins against plain references. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepsOf } from "../../../runtime/kernels/frame/aggregations.ts";
import { type Groups, groupsOf } from "../../../runtime/kernels/frame/groups.ts";
import { codesOf } from "../../../runtime/kernels/frame/key-codes.ts";
import { squaresAround, sumsAndCounts } from "../../../runtime/kernels/frame/totals.ts";
import { MERGE_KERNELS } from "../../../runtime/kernels/frame/merge.ts";
import { sortedRows } from "../../../runtime/kernels/frame/order.ts";
import type { KernelContext } from "../../../runtime/kernels/kernel.ts";
import type { ColumnType } from "../../../runtime/meta/dtype.ts";
import { buildColumn } from "../../../runtime/values/column-builder.ts";
import { Column, rangeColumn } from "../../../runtime/values/column.ts";
import { exactReader } from "../../../runtime/values/column-reader.ts";
import { writeInt64, wordsOf } from "../../../runtime/values/int64.ts";
import { HEAP } from "../../../runtime/values/room.ts";
import { Table } from "../../../runtime/values/table.ts";

type Values = readonly unknown[];
const column = (dtype: ColumnType, values: Values, name = "k") =>
  dtype === "int64" || dtype === "uint64" ? buildColumn(name, dtype, values.length, i => values[i]) : buildColumn(name, dtype, values.length, i => values[i]);
const gaps = (values: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
/** Close together, far apart, beyond 2^53, at the ends of 32 and 64 bits. */
const KINDS: readonly (readonly [ColumnType, fc.Arbitrary<unknown>])[] = [
  ["int64", gaps(fc.bigInt({ min: -3n, max: 3n }))],
  ["int64", gaps(fc.constantFrom(-(2n ** 31n), 2n ** 31n - 1n, 0n, 1n))],
  ["int64", gaps(fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 0n))],
  ["int64", gaps(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }))],
  ["uint64", gaps(fc.constantFrom(0n, 1n, 2n ** 53n + 1n, 2n ** 64n - 1n))],
  ["int8", gaps(fc.integer({ min: -128, max: 127 }))],
  ["bool", gaps(fc.boolean())],
  ["float64", fc.oneof(fc.constantFrom(0, -0, Number.NaN, 1, 2, 2.5, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), fc.double())],
  ["float32", fc.constantFrom(0, -0, Number.NaN, 1.5, -1.5)],
  ["string", gaps(fc.constantFrom("a", "b", "", "ä", "aa"))],
];
const keys = (maxLength: number) =>
  fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(...KINDS), fc.integer({ min: 1, max: 2 })).chain(([one, two, n]) =>
    fc.array(fc.tuple(one[1], two[1]), { maxLength, size: "max" }).map(rows =>
      [
        column(
          one[0],
          rows.map(row => row[0]),
        ),
        column(
          two[0],
          rows.map(row => row[1]),
        ),
      ]
        .slice(0, n)
        .map(key => ({ key, length: rows.length })),
    ),
  );
/** Values that are equal where keys are. */
const plain = (key: ReturnType<typeof column>): ((i: number) => unknown) => {
  const read = exactReader(key);
  return i => {
    const value: unknown = read(i);
    return value === null || Number.isNaN(value) ? null : typeof value === "number" ? value + 0 : value;
  };
};
const text = (values: Values): string => values.map(value => `${typeof value} ${String(value)}`).join("|");

describe("groups", () => {
  it("are those of equal keys, in order of first sight", () => {
    fc.assert(
      fc.property(keys(40), fc.boolean(), (given, dropna) => {
        const length = given[0]!.length;
        const { ids, count, first } = groupsOf(
          given.map(({ key }) => key),
          length,
          dropna,
        );
        const reads = given.map(({ key }) => plain(key));
        const seen = new Map<string, number>();
        for (let i = 0; i < length; i++) {
          const row = reads.map(read => read(i));
          if (dropna && row.includes(null)) {
            expect(ids[i]).toBe(-1);
            continue;
          }
          const by = text(row);
          if (!seen.has(by)) {
            expect(first[seen.size]).toBe(i);
            seen.set(by, seen.size);
          }
          expect(ids[i]).toBe(seen.get(by));
        }
        expect(count).toBe(seen.size);
      }),
      { numRuns: 300 },
    );
  });
  const n = 150_000;
  const spread = (i: number) => ((i * 7919) % n) - 70_000;
  it.each([
    ["hashed codes", (i: number) => spread(i) * 14_000],
    ["hashed words", (i: number) => spread(i) * 2 ** 33],
    ["codes that differ in high bits only", (i: number) => (spread(i) + 70_000) * 2 ** 13],
  ])("of many %s grow their table", (_name, f) => {
    const data = new BigInt64Array(2 * n);
    for (let i = 0; i < data.length; i++) writeInt64(wordsOf(data), i, f(i % n));
    const { ids, count } = groupsOf([new Column({ dtype: "int64", length: 2 * n, data })], 2 * n, true);
    expect(count).toBe(n);
    expect(ids.every((id, i) => id === i % n)).toBe(true);
  });
  it("of keys whose product has no room", () => {
    const wide = (k: number) =>
      column(
        "int64",
        Array.from({ length: 70_000 }, (_, i) => ((i % 50_000) * k) % 1_000_003),
      );
    const three = [wide(1), wide(31_337), wide(7)];
    expect(groupsOf(three, 70_000, true).count).toBe(50_000);
  });
  it("of a default index are its rows", () => {
    expect(codesOf(rangeColumn(5, 100, 2))!.codes).toEqual(Int32Array.of(0, 2, 4, 6, 8));
  });
});

describe("orders", () => {
  it("are stable, missing values last, in both directions", () => {
    fc.assert(
      fc.property(keys(200), fc.boolean(), fc.boolean(), (given, up, next) => {
        const length = given[0]!.length;
        const directions = [up, next];
        const reads = given.map(({ key }) => plain(key) as (i: number) => any);
        const expected = Array.from({ length }, (_, i) => i).sort((a, b) => {
          for (const [k, read] of reads.entries()) {
            const [x, y] = [read(a), read(b)];
            if (x === null || y === null) {
              if (x === y) continue;
              return x === null ? 1 : -1;
            }
            if (x !== y) return x < y === directions[k] ? -1 : 1;
          }
          return a - b;
        });
        const rows = sortedRows(
          given.map(({ key }) => key),
          length,
          directions,
        );
        expect([...rows]).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
  it("of many rows use wide digits", () => {
    const n = 50_000;
    const key = column(
      "int64",
      Array.from({ length: n }, (_, i) => ((i * 48_271) % 2_147_483_647) - 2 ** 30),
    );
    const read = plain(key) as (i: number) => bigint;
    const rows = sortedRows([key], n, [false]);
    expect(rows.every((row, k) => k === 0 || read(rows[k - 1]!) >= read(row))).toBe(true);
  });
});

describe("joins", () => {
  const merge = (left: Table, right: Table, how: string, n: number): Table => {
    const names = Array.from({ length: n }, (_, k) => `k${k}`);
    const out = [...names.map((name, key) => ({ name, key })), { name: "l", side: "left", column: "l" }, { name: "r", side: "right", column: "r" }];
    return MERGE_KERNELS["frame.merge"]!([left, right], { how, leftOn: names, rightOn: names, byIndex: false, out }, HEAP as unknown as KernelContext) as Table;
  };
  const side = fc.tuple(fc.constantFrom(...KINDS.filter(([dtype]) => dtype !== "uint64")), fc.constantFrom(...KINDS)).chain(([one, two]) => {
    const rows = fc.array(fc.tuple(one[1], two[1]), { maxLength: 25 });
    return fc.tuple(rows, rows, fc.constant([one[0], two[0]] as const), fc.integer({ min: 1, max: 2 }));
  });
  const tableOf = (rows: readonly Values[], dtypes: readonly ColumnType[], own: string): Table =>
    new Table({
      fields: [
        ...dtypes.map((dtype, k) =>
          column(
            dtype,
            rows.map(row => row[k]),
            `k${k}`,
          ),
        ),
        column(
          "string",
          rows.map((_, i) => `${own}${i}`),
          own,
        ),
      ],
      length: rows.length,
    });
  it.each(["inner", "left", "right"])("%s are what looking at every pair gives", how => {
    fc.assert(
      fc.property(side, ([a, b, dtypes, n]) => {
        const [left, right] = [tableOf(a, dtypes.slice(0, n), "l"), tableOf(b, dtypes.slice(0, n), "r")];
        const keyOf = (table: Table) => {
          const reads = table.fields.slice(0, n).map(field => plain(field as never));
          return (i: number) => text(reads.map(read => read(i)));
        };
        const [x, y] = [keyOf(left), keyOf(right)];
        const expected: unknown[][] = [];
        const [walked, looked] = how === "right" ? [right, left] : [left, right];
        for (let i = 0; i < walked.length; i++) {
          let none = true;
          for (let j = 0; j < looked.length; j++) {
            const [l, r] = how === "right" ? [j, i] : [i, j];
            if (x(l) !== y(r)) continue;
            none = false;
            expected.push([x(l), `l${l}`, `r${r}`]);
          }
          if (none && how !== "inner") expected.push(how === "left" ? [x(i), `l${i}`, null] : [y(i), null, `r${i}`]);
        }
        const made = merge(left, right, how, n);
        const key = keyOf(made);
        const [l, r] = [made.find("l")!, made.find("r")!];
        expect(Array.from({ length: made.length }, (_, i) => [key(i), l.at(i), r.at(i)])).toEqual(expected);
      }),
      { numRuns: 120 },
    );
  });
  it("of whole numbers with doubles", () => {
    const joined = (left: Values, l: ColumnType, right: Values, r: ColumnType) =>
      merge(
        tableOf(
          left.map(value => [value]),
          [l],
          "l",
        ),
        tableOf(
          right.map(value => [value]),
          [r],
          "r",
        ),
        "inner",
        1,
      ).toArray();
    expect(joined([1n, 2n, 3n], "int64", [1.5, 2, Number.NaN], "float64")).toEqual([{ k0: 2, l: "l1", r: "r1" }]);
    expect(joined([1.5, 2, Number.NaN], "float64", [1n, 2n, null], "int64")).toEqual([
      { k0: 2, l: "l1", r: "r1" },
      { k0: Number.NaN, l: "l2", r: "r2" },
    ]);
    expect(joined([1n, 2n], "int64", [2, 7], "int8")).toEqual([{ k0: 2, l: "l1", r: "r0" }]);
  });
});

describe("totals of whole columns", () => {
  const whole = (length: number) => ({ ids: new Int32Array(length), count: 1, first: Int32Array.of(0), whole: true as const });
  it("are exact sums and counts, as of one group", () => {
    const kinds = fc.constantFrom(...KINDS.filter(([dtype]) => !/string|bool/.test(dtype)));
    fc.assert(
      fc.property(
        kinds.chain(([dtype, values]) => fc.array(values, { maxLength: 30 }).map(list => column(dtype, list))),
        key => {
          const { whole: _whole, ...group } = whole(key.length);
          for (const how of ["sum", "count"] as const) {
            const spec = { out: "k", column: "k", how };
            const made = (groups: Groups) =>
              stepsOf(how)
                .chunk({ column: key, groups, label: key, room: HEAP }, spec)
                .map(state => exactReader(state)(0));
            expect(made(whole(key.length))).toEqual(made(group));
          }
        },
      ),
    );
  });
  it("of many large integers wrap around exactly", () => {
    const n = 5_000_000;
    const data = new BigInt64Array(n);
    wordsOf(data).fill(-1);
    for (let i = 0; i < n; i++) wordsOf(data)[2 * i + 1] = 0x7fff_ffff;
    const sum = stepsOf("sum").chunk(
      { column: new Column({ dtype: "int64", length: n, data }), groups: whole(n), label: rangeColumn(n), room: HEAP },
      { out: "k", column: "k", how: "sum" },
    )[0]!;
    expect((sum.data as BigInt64Array)[0]).toBe(BigInt.asIntN(64, (2n ** 63n - 1n) * BigInt(n)));
  });
});

describe("squared distances", () => {
  it("from the words of integers are those from doubles", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { minLength: 1, maxLength: 30 }), values => {
        const whole = { ids: new Int32Array(values.length), count: 1, first: Int32Array.of(0), whole: true as const };
        const [words, doubles] = [column("int64", values), column("float64", values)];
        const mean = sumsAndCounts(words, whole)[0].map(sum => sum / values.length);
        expect(squaresAround(mean, words, whole)).toEqual(squaresAround(mean, doubles, whole));
        const { whole: _whole, ...groups } = whole;
        expect(squaresAround(mean, words, groups)).toEqual(squaresAround(mean, doubles, whole));
      }),
    );
  });
});

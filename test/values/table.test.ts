import fc from "fast-check";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { tableFromIPC } from "@uwdata/flechette";
import { DTypeError } from "../../runtime/errors.ts";
import {
  buildColumn,
  codesColumn,
  Column,
  concatTables,
  Dictionary,
  formatTable,
  fromRows,
  rangeColumn,
  sliceTable,
  table,
  Table,
  takeRows,
  Timedelta,
} from "../../runtime/values/index.ts";
import { rows, rowsArbitrary, SCHEMA } from "./rows.ts";

describe("a table", () => {
  const t = table([
    { id: 1, name: "Alice", amount: 0.5, ok: true, at: new Date(0) },
    { id: 2, name: null, amount: Number.NaN, ok: false, at: null },
  ]);
  it("infers dtypes", () => {
    expect(t.fields.map(f => f.dtype)).toEqual(["int64", "string", "float64", "bool", "datetime"]);
  });
  it("gives rows, columns and cells", () => {
    expect([...t]).toEqual(t.toArray());
    expect(t.at(-1)).toEqual({ id: 2, name: null, amount: Number.NaN, ok: false, at: null });
    expect(t.at(2)).toBeUndefined();
    expect(t.col.name.toArray()).toEqual(["Alice", null]);
    expect(Object.keys(t.col)).toEqual(t.columns);
    expect(t.get("at").at(0)).toEqual(new Date(0));
  });
  it("names the column that is not there", () => {
    expect(() => t.get("nam" as "name")).toThrow(/no column "nam".*Did you mean "name"/);
  });
  it("takes typed arrays as they are", () => {
    const data = Float64Array.of(1, 2, 3);
    const from = table({ x: data, y: Int32Array.of(1, 2, 3) });
    expect(from.get("x").data).toBe(data);
    expect(from.get("y").dtype).toBe("int32");
  });
  it("refuses columns of several lengths", () => {
    expect(() => table({ a: [1, 2], b: [1] })).toThrow(/"a" has 2 rows, "b" 1/);
  });
  it("reads a column named like a prototype", () => {
    expect(Object.keys(table({ ["__proto__"]: [1], 'q"\n': ["x"] }).at(0)!)).toEqual(["__proto__", 'q"\n']);
    const own = fromRows([JSON.parse('{"__proto__": 5, "constructor": 6}') as object], { ["__proto__"]: "int64", constructor: "int64" } as never);
    expect(Object.keys(own.at(0)!)).toContain("constructor");
  });
  it("keeps the named index within reach of rows", () => {
    const indexed = new Table({ fields: t.fields, levels: [buildColumn("key", "string", 2, i => ["a", "b"][i])], length: 2 });
    expect(indexed.at(0)).toMatchObject({ key: "a", id: 1 });
    expect(indexed.columns).not.toContain("key");
    expect(indexed.col.key.toArray()).toEqual(["a", "b"]);
    expect(indexed.get("amount" as never).toMap()).toEqual(
      new Map([
        ["a", 0.5],
        ["b", Number.NaN],
      ]),
    );
  });
  it("prints its columns", () => {
    expect(inspect(t.col.amount)).toBe("   amount\n0     0.5\n1     NaN\n2 values, float64");
  });
  it("prints", () => {
    expect(inspect(t)).toBe(
      ["   id  name   amount  ok     at", "0   1  Alice     0.5  true   1970-01-01", "1   2  null      NaN  false  null", "2 rows x 5 columns"].join("\n"),
    );
    expect(formatTable(table({ n: Array.from({ length: 30 }, (_, i) => i) }), { rows: 4 })).toBe(
      "     n\n 0   0\n 1   1\n...\n28  28\n29  29\n30 rows x 1 column",
    );
  });
});

describe("labels", () => {
  it("finds values by label, dates and several keys too", () => {
    const levels = [buildColumn("o", "string", 2, i => ["JFK", "LGA"][i]), buildColumn("d", "int64", 2, i => i + 3)];
    const column = buildColumn("n", "int64", 2, i => i * 10).with({ levels });
    expect(column.get(["LGA", 4])).toBe(10);
    expect([...column.entries()]).toEqual([
      [["JFK", 3], 0],
      [["LGA", 4], 10],
    ]);
    const dated = buildColumn("n", "int64", 2, i => i).with({ levels: [buildColumn("t", "datetime", 2, i => new Date(i))] });
    expect(dated.get(new Date(1))).toBe(1);
    expect(dated.get(new Date(9))).toBeUndefined();
  });
  it("has a default index", () => {
    const column = buildColumn("n", "int64", 3, i => i);
    expect(column.index.toArray()).toEqual([0, 1, 2]);
    expect(column.get(2)).toBe(2);
    expect((rangeColumn(3, 5, 2).data as BigInt64Array)[2]).toBe(9n);
  });
});

describe("64-bit integers", () => {
  it("are numbers up to 2^53 and an error with the way out beyond", () => {
    const wide = table({ id: BigInt64Array.of(-5n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 53n) });
    expect([0, 1, 2].map(i => wide.get("id").at(i))).toEqual([-5, 2 ** 53 - 1, -(2 ** 53) + 1]);
    expect(() => wide.at(3)).toThrow(DTypeError);
    expect(() => wide.at(3)).toThrow(
      '9007199254740992 in column "id" is beyond 2^53, where a number is no longer exact: read it as bigints with dtype: { id: "bigint" }',
    );
    expect(inspect(wide)).toContain("9007199254740992");
    expect(wide.get("id").with({ dtype: "bigint" }).at(3)).toBe(2n ** 53n);
  });
  it("are NaN where missing", () => {
    expect(buildColumn("n", "int64", 2, i => [7, null][i]).toArray()).toEqual([7, Number.NaN]);
    expect(buildColumn("n", "uint64", 2, i => [2 ** 52, 0][i]).toArray()).toEqual([2 ** 52, 0]);
  });
});

describe("pieces", () => {
  it("slices, takes and joins as arrays do", () => {
    fc.assert(
      fc.property(rowsArbitrary, rowsArbitrary, fc.array(fc.nat(50)), fc.nat(20), fc.nat(20), (a, b, picks, from, size) => {
        const [ta, tb] = [fromRows(a, SCHEMA), fromRows(b, SCHEMA)];
        expect(rows(ta)).toEqual(a);
        expect(rows(concatTables([ta, tb]))).toEqual([...a, ...b]);
        expect(rows(sliceTable(ta, from, from + size))).toEqual(a.slice(from, from + size));
        expect(rows(sliceTable(sliceTable(ta, from), size))).toEqual(a.slice(from).slice(size));
        const valid = picks.filter(i => i < a.length);
        const taken = takeRows(ta, Int32Array.from(valid));
        expect(rows(taken)).toEqual(valid.map(i => a[i]));
        expect(taken.index.toArray()).toEqual(valid);
        expect(rows(concatTables([taken, sliceTable(tb, from)]))).toEqual([...valid.map(i => a[i]), ...b.slice(from)]);
      }),
      { numRuns: 60 },
    );
  });
  it("gives missing values at position -1", () => {
    const taken = takeRows(fromRows([{ i: 1, f: 1.5, s: "x", b: true, d: new Date(5) }]), Int32Array.of(0, -1));
    expect(taken.at(1)).toEqual({ i: Number.NaN, f: Number.NaN, s: null, b: null, d: null });
  });
  it("merges dictionaries and promotes numbers", () => {
    const joined = concatTables([table({ s: ["a", "b"], n: [1, 2] }), table({ s: ["c", "b"], n: [1.5, 2] })] as Table[]);
    expect(joined.get("s").toArray()).toEqual(["a", "b", "c", "b"]);
    expect(joined.get("n").dtype).toBe("float64");
    expect(joined.get("s").dictionary!.length).toBe(3);
    expect(joined.index.toArray()).toEqual([0, 1, 0, 1]);
  });
  it("keeps consecutive default indices without storage", () => {
    const t = table({ n: [1, 2, 3, 4] });
    expect(concatTables([sliceTable(t, 0, 2), sliceTable(t, 2)]).levels[0]!.range).toEqual({ start: 0, step: 1 });
  });
});

describe("text", () => {
  it("is decoded from its bytes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 60 })), texts => {
        expect(Dictionary.of(texts).toArray()).toEqual(texts);
        expect(buildColumn(null, "string", texts.length, i => texts[i]).toArray()).toEqual(texts);
      }),
    );
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(new TextEncoder().encode("äb"));
    expect(new Dictionary(Int32Array.of(0, 3), shared).at(0)).toBe("äb");
  });
  it("is missing by code and by bit", () => {
    const column = codesColumn("s", Int32Array.of(0, -1), Dictionary.of(["x"]));
    expect(column.toArray()).toEqual(["x", null]);
    expect(column.validity![0]! & 3).toBe(1);
  });
});

it("writes Arrow", () => {
  const t = fromRows([
    { i: 1, f: 1.5, s: "x", b: true, d: new Date(5), o: [1] },
    { i: 2, f: Number.NaN, s: null, b: null, d: null, o: null },
  ]);
  const back = tableFromIPC(t.toArrow(), { useDate: true });
  expect(back.toArray()).toEqual([
    { i: 1, f: 1.5, s: "x", b: true, d: new Date(5), o: "[1]" },
    { i: 2, f: Number.NaN, s: null, b: null, d: null, o: null },
  ]);
});

describe("Timedelta", () => {
  it("counts nanoseconds and reads as milliseconds", () => {
    expect(new Timedelta(2, "h").nanoseconds).toBe(7_200_000_000_000n);
    expect(+new Timedelta(1.5, "s")).toBe(1500);
    expect(String(new Timedelta(90_061.5, "s"))).toBe("1 day 01:01:01.500");
    expect(new Column({ dtype: "timedelta", length: 1, data: Float64Array.of(5) }).at(0)).toEqual(new Timedelta(5, "ms"));
  });
});

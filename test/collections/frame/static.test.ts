/** What is known without computing: partitions, divisions, columns, dtypes, errors; and that nothing fails where the data is not known. */

import { describe, expect, it } from "vitest";
import * as dd from "../../../runtime/dataframe.ts";
import { exprOf } from "../../../runtime/collections/lazy.ts";
import { environment, withEnvironment } from "../../../runtime/expr/environment.ts";
import type { Host } from "../../../runtime/expr/host.ts";
import { ColumnError } from "../../../runtime/errors.ts";
import { operation } from "../../../runtime/ops/index.ts";
import { isUnknown } from "../../../runtime/meta/dim.ts";

const rows = Array.from({ length: 10 }, (_, i) => ({ a: i, b: i / 4, g: "xyz"[i % 3]!, d: new Date(i * 864e5) }));
const df: any = dd.fromTable(rows as never, { npartitions: 3 });
const limit = 5;

describe("known without computing", () => {
  it("partitions, divisions, columns, dtypes", () => {
    expect([df.npartitions, df.divisions, df.knownDivisions, df.columns]).toEqual([3, [0, 4, 7, 9], true, ["a", "b", "g", "d"]]);
    expect(df.dtypes).toEqual({ a: "int64", b: "float64", g: "string", d: "datetime" });
  });
  it("elementwise operations, filter and assign keep the divisions", () => {
    for (const value of [
      df.filter((r: any) => r.a > 1),
      df.get(df.col.a.gt(1)),
      df.assign({ x: 1 }),
      df.col.a.add(df.col.b),
      df.map((r: any) => ({ y: r.a })),
      df.rename({ columns: { a: "z" } }),
    ])
      expect(value.divisions).toEqual([0, 4, 7, 9]);
  });
  it("group-by gives one partition whose index is the key", () => {
    const mean = df.groupby("g").col.b.mean();
    expect([mean.npartitions, mean.knownDivisions, mean.seriesName, mean.dtype]).toEqual([1, false, "b", "float64"]);
    const summary = df.groupby("g").agg({ n: (g: any) => g.a.count(), last: (g: any) => g.d.last() });
    expect([summary.columns, summary.dtypes]).toEqual([["n", "last"], { n: "int64", last: "datetime" }]);
    expect(summary.col.g.dtype).toBe("string");
    expect(df.groupby("g").mean().columns).toEqual(["a", "b"]);
    expect(df.groupby("g").max().columns).toEqual(["a", "b", "d"]);
  });
  it("loc looks at the partitions that the divisions tell", () => {
    expect(df.loc.get(4).divisions).toEqual([4, 4]);
    expect(df.loc.get(dd.slice(2, 5)).divisions).toEqual([2, 4, 5]);
    expect(df.loc.get([1, 8, 4]).divisions).toEqual([1, 4, 8, 8]);
    expect(df.repartition({ npartitions: 2 }).divisions).toEqual([0, 4, 9]);
    expect(df.partitions.get(1).divisions).toEqual([4, 7]);
  });
  it("dtypes of lambdas are those of JavaScript's values", () => {
    const made = df.assign({
      i: (r: any) => r.a + 1,
      f: (r: any) => r.a / 2,
      s: (r: any) => `${r.g}!`,
      t: (r: any) => r.a > limit,
      w: (r: any) => r.d.getUTCDay(),
      n: (r: any) => new Date(+r.d + 1),
    });
    expect(made.dtypes).toEqual({ ...df.dtypes, i: "int64", f: "float64", s: "string", t: "bool", w: "int64", n: "datetime" });
  });
  it("whether a lambda is a column kernel or the user's function", () => {
    const odd = (n: number) => n % 2 === 1;
    const compiled = exprOf(df.filter((r: any) => r.a > limit));
    const byRow = exprOf(df.filter((r: any) => odd(r.a)));
    expect([compiled.op, operation(compiled.op).work, operation(compiled.op).label!(compiled.params)]).toEqual(["frame.filter", "blockwise", "filter a > 5"]);
    expect([byRow.op, operation(byRow.op).work]).toEqual(["frame.filter.rows", "function"]);
    expect(operation(byRow.op).how!([], byRow.params)).toContain("row by row");
    const tree = exprOf(df.groupby("g").col.b.mean());
    expect(
      operation("groupby").how!(
        tree.inputs.map(input => input.meta),
        tree.params,
      ),
    ).toBe("One partial mean of each group a partition, joined by a tree of 3 → 1.");
  });
  it("equal calls are equal expressions", () => {
    expect(df.filter((r: any) => r.a > 3).name).toBe(df.filter((row: any) => row.a > 3).name);
    expect(df.filter((r: any) => r.a > 3).name).not.toBe(df.filter((r: any) => r.a > 4).name);
    const f = (r: any) => [r.a];
    expect(df.apply(f).name).toBe(df.apply(f).name);
    expect(df.assign({ x: f }).name).toBe(df.assign({ x: f }).name);
    expect(df.filter((r: any) => r.a > limit).name).toBe(df.filter((r: any) => r.a > 5).name);
  });
});

describe("errors at the call", () => {
  const wrong: [string, () => unknown, string][] = [
    ["a column that does not exist", () => df.col.aa, "a"],
    ["in a lambda", () => df.filter((r: any) => r.bb > 1), "b"],
    ["in get", () => df.get(["a", "gg"]), "g"],
    ["as a key", () => df.groupby("G"), "g"],
    ["in an aggregation", () => df.groupby("g").agg({ aa: "mean" }), "a"],
    ["dropped", () => df.drop({ columns: "dd" }), "d"],
  ];
  for (const [name, call, closest] of wrong) {
    it(name, () => {
      try {
        call();
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ColumnError);
        expect((error as ColumnError).closest).toBe(closest);
        expect((error as ColumnError).at?.file).toContain("static.test.ts");
      }
    });
  }
  it("text where numbers are needed", () => {
    expect(() => df.col.g.mean()).toThrow(/expected numbers, got string/);
    expect(() => df.col.g.sub(1)).toThrow(/no rule for string and 1/);
    expect(() => df.col.a.str.upper()).toThrow(/expected a column of text/);
  });
});

describe("where the data is not known", () => {
  const pending: Host = { cwd: "/", stat: () => ({ state: "pending" }), list: () => ({ state: "pending" }), read: () => ({ state: "pending" }) };
  const build = <T>(make: (open: any) => T): T => withEnvironment({ ...environment(), host: pending }, () => make(dd.readCsv("data/*.csv")));
  it("every method gives something", () => {
    build(open => {
      expect(isUnknown((exprOf(open).meta as { columns: unknown }).columns)).toBe(true);
      expect(open.npartitions).toBeNaN();
      const values = [
        open.col.anything.mean(),
        open.filter((r: any) => r.x > 3),
        open.filter((r: any) => r.s.startsWith("a")),
        open.assign({ y: (r: any) => r.x + 1, z: open.col.x.add(1) }),
        open.groupby("g").col.x.mean(),
        open.groupby("g").mean(),
        open.groupby((r: any) => r.d.getUTCDay()).size(),
        open.groupby({ day: (r: any) => r.d.getUTCDay() }).agg({ n: (g: any) => g.x.count() }),
        open.get(open.col.x.gt(1)),
        open.get(["a", "b"]),
        open.drop({ columns: "a" }),
        open.rename({ columns: { a: "b" } }),
        open.astype({ a: "float64" }),
        open.fillna(0),
        open.dropna({ subset: ["a"] }),
        open.map((r: any) => ({ y: r.x })),
        open.map((r: any) => ({ ...r, y: 1 })),
        open.apply((r: any) => r.x),
        open.head(5, { compute: false }),
        open.col.s.str.upper(),
        open.col.d.dt.year,
        open.col.x.valueCounts(),
        open.col.x.nlargest(3),
        open.nlargest(3, "x"),
        open.mapPartitions((part: any) => part),
        open.index,
        open.resetIndex(),
        open.toBag(),
        open.loc.get(3),
        open.loc.get(dd.slice(1, 5)),
        open.isna(),
        open.add(1),
        open.dropDuplicates(),
        open.col.x.describe(),
        open.size,
      ];
      for (const value of values) {
        expect(String(value)).toBeTypeOf("string");
        expect(exprOf(value).name).toBeTypeOf("string");
      }
      expect(open.get(["a", "b"]).columns).toEqual(["a", "b"]);
      expect(open.col.x.gt(1).dtype).toBe("bool");
    });
  });
});

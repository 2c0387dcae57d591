/** Only what is used is read, and the result stays. */

import { describe, expect, it } from "vitest";
import * as dd from "../../runtime/dataframe.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { knownLengths } from "../../runtime/optimize/length.ts";
import { projection } from "../../runtime/optimize/projection.ts";
import { SYNC } from "../collections/frame/rows.ts";

const rows = Array.from({ length: 12 }, (_, i) => ({ a: i, b: i / 2, g: "xy"[i % 2]!, t: `t${i}`, z: null as string | null }));
const df: any = dd.fromTable(rows as never, { npartitions: 3 });
const sources = (root: Expr): string[][] =>
  postorder(projection([root]))
    .filter(node => node.op === "fromTable")
    .map(node => [...(node.params["columns"] as string[])]);

const odd = (n: number) => n % 2 === 1;
const CASES: [name: string, make: () => any, columns: string[]][] = [
  ["a reduction of a column", () => df.col.b.sum(), ["b"]],
  ["a filter and a column", () => df.filter((r: any) => r.a > 3).col.b.mean(), ["a", "b"]],
  ["a mask", () => df.get(df.col.a.gt(3)).get("b").max(), ["a", "b"]],
  [
    "two filters",
    () =>
      df
        .get(df.col.a.gt(3))
        .get(["b", "g"])
        .filter((r: any) => r.b < 5)
        .col.b.count(),
    ["a", "b"],
  ],
  ["group-by", () => df.groupby("g").col.b.mean(), ["b", "g"]],
  ["group-by with agg", () => df.groupby("g").agg({ n: (g: any) => g.a.count() }), ["a", "g"]],
  ["assigned columns that nobody uses", () => df.assign({ c: (r: any) => r.a + r.b, d: (r: any) => r.t }).col.c.sum(), ["a", "b"]],
  ["a column replaced from itself", () => df.assign({ a: (r: any) => r.a * 2 }).col.a.sum(), ["a"]],
  [
    "rename",
    () =>
      df
        .rename({ columns: { b: "x" } })
        .get(["x"])
        .sum(),
    ["b"],
  ],
  [
    "drop",
    () =>
      df
        .drop({ columns: ["t", "z"] })
        .groupby("g")
        .sum(),
    ["a", "b", "g"],
  ],
  ["astype of others too", () => df.astype({ a: "float64", t: "object" }).col.a.sum(), ["a"]],
  ["fillna of others too", () => df.fillna({ z: "none", b: 1 }).col.b.sum(), ["b"]],
  ["dropna of some", () => df.dropna({ subset: ["z"] }).col.a.count(), ["a", "z"]],
  ["a new row", () => df.map((r: any) => ({ x: r.a, y: r.t })).col.x.sum(), ["a"]],
  ["a function of rows", () => df.filter((r: any) => odd(r.a)).col.b.sum(), ["a", "b", "g", "t", "z"]],
  ["all of it", () => df.filter((r: any) => r.a > 3), ["a", "b", "g", "t", "z"]],
  ["the number of rows", () => df.filter((r: any) => r.a > 3).size, ["a"]],
];

describe("projection", () => {
  for (const [name, make, columns] of CASES) {
    it(name, async () => {
      const value = make();
      expect(sources(exprOf(value))).toEqual([columns]);
      const result = (v: any) => (v?.toArray === undefined ? v : v.toArray());
      expect(result(await value.compute(SYNC))).toEqual(result(await value.compute({ ...SYNC, optimizeGraph: false })));
    });
  }
  it("two that share a source read it once", () => {
    const [a, b] = projection([exprOf(df.col.a.sum()), exprOf(df.col.b.sum())]);
    expect(postorder([a!, b!]).filter(node => node.op === "fromTable").length).toBe(1);
  });
});

describe("known lengths", () => {
  it("are not counted", async () => {
    const node = exprOf(df.assign({ c: 1 }).shape[0]);
    expect(knownLengths([node])[0]!.op).toBe("frame.knownLength");
    expect(await df.length(SYNC)).toBe(12);
    expect(knownLengths([exprOf(df.filter((r: any) => r.a > 3).shape[0])])[0]!.op).toBe("frame.length");
  });
});

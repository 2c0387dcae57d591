import { describe, expect, test } from "vitest";
import * as dd from "../../../runtime/dataframe.ts";

const frame = () =>
  dd.fromTable(
    [
      { a: 1, b: 2.5 },
      { a: 2, b: null },
      { a: 3, b: 1.5 },
    ],
    { npartitions: 2 },
  );

describe("arguments of frames", () => {
  test("an option that is not there is refused by name", () => {
    expect(() => (frame().col["b"] as any).add(1, { fillValue: 0 })).toThrow(/add has no option "fillValue"/);
    expect(() => (frame() as any).sum({ axis: 1 })).toThrow(/sum has no option "axis"/);
    expect(() => (frame() as any).resetIndex({ drop: true })).toThrow(/resetIndex has no option "drop"/);
    expect(() => (frame() as any).groupby("a").sum({ splitOut: 2 })).toThrow(/splitOut is not supported/);
    expect(() => (frame() as any).abs(1)).toThrow(/no positional arguments/);
  });

  test("what is declared and not built says so by name, methods and properties", () => {
    const b = frame().col["b"] as any;
    expect(() => b.cat.codes).toThrow("Series.cat is not supported in this version");
    expect(() => b.rolling(2).apply(() => 0)).toThrow("Rolling.apply is not supported in this version");
  });

  test("so is one of a reader, before a file is looked for", () => {
    expect(() => dd.readCsv("none-*.csv", { blockSize: 10 } as any)).toThrow('readCsv has no option "blockSize": did you mean "blocksize"?');
    expect(() => dd.readTable("none-*.csv", { seperator: ";" } as any)).toThrow("readCsv has no option");
    expect(() => dd.readJson("none.json", { line: true } as any)).toThrow('did you mean "lines"?');
    expect(() => dd.readParquet("none.parquet", { column: ["a"] } as any)).toThrow('did you mean "columns"?');
  });

  test("arguments may be named", async () => {
    const b = frame().col["b"] as any;
    expect((await b.clip({ min: 2 }).compute({ scheduler: "sync" })).toArray()).toEqual([2.5, Number.NaN, 2]);
    expect((await (frame() as any).nlargest({ n: 1, columns: ["a"] }).compute({ scheduler: "sync" })).toArray()).toEqual([{ a: 3, b: 1.5 }]);
  });

  test("columns that are dropped are not asked for", async () => {
    const dropped = (frame() as any).get(["a", "b"]).drop({ columns: ["a"] });
    expect((await dropped.compute({ scheduler: "sync" })).columns).toEqual(["b"]);
  });
});

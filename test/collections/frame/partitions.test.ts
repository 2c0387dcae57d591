import { expect, test } from "vitest";
import * as dd from "../../../runtime/dataframe.ts";

const sync = { scheduler: "sync" } as const;
const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => ({ a: from + i, b: (from + i) / 2 }));
const values = async (frame: any) => (await frame.compute(sync)).toArray();

test("frames one below the other keep their rows and have the columns of all", async () => {
  const joined = dd.concat([dd.fromTable(rows(3), { npartitions: 2 }), dd.fromTable(rows(2, 3))] as never);
  expect(await values(joined)).toEqual(rows(5));
  const wider = dd.concat([dd.fromTable(rows(1)), dd.fromTable([{ a: 1.5, c: "x" }])] as never);
  expect(wider.dtypes).toEqual({ a: "float64", b: "float64", c: "string" });
  expect(await values(wider)).toEqual([
    { a: 0, b: 0, c: null },
    { a: 1.5, b: Number.NaN, c: "x" },
  ]);
  expect(() => dd.concat([joined], { axis: 1 } as never)).toThrow(/axis 0/);
});

test("the first and the last rows know where they lie", async () => {
  const frame = dd.fromTable(rows(10), { npartitions: 4 }) as any;
  expect([frame.divisions, frame.head(2, { compute: false }).divisions, frame.head(7, { compute: false, npartitions: -1 }).divisions]).toEqual([
    [0, 3, 6, 8, 9],
    [0, 3],
    [0, 9],
  ]);
  const tail = frame.tail(1, { compute: false });
  expect([tail.divisions, await values(tail)]).toEqual([[8, 9], [{ a: 9, b: 4.5 }]]);
});

test("partitions by a list, rows by a list of labels in its order", async () => {
  const frame = dd.fromTable(rows(6), { npartitions: 3 }) as any;
  expect((await values(frame.partitions.get([0, 2]))).map((row: any) => row.a)).toEqual([0, 1, 4, 5]);
  expect(frame.partitions.get([0, 2]).divisions).toEqual([0, 4, 5]);
  expect((await values(frame.loc.get([1, 0, 1, 5]))).map((row: any) => row.a)).toEqual([1, 0, 1, 5]);
  await expect(values(frame.loc.get([1, 9]))).rejects.toThrow(/no label 9/);
});

test("a list of aggregations is that of every column; one is a series", async () => {
  const groups = (
    dd.fromTable(
      [
        { g: "x", a: 1 },
        { g: "x", a: 3 },
        { g: "y", a: 5 },
      ],
      { npartitions: 2 },
    ) as any
  ).groupby("g");
  expect(await values(groups.agg(["sum", "max"]))).toEqual([
    { g: "x", a_sum: 4, a_max: 3 },
    { g: "y", a_sum: 5, a_max: 5 },
  ]);
  expect((await groups.get("a").agg("sum").compute(sync)).toArray()).toEqual([4, 5]);
});

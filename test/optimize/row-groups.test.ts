/** One Parquet partition read as several tasks: only where nobody can tell, and with the same results and labels. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import * as dd from "../../runtime/dataframe.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { rowGroups } from "../../runtime/optimize/row-groups.ts";
import { SYNC } from "../collections/frame/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-row-groups-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "x.parquet");
const n = 280_000;
const columns = {
  a: Int32Array.from({ length: n }, (_, i) => (i * 7919) % 1009),
  g: Int32Array.from({ length: n }, (_, i) => (i * 31) % 17),
};
writeFileSync(
  path,
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: "a", data: columns.a as never, type: "INT32" },
        { name: "g", data: columns.g as never, type: "INT32" },
      ],
      rowGroupSize: 70_000,
    }),
  ),
);
const df: any = dd.readParquet(path);
const tasks = (...of: any[]): number[] =>
  postorder(rowGroups(of.map(exprOf) as Expr[]))
    .filter(node => node.op === "readParquet")
    .map(node => (node.params["parts"] as unknown[]).length);

describe("row groups of one partition", () => {
  it("are tasks of their own below totals of rows", () => {
    expect(df.npartitions).toBe(1);
    expect(tasks(df.col.a.sum())).toEqual([2]);
    expect(tasks(df.groupby("g").col.a.mean())).toEqual([2]);
    expect(
      tasks(
        df
          .filter((r: any) => r.a > 3)
          .assign({ b: (r: any) => r.a + 1 })
          .groupby("g")
          .agg({ most: (g: any) => g.b.max() }),
      ),
    ).toEqual([2]);
    expect(tasks(df.get(df.col.a.gt(3)).col.a.add(df.col.g).sum())).toEqual([2]);
  });
  it("stay together where the partition can be seen", () => {
    expect(tasks(df)).toEqual([1]);
    expect(tasks(df.col.a)).toEqual([1]);
    expect(
      tasks(
        df
          .mapPartitions((t: any) => t)
          .groupby("g")
          .col.a.sum(),
      ),
    ).toEqual([1]);
    expect(tasks(df.col.a.cumsum().sum())).toEqual([1]);
    expect(tasks(df.col.a.sum(), df.col.a)).toEqual([1]);
    expect(tasks(df.partitions.get?.(0) ?? df.head(2, { compute: false }))).toEqual([1]);
  });
  it("give what one task gives", async () => {
    const first = columns.a.indexOf(1008);
    const late = columns.a.indexOf(1008, 200_000);
    expect(await df.col.a.idxmax().compute(SYNC)).toBe(first);
    expect(
      await df
        .filter((r: any) => r.a < 1009)
        .col.a.idxmax()
        .compute(SYNC),
    ).toBe(first);
    expect(
      await df
        .assign({ b: (r: any) => (r.g === columns.g[late] ? r.a : -1) })
        .col.b.sum()
        .compute(SYNC),
    ).toBe(columns.a.reduce((sum, value, i) => sum + (columns.g[i] === columns.g[late] ? value : -1), 0));
    const means = await df.groupby("g").col.a.mean().compute(SYNC);
    for (const g of [0, 5, 16]) {
      const own = columns.a.filter((_, i) => columns.g[i] === g);
      expect(means.get(g)).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 9);
    }
    const top = await df.nlargest(3, "a").compute(SYNC);
    expect([...top.index]).toEqual([first, columns.a.indexOf(1008, first + 1), columns.a.indexOf(1008, columns.a.indexOf(1008, first + 1) + 1)]);
  });
});

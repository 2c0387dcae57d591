/** Row groups that a filter leaves out are not read, and the rows stay the same. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as dd from "../../runtime/dataframe.ts";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { readParquetKernel } from "../../runtime/io/parquet/kernel.ts";
import { pushdown } from "../../runtime/optimize/pushdown.ts";
import { HEAP } from "../../runtime/values/room.ts";
import type { Table } from "../../runtime/values/table.ts";
import { SYNC } from "../collections/frame/rows.ts";

let folder: string;
let df: any;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bask-pushdown-"));
  const rows = Array.from({ length: 40 }, (_, i) => ({ a: i, s: `t${i}`, f: i % 7 === 0 ? Number.NaN : i / 2 }));
  await (dd.fromTable(rows as never, { npartitions: 4 }) as any).resetIndex().get(["a", "s", "f"]).clearDivisions().toParquet(folder, SYNC);
  df = dd.readParquet(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const source = (value: any) => postorder(pushdown([exprOf(value)])).find(node => node.op === "readParquet")!;

describe("pushdown", () => {
  it("tells the source what a lambda compares with constants", () => {
    expect(source(df.filter((r: any) => r.a > 30 && 35 >= r.f && r.s === "t33" && r.s !== "x")).params["skip"]).toEqual([
      ["a", ">", 30],
      ["f", "<=", 35],
      ["s", "==", "t33"],
    ]);
    expect(
      source(
        df
          .get(["a", "f"])
          .filter((r: any) => r.f < 3)
          .filter((r: any) => r.a > 1)
          .col.a.sum(),
      ).params["skip"],
    ).toEqual([
      ["f", "<", 3],
      ["a", ">", 1],
    ]);
  });
  it("says nothing of what it cannot tell, or what others use", () => {
    for (const value of [
      df.filter((r: any) => r.a > 30 || r.f < 1),
      df.filter((r: any) => r.s < "t2"),
      df.filter((r: any) => r.a !== 3),
      df.assign({ a: 1 }).filter((r: any) => r.a > 3),
    ])
      expect(source(value).params["skip"]).toBeUndefined();
    const both = pushdown([exprOf(df.filter((r: any) => r.a > 30)), exprOf(df.col.a.sum())]);
    expect(
      postorder(both)
        .filter(node => node.op === "readParquet")
        .map(node => node.params["skip"]),
    ).toEqual([undefined]);
  });
  it("leaves row groups out", async () => {
    const { params } = source(df.filter((r: any) => r.a > 30));
    const parts = params["parts"] as readonly unknown[];
    const tables = await Promise.all(
      parts.map(part =>
        readParquetKernel(
          [],
          { ...params, part },
          { ...HEAP, index: [0], memory: undefined, func: () => () => undefined, resource: () => undefined, count: () => undefined, step: () => undefined },
        ),
      ),
    );
    expect((tables as Table[]).map(table => table.length)).toEqual([0, 0, 0, 10]);
  });
  it("gives the same rows with the same labels", async () => {
    for (const lambda of [(r: any) => r.a > 30, (r: any) => r.a < 15 && r.f > 2, (r: any) => r.s === "t33", (r: any) => r.a > 100, (r: any) => r.f >= 19.5]) {
      const [fast, plain] = [await df.filter(lambda).compute(SYNC), await df.filter(lambda).compute({ ...SYNC, optimizeGraph: false })];
      expect(fast.toArray()).toEqual(plain.toArray());
      expect([...fast.index]).toEqual([...plain.index]);
    }
  });
});

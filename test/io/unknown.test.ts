import { describe, expect, it } from "vitest";
import { withEnvironment, type Environment } from "../../runtime/expr/environment.ts";
import type { Answer, Host } from "../../runtime/expr/host.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import type { FrameMeta } from "../../runtime/meta/meta.ts";
import { readCsv } from "../../runtime/io/csv/read-csv.ts";
import { toCsv } from "../../runtime/io/csv/to-csv.ts";
import { readParquet } from "../../runtime/io/parquet/read-parquet.ts";
import { toParquet } from "../../runtime/io/parquet/to-parquet.ts";
import { environmentFor } from "./run-blocks.ts";

/** A host that has two CSV files of a known text, or answers late. */
function host(late: readonly ("list" | "stat" | "read")[]): Host {
  const text = Buffer.from("a,b\n1,x\n2,y\n");
  const answer = <T>(what: "list" | "stat" | "read", value: T): Answer<T> => (late.includes(what) ? { state: "pending" } : { state: "known", value });
  return {
    cwd: "/nowhere",
    list: () => answer("list", ["/nowhere/1.csv", "/nowhere/2.csv"]),
    stat: () => answer("stat", { size: text.length, modified: 0, directory: false }),
    read: (_path, start, end) => answer("read", new Uint8Array(text.subarray(start, end))),
  };
}
const runs: string[] = [];
const environment = (late: readonly ("list" | "stat" | "read")[]): Environment => ({
  ...environmentFor("/nowhere"),
  host: host(late),
  runner: { ...environmentFor("/nowhere").runner, compute: exprs => (runs.push(exprs[0]!.op), new Promise(() => {})) },
});
const meta = (late: readonly ("list" | "stat" | "read")[], build = () => readCsv("*.csv")): FrameMeta =>
  withEnvironment(environment(late), build).meta as FrameMeta;

describe("files that answer late", () => {
  it("leave unknown what hangs on them and nothing else", () => {
    expect(meta([])).toMatchObject({
      npartitions: 2,
      columns: [
        { name: "a", dtype: "int64" },
        { name: "b", dtype: "string" },
      ],
    });
    expect(isUnknown(meta(["list"]).npartitions)).toBe(true);
    expect(isUnknown(meta(["list"]).columns)).toBe(true);
    expect(isUnknown(meta(["stat"]).npartitions)).toBe(true);
    expect(meta(["read"]).npartitions).toBe(2);
    expect(isUnknown(meta(["read"]).columns)).toBe(true);
  });
  it("do not hide columns that the call says", () => {
    const said = meta(["list"], () => readCsv("*.csv", { schema: { a: "float64" } }));
    expect(said.columns).toEqual([{ name: "a", dtype: "float64" }]);
    expect(isUnknown(said.npartitions)).toBe(true);
  });
  it("leave a Parquet frame unknown too", () => {
    for (const late of ["list", "stat", "read"] as const) expect(isUnknown(meta([late], () => readParquet("*.parquet")).columns)).toBe(true);
  });
  it("may be written to: the call is recorded, nothing is run", () => {
    withEnvironment(environment(["list"]), () => {
      const frame = readCsv("*.csv");
      void toCsv(frame, "out/*.csv");
      void toParquet(frame, "out");
    });
    expect(runs).toEqual(["toCsv", "toParquet"]);
  });
});

it("a file that changed is another expression", () => {
  const at = (modified: number) => {
    const base = host([]);
    return withEnvironment({ ...environment([]), host: { ...base, stat: () => ({ state: "known", value: { size: 12, modified, directory: false } }) } }, () =>
      readCsv("*.csv"),
    ).id;
  };
  expect(at(1)).toBe(at(1));
  expect(at(1)).not.toBe(at(2));
});

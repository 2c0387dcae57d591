import fc from "fast-check";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, it } from "vitest";
import type { FrameMeta } from "../../runtime/meta/meta.ts";
import { naturalOrder } from "../../runtime/io/parquet/files.ts";
import { readParquet, type ReadParquetOptions } from "../../runtime/io/parquet/read-parquet.ts";
import { excludes, type Filter, OPERATORS, passes } from "../../runtime/io/parquet/statistics.ts";
import { toParquet, type ToParquetOptions } from "../../runtime/io/parquet/to-parquet.ts";
import { fromTable } from "../../runtime/io/table/from-table.ts";
import { buildColumn, fromRows, Table, table, Timedelta } from "../../runtime/values/index.ts";
import { rowsArbitrary, SCHEMA } from "../values/rows.ts";
import { blocksOf, counters, tableOf, within } from "./run-blocks.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (data: Table, path: string, options: ToParquetOptions = {}, npartitions = 1) =>
  within(folder, () => toParquet(fromTable(data, { npartitions }), path, options));
const open = (path: string, options: ReadParquetOptions = {}) => within(folder, () => readParquet(path, options));
const rowsOf = async (path: string, options: ReadParquetOptions = {}) => (await tableOf(open(path, options))).toArray();
const metaOf = (path: string, options: ReadParquetOptions = {}) => open(path, options).meta as FrameMeta;
/** A file with row groups of four, written without us. */
function foreign(name: string, from: number, n: number, rowGroupSize = 4): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  const at = (f: (i: number) => unknown) => Array.from({ length: n }, (_, i) => f(from + i)) as never[];
  writeFileSync(
    join(folder, name),
    Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: "id", data: at(i => BigInt(i)), type: "INT64" },
          { name: "name", data: at(i => ["Alice", "Bob", "Charlie"][i % 3]), type: "STRING" },
          { name: "amount", data: at(i => i / 2), type: "DOUBLE" },
          { name: "t", data: at(i => new Date(i * 1000)), type: "TIMESTAMP" },
        ],
        rowGroupSize,
      }),
    ),
  );
}

describe("a table", () => {
  it("comes back from every codec", async () => {
    const newer = "zstdCompressSync" in (await import("node:zlib"));
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary,
        fc.constantFrom("snappy", "gzip", "none", ...(newer ? ["zstd" as const] : [])),
        fc.integer({ min: 1, max: 3 }),
        async (rows, compression, npartitions) => {
          await write(fromRows(rows, SCHEMA), "any", { compression, overwrite: true }, npartitions);
          expect((open("any").meta as FrameMeta).columns).toEqual(Object.entries(SCHEMA).map(([name, dtype]) => ({ name, dtype })));
          expect(await rowsOf("any")).toEqual(rows);
        },
      ),
      { numRuns: 40 },
    );
    if (!newer) await expect(write(table({ a: [1] }) as Table, "z", { compression: "zstd" })).rejects.toThrow("Node 22.15");
  });
  it("keeps dtypes that Parquet has no word for", async () => {
    const rows = [
      { w: 2n ** 60n, c: "x", d: new Timedelta(5, "s"), o: { a: [1] } },
      { w: 1n, c: null, d: null, o: null },
    ];
    await write(fromRows(rows, { w: "bigint", c: "category", d: "timedelta", o: "object" }), "kept");
    expect((await tableOf(open("kept"))).fields.map(field => field.dtype)).toEqual(["bigint", "category", "timedelta", "object"]);
    expect(await rowsOf("kept")).toEqual(rows);
    const small = fromRows([{ a: -1, b: 200, c: 40_000, d: 4e9, e: 1.5 }], { a: "int8", b: "uint8", c: "uint16", d: "uint32", e: "float32" });
    await write(small, "small");
    expect((await tableOf(open("small"))).fields.map(field => field.dtype)).toEqual(["int8", "uint8", "uint16", "uint32", "float32"]);
    expect(await rowsOf("small")).toEqual(small.toArray());
  });
  it("keeps its index, and divisions on request", async () => {
    const data = new Table({ fields: [buildColumn("v", "int64", 6, i => i * 10)], levels: [buildColumn("id", "string", 6, i => "abcdef"[i])], length: 6 });
    await write(data, "indexed", {}, 3);
    expect(metaOf("indexed").index).toEqual([{ name: "id", dtype: "string" }]);
    expect(metaOf("indexed").divisions).toBeNull();
    expect(metaOf("indexed", { calculateDivisions: true }).divisions).toEqual(["a", "c", "e", "f"]);
    expect((await rowsOf("indexed"))[5]).toEqual({ id: "f", v: 50 });
    expect((await rowsOf("indexed", { index: false }))[5]).toEqual({ v: 50, id: "f" });
    await write(table({ v: [1, 2, 3] }) as Table, "unnamed", {}, 2);
    expect((await tableOf(open("unnamed"))).index.toArray()).toEqual([0, 1, 2]);
    expect(metaOf("unnamed").columns).toEqual([{ name: "v", dtype: "int64" }]);
  });
});

describe("reading", () => {
  for (let part = 0; part < 11; part++) foreign(`eleven/part.${part}.parquet`, part, 1);
  foreign("one.parquet", 0, 12);
  for (let part = 0; part < 3; part++) foreign(`three/part.${part}.parquet`, part * 4, 4);
  it("takes parts in natural order, one partition a file", async () => {
    expect(metaOf("eleven").npartitions).toBe(11);
    expect((await rowsOf("eleven")).map(row => row.id)).toEqual(Array.from({ length: 11 }, (_, i) => i));
    expect(["part.10", "part.2", "a", "part.02"].sort(naturalOrder)).toEqual(["a", "part.2", "part.02", "part.10"].sort(naturalOrder));
    expect(metaOf("one.parquet")).toMatchObject({ npartitions: 1, rows: 12 });
  });
  it("splits by row groups on request", async () => {
    expect(metaOf("one.parquet", { splitRowGroups: true }).npartitions).toBe(3);
    expect((await blocksOf(open("one.parquet", { splitRowGroups: 2 }))).map(part => part.length)).toEqual([8, 4]);
    expect(await rowsOf("one.parquet", { splitRowGroups: true })).toEqual(await rowsOf("one.parquet"));
  });
  it("reads the wanted columns only", async () => {
    expect(metaOf("one.parquet", { columns: ["amount", "id"] }).columns).toEqual([
      { name: "amount", dtype: "float64" },
      { name: "id", dtype: "int64" },
    ]);
    counters.read = 0;
    await rowsOf("one.parquet", { columns: ["id"] });
    const one = counters.read;
    await rowsOf("one.parquet");
    expect(counters.read - one).toBeGreaterThan(2 * one);
    expect(() => open("one.parquet", { columns: ["nme"] })).toThrow(/Did you mean "name"|no column "nme"/);
  });
  it("knows divisions by statistics", () => {
    expect(metaOf("three", { index: "id", calculateDivisions: true })).toMatchObject({ divisions: [0, 4, 8, 11], index: [{ name: "id", dtype: "int64" }] });
    expect(metaOf("three", { index: "t", calculateDivisions: true }).divisions).toEqual([0, 4000, 8000, 11_000]);
    expect(metaOf("three", { index: "name", calculateDivisions: true }).divisions).toBeNull();
  });
  it("leaves out row groups and rows", async () => {
    const filters: Filter[] = [
      ["id", ">=", 6],
      ["name", "==", "Bob"],
    ];
    const node = open("one.parquet", { filters, splitRowGroups: true });
    expect((node.meta as FrameMeta).npartitions).toBe(2);
    expect(node.params["pruned"]).toBe(1);
    expect((await tableOf(node)).toArray().map(row => row.id)).toEqual([7, 10]);
    expect(await rowsOf("one.parquet", { filters: [["t", "<", new Date(2500)]], columns: ["id"] })).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect(await rowsOf("one.parquet", { filters: [["id", ">", 99]] })).toEqual([]);
    expect((await rowsOf("one.parquet", { filters: [["id", "in", [3, 5]]] })).map(row => row.id)).toEqual([3, 5]);
    expect(() => open("one.parquet", { filters: [["id", "=", 1] as never] })).toThrow("expected one of");
  });
  it("never leaves out a group with a row that passes", () => {
    const value = fc.oneof(fc.integer({ min: -5, max: 5 }).map(String), fc.constantFrom("a", "ab", "abc", "b"));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.constantFrom(...OPERATORS),
        value,
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        (texts, operator, wanted, numbers, cut) => {
          const of = (text: string): string | number => (numbers ? text.length + text.charCodeAt(0) : text);
          const values = texts.map(of).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
          const filter: Filter = ["x", operator, operator === "in" ? [of(wanted)] : of(wanted)];
          const short = (v: string | number) => (typeof v === "string" ? v.slice(0, cut) : v);
          if (excludes({ min: short(values[0]!), max: short(values.at(-1)!), missing: 0 }, filter)) expect(values.filter(v => passes(v, filter))).toEqual([]);
        },
      ),
    );
  });
});

describe("files that are not whole", () => {
  it("are named with the reason", async () => {
    foreign("whole.parquet", 0, 8);
    const bytes = readFileSync(join(folder, "whole.parquet"));
    const broken = (name: string, content: Uint8Array) => {
      writeFileSync(join(folder, name), content);
      return () => open(name);
    };
    expect(broken("cut.parquet", bytes.subarray(0, bytes.length - 10))).toThrow(/cut\.parquet is not a whole Parquet file: it does not end with "PAR1"/);
    expect(broken("empty.parquet", new Uint8Array())).toThrow("it has 0 bytes");
    const footer = Buffer.from(bytes);
    footer.writeUInt32LE(1e9, footer.length - 8);
    expect(broken("long.parquet", footer)).toThrow("footer is said to have");
    const garbled = Buffer.from(bytes);
    garbled.fill(255, garbled.length - 60, garbled.length - 12);
    expect(broken("garbled.parquet", garbled)).toThrow(/garbled\.parquet/);
    const page = Buffer.from(bytes).fill(255, 4, 60);
    writeFileSync(join(folder, "page.parquet"), page);
    await expect(rowsOf("page.parquet")).rejects.toThrow(/page\.parquet: column "id" cannot be read/);
    expect(() => open("nothing/*.parquet")).toThrow("no files match");
    expect(() => open("nothing")).toThrow("no such file");
  });
});

describe("writing", () => {
  const rows = table({ a: [0, 1, 2, 3, 4, 5], g: ["x", "z", "x", "x", "x", "z"] }) as Table;
  it("replaces nothing unless told to, and then everything", async () => {
    await write(rows, "out", {}, 3);
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["part.0.parquet", "part.1.parquet", "part.2.parquet"]);
    await expect(write(rows, "out", {}, 2)).rejects.toThrow("out is not empty: say overwrite: true to replace its 3 files");
    await write(rows, "out", { overwrite: true, name: i => `p-${i}.parquet` }, 2);
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["p-0.parquet", "p-1.parquet"]);
  });
  it("names folders by values", async () => {
    await write(rows, "hive", { partitionOn: ["g"] }, 2);
    expect(readdirSync(join(folder, "hive")).sort()).toEqual(["g=x", "g=z"]);
    const back = await tableOf(open("hive"));
    expect(back.columns).toEqual(["a", "g"]);
    expect(back.toArray().sort((p, q) => p.a - q.a)).toEqual(rows.toArray());
    expect((await rowsOf("hive", { filters: [["g", "==", "z"]] })).map(row => row.a)).toEqual([1, 5]);
  });
  it("leaves nothing behind where a partition fails", async () => {
    await expect(write(rows, "bad", { name: i => (i === 0 ? "fine.parquet" : "no\0name") }, 2)).rejects.toThrow("null bytes");
    expect(existsSync(join(folder, "bad"))).toBe(false);
  });
});

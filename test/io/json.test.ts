import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { FrameMeta } from "../../runtime/meta/meta.ts";
import { readJson, type ReadJsonOptions } from "../../runtime/io/json/read-json.ts";
import { toJson } from "../../runtime/io/json/to-json.ts";
import { fromTable } from "../../runtime/io/table/from-table.ts";
import { blocksOf, tableOf, within } from "./run-blocks.ts";

const folder = mkdtempSync(join(tmpdir(), "bask-json-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const open = (path: string, options: ReadJsonOptions = {}) => within(folder, () => readJson(path, options));

describe("records", () => {
  file("a.json", '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n');
  file("b.json", '{"a": 3, "b": "z"}\n');
  it("are lines, a partition a file", async () => {
    const node = open("*.json", { orient: "records", lines: true });
    expect(node.meta).toMatchObject({
      npartitions: 2,
      columns: [
        { name: "a", dtype: "int64" },
        { name: "b", dtype: "string" },
      ],
    });
    expect((await blocksOf(node)).map(part => part.length)).toEqual([2, 1]);
    expect((await tableOf(node)).toArray()).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
      { a: 3, b: "z" },
    ]);
  });
  it("are cut into blocks on request", async () => {
    file("long.jsonl", Array.from({ length: 100 }, (_, i) => `{"i": ${i}, "v": ${i % 3 === 0 ? "null" : i / 2}}`).join("\n"));
    const node = open("long.jsonl", { blocksize: 300 });
    expect((node.meta as FrameMeta).npartitions).toBeGreaterThan(5);
    expect((await tableOf(node)).toArray().map(row => row.i)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
  it("are a list on request", async () => {
    file("list.txt", '[{"a": 1, "o": {"x": [1]}}, {"a": null, "o": null}]');
    expect((await tableOf(open("list.txt", { lines: false }))).toArray()).toEqual([
      { a: 1, o: { x: [1] } },
      { a: Number.NaN, o: null },
    ]);
  });
  it("are named where they are none", () => {
    file("bad.txt", '{"a": 1}\n{"a": \n');
    expect(() => open("bad.txt")).toThrow(/bad\.txt:2 is not JSON: .* in "\{\\"a\\": "/);
    file("no.txt", "[1]\n");
    expect(() => open("no.txt")).toThrow("no.txt:1: expected records, got [1]");
    expect(() => open("a.json", { lines: false })).toThrow("is not JSON");
  });
  it("are named by their line wherever blocks are cut", async () => {
    const good = Array.from({ length: 12_000 }, (_, i) => (i === 3 ? "" : `{"i": ${i}, "pad": "${"x".repeat(100)}"}`));
    good[11_500] = "[7]";
    file("late.jsonl", `${good.join("\n")}\n`);
    for (const blocksize of [undefined, 100_000])
      await expect(tableOf(open("late.jsonl", blocksize === undefined ? {} : { blocksize }))).rejects.toThrow("late.jsonl:11501: expected records, got [7]");
  });
  it("are written and read back", async () => {
    const rows = [
      { a: 1, s: "x\n", d: 1.5 },
      { a: 2, s: null, d: Number.NaN },
    ];
    const names = await within(folder, () => toJson(fromTable(rows, { npartitions: 2 }), "out/*.json"));
    expect(names.map(name => readFileSync(name, "utf8"))).toEqual(['{"a":1,"s":"x\\n","d":1.5}\n', '{"a":2,"s":null,"d":null}\n']);
    expect((await tableOf(open("out/*.json"))).toArray()).toEqual(rows);
  });
});

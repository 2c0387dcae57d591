import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FrameMeta } from "../../runtime/meta/meta.ts";
import { sortedCuts } from "../../runtime/io/table/cuts.ts";
import { fromTable, type FromTableOptions } from "../../runtime/io/table/from-table.ts";
import { buildColumn, Table, table } from "../../runtime/values/index.ts";
import { blocksOf, tableOf, within } from "./run-blocks.ts";

const numbered = (labels: readonly number[]): Table =>
  new Table({
    fields: [buildColumn("a", "int64", labels.length, i => i)],
    levels: [buildColumn("", "int64", labels.length, i => labels[i])],
    length: labels.length,
  });
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const shape = async (labels: readonly number[], options: FromTableOptions): Promise<unknown> => {
  const node = within("/", () => fromTable(numbered(labels), options));
  return { divisions: (node.meta as FrameMeta).divisions, lengths: (await blocksOf(node)).map(part => part.length) };
};

describe("partitions of a table", () => {
  it("are as even as labels allow", async () => {
    expect(await shape(range(10), { npartitions: 2 })).toEqual({ divisions: [0, 5, 9], lengths: [5, 5] });
    expect(await shape(range(10), { npartitions: 3 })).toEqual({ divisions: [0, 4, 7, 9], lengths: [4, 3, 3] });
    expect(await shape(range(1), { npartitions: 1 })).toEqual({ divisions: [0, 0], lengths: [1] });
    expect(await shape(range(11), { chunksize: 5 })).toEqual({ divisions: [0, 5, 10, 10], lengths: [5, 5, 1] });
    expect(await shape([5, 3, 9, 1, 7, 2], { npartitions: 3, sort: false })).toEqual({ divisions: null, lengths: [2, 2, 2] });
    expect(await shape([1, 1, 1, 1, 1, 1], { npartitions: 3 })).toEqual({ divisions: [1, 1], lengths: [6] });
    expect(await shape([], { npartitions: 3 })).toEqual({ divisions: null, lengths: [0] });
    expect(await shape(range(2), { npartitions: 5 })).toEqual({ divisions: [0, 1, 1], lengths: [1, 1] });
  });
  it("keep equal labels together and every row once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (labels, n, chunks) => {
          const size = chunks ? { chunksize: n } : { npartitions: n };
          const node = within("/", () => fromTable(numbered(labels), size));
          const parts = (await blocksOf(node)) as Table[];
          const sorted = [...labels].sort((a, b) => a - b);
          const seen = parts.map(part => part.index.toArray() as number[]);
          expect(seen.flat()).toEqual(sorted);
          const { locations, divisions } = sortedCuts(sorted, size);
          expect(parts.length).toBe(locations.length - 1);
          if (!chunks) expect(parts.length).toBeLessThanOrEqual(n);
          for (let i = 1; i < seen.length; i++) expect(seen[i - 1]!.at(-1)).toBeLessThan(seen[i]![0]!);
          expect(divisions).toEqual([...seen.map(part => part[0]), sorted.at(-1)]);
        },
      ),
      { numRuns: 80 },
    );
  });
  it("are equal expressions for equal rows", () => {
    const build = (v: number) => within("/", () => fromTable([{ a: v, b: "x" }]));
    expect(build(1).id).toBe(build(1).id);
    expect(build(1).id).not.toBe(build(2).id);
  });
  it("keep the index and its type", async () => {
    const rows = table({ v: [1, 2, 3] });
    const dated = new Table({ fields: rows.fields, levels: [buildColumn("t", "datetime", 3, i => new Date(3000 - i * 1000))], length: 3 });
    const node = within("/", () => fromTable(dated as Table, { npartitions: 3 }));
    expect((node.meta as FrameMeta).divisions).toEqual([1000, 2000, 3000, 3000]);
    expect((node.meta as FrameMeta).index).toEqual([{ name: "t", dtype: "datetime" }]);
    expect((await tableOf(node)).toArray().map(row => row.v)).toEqual([3, 2, 1]);
    expect(() => within("/", () => fromTable([], { npartitions: 0 }))).toThrow("expected at least 1");
  });
});

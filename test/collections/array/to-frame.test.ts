import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { exprOf } from "../../../runtime/collections/lazy.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import type { Table } from "../../../runtime/values/table.ts";
import { arrayCase, lazyOf } from "../../support/arrays.ts";
import { evaluate } from "../../support/evaluate.ts";

const tables = async (frame: ReturnType<da.BaskArray["toBaskDataframe"]>): Promise<Table[]> => (await evaluate([exprOf(frame)])).blocks[0] as Table[];

test("rows and columns of an array are those of the frame, in every blocking", async () => {
  const given = arrayCase(["float64", "int64", "float32", "uint8", "bool"], { minRank: 1, maxRank: 2, maxSize: 5 });
  await fc.assert(
    fc.asyncProperty(given, async a => {
      const frame = lazyOf(a).toBaskDataframe();
      const width = a.shape[1] ?? 1;
      const meta = exprOf(frame).meta as FrameMeta;
      expect(meta.columns).toEqual(Array.from({ length: width }, (_, k) => ({ name: String(k), dtype: a.dtype })));
      const parts = await tables(frame);
      expect(parts.map(part => part.length)).toEqual(a.chunks[0]);
      const rows = parts.flatMap(part => Array.from({ length: part.length }, (_, i) => part.fields.map(field => Number(field.at(i)))));
      expect(rows).toEqual(Array.from({ length: a.shape[0]! }, (_, i) => a.values.slice(i * width, (i + 1) * width)));
      expect(parts.flatMap(part => part.index.toArray().map(Number))).toEqual(Array.from({ length: a.shape[0]! }, (_, i) => i));
    }),
    { numRuns: 60 },
  );
});

test("names, divisions, and what cannot be a frame", async () => {
  const x = da.arange(12, { chunks: 6 }).reshape([6, 2]).rechunk([4, 1]);
  const frame = x.toBaskDataframe({ columns: ["a", "b"] });
  expect((exprOf(frame).meta as FrameMeta).divisions).toEqual([0, 4, 5]);
  expect((await tables(frame))[1]!.toArray()).toEqual([
    { a: 8, b: 9 },
    { a: 10, b: 11 },
  ]);
  const some = x.get(x.get(":", 0).gt(2));
  expect((exprOf(some.toBaskDataframe()).meta as FrameMeta).divisions).toBeNull();
  expect((await tables(some.toBaskDataframe())).map(part => part.length)).toEqual([2, 2]);
  expect(() => x.toBaskDataframe({ columns: ["a"] })).toThrow(/expected 2 names/);
  expect(() => da.ones([2, 2, 2]).toBaskDataframe()).toThrow(/one or two axes, got 3/);
  expect(() => da.ones(3).astype("complex64").toBaskDataframe()).toThrow(/cannot be complex64/);
});

/** What a cell's value is sent as. */
import { expect, it } from "vitest";
import type { Shown } from "../../protocol/session.ts";
import * as da from "../../runtime/array.ts";
import { createPages } from "../../runtime/session/show.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";

const show = async (value: unknown): Promise<Shown> => createPages().show(value, "");
const floats = (shape: number[], make: (i: number) => number) =>
  new NDArray(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => make(i)),
    shape,
    "float64",
  );

it("an array without axes is its number, and its type", async () => {
  expect(await show(floats([], () => 2.5))).toEqual({ kind: "value", title: "", text: "2.5", type: "float64" });
});

it("one axis is a line of stretches that misses no spike", async () => {
  const shown = await show(floats([24_000], i => (i === 12_345 ? 99 : i % 2)));
  expect(shown).toMatchObject({ kind: "array", sample: null, min: 0, max: 99, missing: 0 });
  if (shown.kind !== "array" || shown.line === null) throw new Error("no line");
  expect(shown.line.low).toHaveLength(240);
  expect(shown.line.high.indexOf(99)).toBe(Math.floor(12_345 / 100));
  expect(shown.line.low.every(value => value === 0)).toBe(true);
});

it("what is not a number has its own mark, and no part in the figures", async () => {
  const shown = await show(floats([2, 3], i => (i === 4 ? NaN : i)));
  expect(shown).toMatchObject({ min: 0, max: 5, mean: 11 / 5, missing: 1, line: null, sample: { rows: 2, columns: 3, values: [0, 1, 2, 3, null, 5] } });
  expect(await show(floats([3], () => NaN))).toMatchObject({ min: null, max: null, missing: 3, line: { low: [null, null, null] } });
});

it("a view gives the figures of what it shows", async () => {
  const view = floats([4, 4], i => i).get("::2", "::2");
  expect(view.contiguous).toBe(false);
  expect(await show(view)).toMatchObject({ min: 0, max: 10, mean: 5 });
});

it("an array that is not computed comes with its chunk grid and what makes it", async () => {
  const shown = await show(da.ones([40, 20], { chunks: [10, 10] }).add(1));
  expect(shown).toMatchObject({ kind: "lazy", svg: expect.stringContaining("<svg") as string });
  if (shown.kind !== "lazy") throw new Error("not lazy");
  expect(shown.view?.nodes.map(({ label, tasks }) => [label, tasks])).toEqual([
    ["ones", 8],
    ["+ 1", 8],
  ]);
});

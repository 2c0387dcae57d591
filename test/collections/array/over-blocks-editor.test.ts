import { expect, test } from "vitest";
import { diskHost } from "../../../runtime/io/host/disk.ts";
import { analyseText } from "../../../server/analysis/facts.ts";

/** What the editor knows of variables, as it knows it of a text. */
async function known(text: string) {
  return analyseText(text, { file: "/case.ts", host: diskHost("/"), prelude: 'import * as da from "bask/array";\n', names: new Map() });
}

test("nothing is called in the editor: dtypes and shapes of functions are said, or not known", async () => {
  const { variables, problems } = await known(`
    let x = da.ones([4, 6], { chunks: [2, 3] });
    let guessed = x.mapBlocks(b => b.gt(1));
    let said = x.mapBlocks(b => b.gt(1), { dtype: "bool" });
    let later = guessed.add(1).sum({ axis: 0 });
    let edges = x.mapOverlap(b => b, { depth: 1, boundary: "reflect", dtype: "float64" });
    let wide = da.overlap.overlap(x, { depth: 1, boundary: "reflect" });
    let joined = da.blockwise(b => b, "i", x, "ij", { dtype: "float64", adjustChunks: { i: n => n * 2 } });
    let lines = da.applyAlongAxis(line => line.sum(), 0, x);
    let [low, high] = da.applyGufunc(b => [b, b], "(i)->(),()", x.rechunk([2, 6]), { outputDtypes: "float64" });
    let coarse = da.coarsen(da.mean, x, { 0: 2 });
    let hidden = da.ma.maskedGreater(x, 0.5).mean({ axis: 1 });
    let peaks = da.stats.kurtosis(x);
    let tested = da.stats.ttestInd(x, x);
    let windows = da.slidingWindowView(x, 2, { axis: 0 });
  `);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const chunks = (name: string) => (variables[name] as { chunks?: unknown }).chunks;
  const dtype = (name: string) => (variables[name] as { dtype?: unknown }).dtype;
  expect(dtype("said")).toBe("bool");
  expect(dtype("guessed")).not.toBe("float64");
  expect(chunks("guessed")).toEqual([
    [2, 2],
    [3, 3],
  ]);
  expect(chunks("later")).toEqual([[3, 3]]);
  expect(chunks("edges")).toEqual(chunks("x"));
  expect(chunks("wide")).toEqual([
    [4, 4],
    [5, 5],
  ]);
  expect(chunks("low")).toEqual([[2, 2]]);
  expect([dtype("coarse"), chunks("coarse")]).toEqual([
    "float64",
    [
      [1, 1],
      [3, 3],
    ],
  ]);
  expect([dtype("hidden"), chunks("hidden")]).toEqual(["float64", [[2, 2]]]);
  expect(chunks("peaks")).toEqual([[3, 3]]);
  expect(variables["tested"]!.kind).toBe("delayed");
  expect((variables["windows"] as { shape?: unknown }).shape).toEqual([3, 6, 2]);
  expect(["unknown", "array"]).toContain(variables["lines"]!.kind);
  expect(variables["joined"]!.kind).toBe("array");
});
test("mistakes are found while typing", async () => {
  const { problems } = await known(`
    let x = da.ones([4, 6], { chunks: [2, 3] });
    let deep = da.overlap.overlap(x, { depth: 5, boundary: "reflect" });
    let split = da.applyGufunc(b => b, "(i)->()", x, { outputDtypes: "float64" });
    let odd = da.coarsen(da.sum, x, { 1: 4 });
  `);
  expect(problems.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([
    expect.stringMatching(/depth 5 is larger than axis 0/),
    expect.stringMatching(/core axis "i" has 2 blocks/),
    expect.stringMatching(/groups of 4/),
  ]);
});

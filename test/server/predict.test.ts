/** What a run will take: peak memory against what runs measured, moves, and time from the rates of earlier runs. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunProfile } from "../../protocol/profile.ts";
import { exprOf } from "../../server/analysis/evaluate/value.ts";
import { predictedMoves, predictedPeak, predictedTime } from "../../server/analysis/predict.ts";
import { ratesOf } from "../../server/analysis/rates.ts";
import { analysed } from "./evaluate.ts";

async function lazy(expression: string) {
  const { program } = await analysed(`import * as da from "bask/array";\nconst r = ${expression};`);
  return exprOf(program.scope.vars.get("r") as never);
}

describe("peak memory", () => {
  // Measured in runs with two threads, in MB: the median of five.
  test.each([
    ["(x => x.sub(x.mean()).pow(2).sum())(da.random.normal(0, 1, { size: [2000, 2000], chunks: [500, 500] }))", 32],
    ["(x => x.add(x.T).mean({ axis: 0 }))(da.random.normal(0, 1, { size: [2000, 2000], chunks: [250, 250] }))", 3.5],
    ["(x => x.matmul(x.T).sum())(da.ones([1000, 1000], { chunks: [250, 250] }))", 17],
    ["da.ones([2000, 1000], { chunks: [500, 1000] }).rechunk([2000, 100]).sum({ axis: 0 })", 20.81],
    ["da.arange(4_000_000, { chunks: 500_000 }).add(1).mul(2)", 32],
    ["(x => x.sub(x.mean({ axis: 0 })).div(x.std({ axis: 0 })))(da.random.normal(0, 1, { size: [4000, 500], chunks: [500, 500] }))", 18.01],
  ])("within a quarter of the measured: %s", async (expression, megabytes) => {
    const peak = predictedPeak(await lazy(expression), 2)!;
    expect(Math.abs(peak / 1e6 / megabytes - 1)).toBeLessThan(0.25);
  });
});

test("states of groups take what their keys and numbers take, however many rows there are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bask-predict-"));
  const rows = Array.from({ length: 20_000 }, (_, i) => `k${i % 50},${i}\n`);
  writeFileSync(join(folder, "a.csv"), `key,n\n${rows.join("")}`);
  const text = `import * as dd from "bask/dataframe";\nconst f = dd.readCsv("a.csv", { blocksize: "100kB" });`;
  const peakOf = async (expression: string) => {
    const { program } = await analysed(`${text}\nconst r = ${expression};`, { folder });
    return predictedPeak(exprOf(program.scope.vars.get("r") as never), 2);
  };
  // Measured: 1.7 kB, 1.3 of which are the states of 50 groups: a text, and the sum with its count.
  expect(await peakOf('f.groupby("key").col.n.sum()')).toBe(50 * (12 + 16) + 50 * 8);
  expect(await peakOf('f.assign({ big: r => r.n > 9 }).groupby("big").col.n.count()')).toBeLessThan(1000);
  // Measured: 320 kB, what is read and its running sums.
  expect(Math.abs((await peakOf("f.col.n.cumsum()"))! / 320_000 - 1)).toBeLessThan(0.25);
  rmSync(folder, { recursive: true });
});

test("bytes that move", async () => {
  expect(predictedMoves(await lazy("da.ones([100, 100], { chunks: [10, 100] }).sum()"))).toBe(0);
  expect(predictedMoves(await lazy("da.ones([100, 100], { chunks: [10, 100] }).rechunk([100, 10])"))).toBeGreaterThanOrEqual(80_000);
});

test("time, once every operation of it has run", async () => {
  const layer = { name: "", names: [], sites: [], slowest: null, median: 0, spark: [] };
  const layers = [
    { ...layer, label: "ones", tasks: 4, done: 4, work: 40, bytes: 4 * 800_000 },
    { ...layer, label: "sum", tasks: 1, done: 1, work: 2, bytes: 8 },
  ];
  const run: RunProfile = { run: 1, started: "", wall: 0, work: 42, workers: 2, tasks: 5, read: 0, peak: 0, layers, criticalPath: [], error: null };
  const rates = ratesOf({ version: 1, file: "", cells: [], runs: [{ ...run, cell: 1 }] })!;
  const graph = {
    layers: [
      { label: "ones", size: 8, blockBytes: 400_000 },
      { label: "sum", size: 1, blockBytes: 8 },
    ],
  };
  const { timeOf } = await import("../../server/analysis/rates.ts");
  expect(timeOf(graph as never, rates)).toEqual({ work: 42, wall: 22, workers: 2 });
  expect(timeOf({ layers: [{ label: "never", size: 1, blockBytes: 8 }] } as never, rates)).toBeUndefined();
  expect(predictedTime(await lazy("da.ones(10)"), undefined)).toBeUndefined();
});

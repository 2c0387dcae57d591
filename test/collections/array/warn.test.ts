import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { config } from "../../../runtime/run/config.ts";
import { environment, withEnvironment } from "../../../runtime/expr/environment.ts";

/** What building warns of. */
function warnings(build: () => unknown): da.PerformanceWarning[] {
  const given: da.PerformanceWarning[] = [];
  withEnvironment({ ...environment(), warn: warning => given.push(warning as da.PerformanceWarning) }, build);
  return given;
}

test("blocks that multiply", () => {
  const [column, row] = [da.ones([20, 1], { chunks: 1 }), da.ones([1, 20], { chunks: 1 })];
  const [warning, ...more] = warnings(() => column.add(row));
  expect(warning).toBeInstanceOf(da.PerformanceWarning);
  expect([warning!.name, warning!.code, warning!.message]).toEqual(["PerformanceWarning", "AR10", "Increasing number of chunks by factor of 20"]);
  expect(more).toEqual([]);
  expect(warnings(() => da.ones([5, 1], { chunks: 1 }).add(da.ones([1, 5], { chunks: 1 })))).toEqual([]);
});

test("blocks that a reshape makes far larger", () => {
  using _ = config.set({ "array.chunk-size": "1 kB" });
  const x = da.ones([100, 10, 10], { chunks: [1, 10, 1] });
  expect(warnings(() => x.reshape([1000, 10])).map(warning => warning.code)).toEqual([]);
  const y = da.ones([4, 1000], { chunks: [4, 10] });
  expect(warnings(() => y.reshape([4000])).map(warning => [warning.code, /8000 B|7.8 kB|8.0 kB|8 kB/i.test(warning.message)])).toEqual([["AR12", true]]);
});

test("in the run, Node gives them, once a place", async () => {
  const seen: Error[] = [];
  const listen = (warning: Error) => seen.push(warning);
  process.on("warning", listen);
  for (let i = 0; i < 2; i++) da.ones([11, 1], { chunks: 1 }).add(da.ones([1, 11], { chunks: 1 }));
  await new Promise(resolve => setImmediate(resolve));
  process.off("warning", listen);
  expect(seen.map(warning => warning.name)).toEqual(["PerformanceWarning"]);
  expect(seen[0]!.message).toMatch(/factor of 11 \(.*warn\.test\.ts:\d+:\d+\)/);
});

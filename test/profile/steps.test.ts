import { describe, expect, it } from "vitest";
import * as da from "../../runtime/array.ts";
import type { RunProfile } from "../../protocol/profile.ts";
import { exprOf, type LazyBase } from "../../runtime/collections/lazy.ts";
import { observeRuns } from "../../runtime/run/observers.ts";

/** The profile of computing a value in this thread. */
async function profileOf(value: LazyBase): Promise<RunProfile> {
  const profiles: RunProfile[] = [];
  const stop = observeRuns({ end: (_id, profile) => profiles.push(profile) });
  await value.compute({ scheduler: "sync" });
  stop();
  return profiles[0]!;
}

describe("several operations in one task", () => {
  it("each have their own time and their own call", async () => {
    const x = da.ones([200, 200], { chunks: 50 }) as unknown as LazyBase & { add(n: number): LazyBase & { sum(): LazyBase } };
    const plus = x.add(1);
    const total = plus.sum();
    const layer = (await profileOf(total)).layers.find(each => each.steps !== undefined)!;
    const names = [x, plus, total].map(value => exprOf(value).name);
    expect(layer.steps!.map(step => step.name)).toEqual(names);
    expect(layer.steps!.map(step => step.sites[0]!.line)).toEqual([x, plus, total].map(value => exprOf(value).site!.line));
    const together = layer.steps!.reduce((sum, step) => sum + step.work, 0);
    expect(together).toBeGreaterThan(0);
    expect(together).toBeLessThanOrEqual(layer.work + 1);
  });
  it("where a call stands is no part of what it is", () => {
    const at = () => da.ones([4], { chunks: 2 }) as unknown as LazyBase;
    expect(at().name).toBe((da.ones([4], { chunks: 2 }) as unknown as LazyBase).name);
  });
});

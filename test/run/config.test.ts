import { afterEach, describe, expect, it } from "vitest";
import * as da from "../../runtime/array.ts";
import { config } from "../../runtime/index.ts";

afterEach(() => void delete process.env["BASK_NUM_WORKERS"]);

describe("settings", () => {
  it("one key, however it is written; a handle restores what was there", () => {
    const restore = config.set({ numWorkers: 3 });
    expect([config.get("num-workers"), config.get("num_workers"), config.get("numWorkers")]).toEqual([3, 3, 3]);
    restore[Symbol.dispose]();
    expect(config.get("numWorkers", "none")).toBe("none");
  });
  it("come from the environment too", () => {
    process.env["BASK_NUM_WORKERS"] = "5";
    expect(config.get("num-workers")).toBe(5);
  });
  it("array.chunk-size decides about automatic chunks", () => {
    const blocks = () => (da.ones([1000, 1000]) as unknown as { npartitions: number }).npartitions;
    expect(blocks()).toBe(1);
    const restore = config.set({ "array.chunk-size": "1 MiB" });
    expect(blocks()).toBeGreaterThan(4);
    restore[Symbol.dispose]();
    expect(blocks()).toBe(1);
  });
  it("an option of a run that is not there is refused, with the closest that is", async () => {
    const value = da.ones([2]) as unknown as { compute(options: object): Promise<unknown> };
    await expect(value.compute({ numworkers: 2 })).rejects.toThrow('compute has no option "numworkers": did you mean "numWorkers"?');
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Callback, compute, config, delayed, explain, Profiler } from "bask";
import * as da from "bask/array";

const folder = mkdtempSync(join(tmpdir(), "bask-watching-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inc = delayed((x: number) => x + 1);
const sync = { scheduler: "sync" } as const;

describe("Callback", () => {
  it("is told of the run and each of its tasks, until disposed", async () => {
    const seen: string[] = [];
    const callback = new Callback({
      start: run => seen.push(`start ${run.tasks}`),
      taskStart: task => seen.push(`> ${task.prefix}`),
      taskEnd: task => seen.push(`< ${task.prefix} ${task.end >= task.start}`),
      finish: run => seen.push(`finish ${run.error === undefined}`),
    });
    const registered = callback.register();
    await inc(inc(1)).compute(sync);
    registered[Symbol.dispose]();
    await inc(1).compute(sync);
    expect(seen[0]).toBe("start 2");
    expect(seen.filter(line => line.startsWith("<"))).toEqual(["< lambda true", "< lambda true"].map(line => line.replace("lambda", seen[1]!.slice(2))));
    expect(seen.at(-1)).toBe("finish true");
    expect(seen.filter(line => line.startsWith("start"))).toHaveLength(1);
  });
  it("is told why a run failed", async () => {
    let error: unknown;
    const registered = new Callback({ finish: run => void (error = run.error) }).register();
    await expect(
      delayed(() => {
        throw new RangeError("no");
      })().compute(sync),
    ).rejects.toThrow("no");
    registered[Symbol.dispose]();
    expect(String(error)).toMatch(/no/);
  });
  it("knows its hooks", () => {
    expect(() => new Callback({ pretask: () => {} } as never)).toThrow(/no hook "pretask": it takes start, taskStart, taskEnd, finish/);
    expect(() => new Callback({ start: 3 } as never)).toThrow(/start: expected a function, got number/);
  });
});

describe("Profiler", () => {
  it("says what operations and lines cost, what was held, and what more workers would do", async () => {
    const profiler = new Profiler();
    const measuring = profiler.start();
    const x = da.ones([40, 40], { chunks: 10 });
    await x.add(x.T).sum().compute(sync);
    measuring[Symbol.dispose]();
    expect(profiler.operations.reduce((n, row) => n + row.tasks, 0)).toBe(profiler.tasks.length);
    expect(profiler.lines.some(row => row.file.endsWith("watching.test.ts") && row.seconds >= 0)).toBe(true);
    expect(Math.max(...profiler.memory.map(sample => sample.bytes))).toBeGreaterThan(0);
    expect(profiler.memory.every((sample, i, all) => i === 0 || sample.seconds >= all[i - 1]!.seconds)).toBe(true);
    expect(profiler.whatIf(Infinity)).toBeLessThanOrEqual(profiler.whatIf(1) + 1e-12);
    expect(profiler.parallelism).toBeGreaterThan(0);
    for (const [name, key] of [
      ["a.trace.json", "traceEvents"],
      ["a.speedscope.json", "profiles"],
      ["a.json", "operations"],
    ] as const) {
      await profiler.save(join(folder, name));
      expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toHaveProperty(key);
    }
  });
});

describe("explain", () => {
  const x = da.ones([100], { chunks: 10 }).add(1).get(":10").sum();
  it("shows the plan as written, and after each pass that changes it", () => {
    const text = explain(x);
    expect(text).toMatch(/^== as written \(\d+ tasks\)\n\(1\) sum/);
    expect(text).toMatch(/== length: no change/);
    expect(text).toMatch(/== fuse \(\d+ tasks?\)/);
  });
  it("names passes that are switched off, and those that are not there", () => {
    const off = config.set({ "optimize.skip": ["fuse"] });
    expect(explain(x)).toMatch(/== fuse: switched off/);
    off[Symbol.dispose]();
    const wrong = config.set({ "optimize.skip": ["fusion"] });
    expect(() => explain(x)).toThrow(/optimize.skip: expected some of .*fuse.*, got "fusion"/);
    wrong[Symbol.dispose]();
  });
  it("takes lazy values only", () => expect(() => explain(3 as never)).toThrow(/expected lazy values, got number in place 1/));
  it("shows shared work once", () => {
    const y = da.ones([10], { chunks: 5 });
    expect(explain(y.add(1), y.mul(2))).toMatch(/\(\d\) again/);
  });
});

it("what the environment sets, in groups", async () => {
  expect(config.collect({ BASK_ARRAY__CHUNK_SIZE: "1MB", BASK_SCHEDULER: "sync", BASK_PROGRESS: "True", BASK_NUM_WORKERS: "3", OTHER: "5" })).toEqual({
    array: { "chunk-size": "1MB" },
    scheduler: "sync",
    progress: true,
    "num-workers": 3,
  });
  expect(await compute(1)).toEqual([1]);
});

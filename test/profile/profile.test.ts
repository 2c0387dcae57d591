import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { profileName, type ProfileFile, type RunProfile } from "../../protocol/profile.ts";
import { linksOf } from "../../runtime/graph/links.ts";
import { order } from "../../runtime/graph/order.ts";
import { criticalPath } from "../../runtime/profile/critical-path.ts";
import { boundRun, readProfile, writeProfile } from "../../runtime/profile/file.ts";
import { printProfile } from "../../runtime/profile/print.ts";
import { createRecording, recordEnd, recordRelease } from "../../runtime/profile/recorder.ts";
import { summarize } from "../../runtime/profile/summary.ts";
import { graphOf, treeGraph } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";

function profileOf(durations: readonly number[], deps: number[][]): RunProfile {
  const graph = graphOf(deps);
  const links = linksOf(graph);
  const recording = createRecording(graph, new Date(0));
  durations.forEach((ms, task) => recordEnd(recording, task, task, task + ms, 1000));
  return summarize(recording, { run: 1, wall: 100, workers: 2, links, sequence: order(links) });
}

describe("summary", () => {
  it("sums a layer, and finds its slowest task and its median", () => {
    const profile = profileOf([1, 5, 3, 9], [[], [], [], [0, 1, 2]]);
    expect(profile).toMatchObject({ run: 1, started: "1970-01-01T00:00:00.000Z", work: 18, tasks: 4, workers: 2 });
    expect(profile.layers[0]).toMatchObject({ done: 4, tasks: 4, work: 18, bytes: 4000, slowest: { key: "t(3)", ms: 9 }, median: 4, spark: [1, 5, 3, 9] });
    expect(profile.criticalPath).toEqual([
      { key: "t(1)", ms: 5 },
      { key: "t(3)", ms: 9 },
    ]);
  });

  it("keeps the peak of what was held at once", () => {
    const recording = createRecording(graphOf([[], [0]]), new Date(0));
    recordEnd(recording, 0, 0, 1, 100);
    recordEnd(recording, 1, 1, 2, 50);
    recordRelease(recording, 0);
    expect([recording.peak, recording.live]).toEqual([150, 50]);
  });

  it("shows at most 48 points, none below a straggler's", () => {
    const durations = Array.from({ length: 1000 }, (_, i) => (i === 501 ? 99 : 1));
    const { spark } = profileOf(
      durations,
      durations.map(() => []),
    ).layers[0]!;
    expect(spark.length).toBe(48);
    expect(Math.max(...spark)).toBe(99);
  });

  it("counts what was done of a layer that did not finish", () => {
    const profile = profileOf([1, 2], [[], [], []]);
    expect(profile.layers[0]).toMatchObject({ done: 2, tasks: 3 });
  });
});

describe("critical path", () => {
  it("is the longest chain, as by trying all", () => {
    fc.assert(
      fc.property(randomDeps(12), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 }), (deps, ms) => {
        const links = linksOf(graphOf(deps));
        const longest = (task: number): number => ms[task]! + Math.max(0, ...deps[task]!.map(longest));
        const path = criticalPath(links, order(links), task => ms[task]!);
        expect(path.reduce((sum, step) => sum + step.ms, 0)).toBe(Math.max(...deps.map((_, task) => longest(task))));
        path.slice(1).forEach(({ task }, i) => expect(deps[task]).toContain(path[i]!.task));
      }),
    );
  });
});

describe("profile file", () => {
  const folder = mkdtempSync(join(tmpdir(), "profile-test-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (runs: number): ProfileFile => ({
    version: 1,
    file: "/a/b.ts",
    cells: [],
    runs: Array.from({ length: runs }, (_, i) => ({ ...profileOf([1, 2], [[], [0]]), run: i, cell: 0 })),
  });

  it("comes back as it was written, with nothing beside it", () => {
    writeProfile(folder, file(3));
    expect(readProfile(folder, "/a/b.ts")).toEqual(file(3));
    expect(readdirSync(folder)).toEqual([profileName("/a/b.ts")]);
  });

  it("loses its oldest runs before it grows too large", () => {
    writeProfile(folder, file(12_000));
    const kept = readProfile(folder, "/a/b.ts")!.runs;
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.at(-1)!.run).toBe(11_999);
  });

  it("is nothing where it is missing or broken", () => {
    expect(readProfile(folder, "/none.ts")).toBeUndefined();
    writeFileSync(join(folder, profileName("/a/b.ts")), "{");
    expect(readProfile(folder, "/a/b.ts")).toBeUndefined();
  });

  it("keeps the longest steps of a long chain, in order", () => {
    const chain = Array.from({ length: 1000 }, (_, i) => (i === 0 ? [] : [i - 1]));
    const { criticalPath } = boundRun(
      profileOf(
        chain.map((_, i) => (i % 5 === 0 ? 9 : 1)),
        chain,
      ),
    );
    expect(criticalPath.length).toBe(200);
    expect(criticalPath[1]!.key).toBe("t(5)");
  });
});

describe("printed profile", () => {
  it("is a table, the costliest operation first", () => {
    const graph = treeGraph(4, 2, { source: "one", combine: "add" });
    const links = linksOf(graph);
    const recording = createRecording(graph, new Date(0));
    for (let task = 0; task < graph.size; task++) recordEnd(recording, task, task * 10, task * 10 + (task < 4 ? 2 : 12), 8_000_000);
    recording.read = 201_000_000;
    expect(printProfile(summarize(recording, { run: 1, wall: 60, workers: 2, links, sequence: order(links) }))).toBe(
      [
        "operation  tasks   time        median  slowest     made",
        "level0         2  24 ms  55 %   12 ms    12 ms  16.0 MB  ██",
        "level1         1  12 ms  27 %   12 ms    12 ms     8 MB",
        "source         4   8 ms  18 %    2 ms     2 ms  32.0 MB  ████",
        "",
        "7 tasks in 60 ms on 2 workers (37 % busy) · peak 56.0 MB · read 201 MB",
        "critical path 26 ms: source(0) 2 ms → level0(0) 12 ms → level1(0) 12 ms",
      ].join("\n"),
    );
  });

  it("tells apart operations that begin alike, names tasks without their hash, and what went to disk", () => {
    const graph = treeGraph(2, 2, { source: "one", combine: "add" });
    const fused = "random uniform · multiplied by two · plus one · ";
    const layers = graph.layers.map((layer, i) => ({ ...layer, name: `${layer.name}-0123456789abcdef`, label: `${fused}${i === 0 ? "sum" : "mean"}` }));
    const named = { ...graph, layers };
    const links = linksOf(named);
    const recording = createRecording(named, new Date(0));
    for (let task = 0; task < graph.size; task++) recordEnd(recording, task, task * 10, task * 10 + 5, 1000);
    Object.assign(recording, { spilled: 2_000_000, readBack: 1_000_000, queued: 7, scheduling: 3 });
    const text = printProfile(summarize(recording, { run: 1, wall: 60, workers: 2, links, sequence: order(links) }));
    expect(text).toContain("sum ");
    expect(text).toContain("mean ");
    expect(text).toContain("source(0) 5 ms → level0(0) 5 ms");
    expect(text).toContain("spilled 2 MB · read back 1 MB");
    expect(text).toContain("waiting in queues 7 ms · scheduling 3 ms");
  });
});

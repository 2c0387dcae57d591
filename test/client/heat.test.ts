import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LayerProfile, RunProfile } from "../../protocol/profile.ts";
import { heatOf, heatText, strengthOf } from "../../client/session/heat.ts";
import { linesNow } from "../../client/session/lines.ts";
import type { CellRun } from "../../client/session/state.ts";
import { jobs } from "./fixtures.ts";

describe("the lines of an older text in the present one", () => {
  const now = (old: string, text: string) => [...linesNow(old.split("\n"), text.split("\n"))];
  it("move with lines above them, and with edits in two places", () => {
    expect(now("a\nb\nc", "new\na\nb\nc")).toEqual([1, 2, 3]);
    expect(now("a\nb\nc\nd\ne", "a\nx\nb\nc\nd\ny\ne")).toEqual([0, 2, 3, 4, 6]);
  });
  it("stay where they are edited in place, and are gone where they are deleted", () => {
    expect(now("a\nb\nc", "a\nbb\nc")).toEqual([0, 1, 2]);
    expect(now("a\nb\nc", "a\nc")).toEqual([0, -1, 1]);
  });
  it("never share a line, and equal texts are the same", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d", "", "e"), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (old, present) => {
        const found = [...linesNow(old, present)];
        const used = found.filter(line => line >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used.every(line => line < present.length)).toBe(true);
        expect([...linesNow(old, old)]).toEqual(old.map((_, i) => i));
      }),
      { numRuns: 200 },
    );
  });
});

const layer = (line: number, work: number, extra: Partial<LayerProfile> = {}): LayerProfile => ({
  name: `n-${line}`,
  names: [`n-${line}`],
  label: `n ${line}`,
  sites: [{ file: "/w/a.ts", line, character: 0, occurrence: 0 }],
  tasks: 1,
  done: 1,
  work,
  bytes: 1000,
  slowest: null,
  median: 1,
  spark: [],
  ...extra,
});
const run = (layers: readonly LayerProfile[]): CellRun => {
  const [job] = jobs("// %% a\nx", "/w/a.ts");
  const profile: RunProfile = {
    run: 1,
    started: "",
    wall: 1,
    work: layers.reduce((sum, each) => sum + each.work, 0),
    workers: 1,
    tasks: layers.length,
    read: 0,
    peak: 0,
    layers,
    criticalPath: [],
    error: null,
  };
  return {
    run: 1,
    job: job!,
    status: "ok",
    begun: 0,
    ms: 1,
    values: [],
    output: [],
    error: null,
    sessionLife: 1,
    before: null,
    computes: [{ compute: 1, view: undefined as never, started: undefined as never, done: 0, begun: 0, profile }],
  };
};

describe("heat", () => {
  const heats = (layers: readonly LayerProfile[]) => [...heatOf([run(layers)], "/w/a.ts", file => file).values()][0]!;
  it("is a line's share of the work; small shares are left out", () => {
    expect(heats([layer(3, 83), layer(5, 13), layer(7, 4)])).toEqual([
      { line: 3, work: 83, bytes: 1000, share: 0.83 },
      { line: 5, work: 13, bytes: 1000, share: 0.13 },
    ]);
  });
  it("of a task of several operations goes to the line of each", () => {
    const site = (line: number) => [{ file: "/w/a.ts", line, character: 2, occurrence: 0 }];
    const steps = [
      { name: "a", sites: site(1), work: 30 },
      { name: "b", sites: site(2), work: 70 },
    ];
    expect(heats([layer(1, 100, { steps })]).map(({ line, work, bytes }) => [line, work, bytes])).toEqual([
      [1, 30, 0],
      [2, 70, 1000],
    ]);
  });
  it("of other files is not this file's", () => expect(heatOf([run([layer(1, 1)])], "/w/b.ts", file => file).size).toBe(0));
  it("is said with its unit, in three strengths", () => {
    expect(heatText({ line: 0, work: 271, bytes: 96_000_000, share: 0.83 })).toBe("271 ms\u200283 %\u200296.0 MB");
    expect([0.05, 0.2, 0.8].map(strengthOf)).toEqual([1, 2, 3]);
  });
});

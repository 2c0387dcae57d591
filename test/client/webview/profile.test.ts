import { expect, it } from "vitest";
import type { LayerInfo, LayerProfile, RunProfile } from "../../../protocol/profile.ts";
import { figuresOf, layerOf, lineRows, memoryOver, operationRows, taskUnder, ticks } from "../../../client/webview/profile/figures.ts";
import { applySpans, startSpans } from "../../../client/session/spans.ts";

const site = (line: number) => ({ file: "/w/a.ts", line, character: 4, occurrence: 0 });
const layer = (name: string, line: number, work: number, extra: Partial<LayerProfile> = {}): LayerProfile => ({
  name,
  names: [name],
  label: name,
  sites: [site(line)],
  tasks: 2,
  done: 2,
  work,
  bytes: 100,
  slowest: null,
  median: work / 2,
  spark: [],
  ...extra,
});
const profile: RunProfile = {
  run: 1,
  started: "",
  wall: 100,
  work: 150,
  workers: 2,
  tasks: 4,
  read: 0,
  peak: 300,
  layers: [
    layer("ones", 1, 100),
    layer("sum", 2, 50, {
      steps: [
        { name: "mul-12ab", sites: [site(2)], work: 20 },
        { name: "sum-34cd", sites: [site(5)], work: 30 },
      ],
    }),
  ],
  criticalPath: [
    { key: "a", ms: 40 },
    { key: "b", ms: 30 },
  ],
  error: null,
};
const infos: LayerInfo[] = [
  { name: "ones", names: ["ones"], label: "ones", first: 0, size: 2, sites: [site(1)] },
  { name: "sum", names: ["sum"], label: "sum", first: 2, size: 2, sites: [site(2)] },
];
const spans = () => {
  const found = startSpans({ tasks: 4 });
  applySpans(found, [
    { type: "start", task: 0, layer: 0, worker: 0, at: 0 },
    { type: "end", task: 0, layer: 0, worker: 0, start: 0, end: 10, bytes: 100 },
    { type: "end", task: 1, layer: 0, worker: 1, start: 1, end: 12, bytes: 200 },
    { type: "release", task: 0, layer: 0, at: 20 },
    { type: "start", task: 2, layer: 1, worker: 1, at: 13 },
    { type: "end", task: 99, layer: 1, worker: 1, start: 13, end: 14, bytes: 1 },
  ]);
  return found;
};

it("says how busy the workers were and what no number of them makes shorter", () => {
  expect(figuresOf(profile)).toEqual({ busy: 0.75, faster: 1.5, chain: 70, idle: 50 });
  expect(figuresOf({ ...profile, wall: 0 })).toMatchObject({ busy: 0, faster: 0 });
});

it("lists operations by their work, and lines with their own part of shared tasks", () => {
  expect(operationRows(profile, ["makes", "reduces"], infos).map(row => [row.label, row.kind, row.layer])).toEqual([
    ["ones", "makes", 0],
    ["sum", "reduces", 1],
  ]);
  expect(lineRows(profile).map(row => [row.site.line, row.labels.join(), row.work])).toEqual([
    [1, "ones", 100],
    [5, "sum", 30],
    [2, "mul", 20],
  ]);
});

it("keeps when and where tasks ran, and what their blocks held", () => {
  const found = spans();
  const { at, held } = memoryOver(found);
  expect([...at]).toEqual([10, 12, 20]);
  expect([...held]).toEqual([100, 300, 200]);
  expect(taskUnder(found, 1, 5, 0)).toBe(1);
  expect(taskUnder(found, 0, 15, 0)).toBeUndefined();
  expect([0, 1, 2, 3].map(task => layerOf(infos, task))).toEqual([0, 0, 1, 1]);
});

it("marks time in round steps", () => {
  expect(ticks(0, 100)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticks(0.13, 0.31)).toEqual([0.15, 0.2, 0.25, 0.3]);
});

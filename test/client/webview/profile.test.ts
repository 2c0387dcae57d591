import { expect, it } from "vitest";
import type { LayerInfo, LayerProfile, RunProfile } from "../../../protocol/profile.ts";
import {
  changeText,
  comparedRows,
  figuresOf,
  layerOf,
  lineRows,
  memoryOver,
  operationRows,
  taskUnder,
  ticks,
} from "../../../client/webview/profile/figures.ts";
import { momentAt, nextEvent, statesAt } from "../../../protocol/replay.ts";
import { applySpans, startSpans } from "../../../client/session/spans.ts";
import { TASK_STATES } from "../../../protocol/view.ts";

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

/** Two tasks make 100 and 200 bytes; the first goes to disk, comes back and is let go, the second goes to disk and is let go there. */
const spilling = () => {
  const found = startSpans({ tasks: 3 });
  applySpans(found, [
    { type: "end", task: 0, layer: 0, worker: 0, start: 0, end: 10, bytes: 100 },
    { type: "end", task: 1, layer: 0, worker: 1, start: 5, end: 20, bytes: 200 },
    { type: "spill", task: 0, layer: 0, at: 20 },
    { type: "spill", task: 1, layer: 0, at: 30 },
    { type: "readBack", task: 0, layer: 0, at: 40 },
    { type: "release", task: 0, layer: 0, at: 50 },
    { type: "release", task: 1, layer: 0, at: 60 },
  ]);
  return found;
};

it("what goes to disk leaves memory, and comes back", () => {
  const { at, held, onDisk } = memoryOver(spilling());
  expect([...at]).toEqual([10, 20, 20, 30, 40, 50, 60]);
  expect([...held]).toEqual([100, 300, 200, 0, 100, 0, 0]);
  expect([...onDisk]).toEqual([0, 0, 100, 300, 200, 200, 0]);
});

it("a run stands as it stood at each moment", () => {
  const at = (ms: number) => [...statesAt(spilling(), ms)].map(state => TASK_STATES[state]);
  expect(at(-1)).toEqual(["waiting", "waiting", "waiting"]);
  expect(at(7)).toEqual(["running", "running", "waiting"]);
  expect(at(25)).toEqual(["spilled", "memory", "waiting"]);
  expect(at(35)).toEqual(["spilled", "spilled", "waiting"]);
  expect(at(45)).toEqual(["memory", "spilled", "waiting"]);
  expect(at(70)).toEqual(["released", "released", "waiting"]);
  expect(momentAt(spilling(), 35)).toEqual({ done: 2, running: 0, onDisk: 2 });
});

it("steps go from one beginning or end of a task to the next", () => {
  const times = [];
  for (let at = -1; at < 100; at = nextEvent(spilling(), at, 1, 100)) times.push(at);
  expect(times).toEqual([-1, 0, 5, 10, 20]);
  expect(nextEvent(spilling(), 20, -1, 100)).toBe(10);
  expect(nextEvent(spilling(), 0, -1, 100)).toBe(0);
});

it("two runs of a cell stand side by side", () => {
  const slower: RunProfile = { ...profile, wall: 150, spilled: 10, layers: [layer("ones", 1, 100), layer("mean", 2, 25)] };
  const { whole, operations } = comparedRows(profile, slower);
  expect(whole.find(({ name }) => name === "time")).toEqual({ name: "time", unit: "ms", now: 100, then: 150 });
  expect(whole.map(({ name }) => name)).not.toContain("read");
  expect(whole.find(({ name }) => name === "to disk")).toMatchObject({ now: 0, then: 10 });
  expect(operations.map(row => [row.name, row.then, row.now, changeText(row)])).toEqual([
    ["ones", 100, 100, "0 %"],
    ["sum", null, 50, "new"],
    ["mean", 25, null, "gone"],
  ]);
  expect(changeText({ now: 100, then: 150 })).toBe("−33 %");
  expect(changeText({ now: 300, then: 150 })).toBe("+100 %");
});

import { expect, it } from "vitest";
import { byLine, byOperation } from "../../runtime/profile/by-operation.ts";
import { chromeTrace, speedscope } from "../../runtime/profile/export.ts";
import type { RunProfile } from "../../protocol/profile.ts";

const task = (key: string, worker: number, start: number, end: number) => ({ key, prefix: key.split("-")[0]!, worker, start, end, bytes: 8 });
const tasks = [task("inc-1", 0, 0, 1), task("sum-1", 1, 0.5, 3), task("inc-2", 0, 0.75, 2)];

it("operations, the costliest first", () => {
  expect(byOperation(tasks)).toEqual([
    { prefix: "sum", tasks: 1, seconds: 2.5, bytes: 8, slowest: { key: "sum-1", seconds: 2.5 } },
    { prefix: "inc", tasks: 2, seconds: 2.25, bytes: 16, slowest: { key: "inc-2", seconds: 1.25 } },
  ]);
});

it("lines get what each step of their task took", () => {
  const site = (line: number) => ({ file: "a.ts", line, character: 0 });
  const layers = [
    { sites: [site(4)], done: 2, work: 1000, bytes: 16 },
    {
      sites: [site(4)],
      done: 3,
      work: 900,
      bytes: 24,
      steps: [
        { name: "x", sites: [site(4)], work: 300 },
        { name: "y", sites: [site(6)], work: 600 },
      ],
    },
  ];
  expect(byLine([{ layers } as unknown as RunProfile])).toEqual([
    { file: "a.ts", line: 5, tasks: 5, seconds: 1.3, bytes: 16 },
    { file: "a.ts", line: 7, tasks: 3, seconds: 0.6, bytes: 24 },
  ]);
});

it("Chrome's trace has a span a task, in microseconds, and the memory as a counter", () => {
  const { traceEvents } = chromeTrace(tasks, [{ seconds: 1, bytes: 8 }]) as { traceEvents: Record<string, unknown>[] };
  expect(traceEvents.filter(event => event["ph"] === "X").map(({ name, tid, ts, dur }) => [name, tid, ts, dur])).toEqual([
    ["inc", 0, 0, 1e6],
    ["sum", 1, 500_000, 2_500_000],
    ["inc", 0, 750_000, 1_250_000],
  ]);
  expect(traceEvents.at(-1)).toMatchObject({ ph: "C", ts: 1e6, args: { bytes: 8 } });
});

it("speedscope's events open and close in turn, also where tasks of a worker overlap", () => {
  const { shared, profiles } = speedscope(tasks, "run") as {
    shared: { frames: { name: string }[] };
    profiles: { name: string; endValue: number; events: { type: string; frame: number; at: number }[] }[];
  };
  expect(shared.frames.map(frame => frame.name)).toEqual(["inc", "sum"]);
  expect(profiles.map(profile => [profile.name, profile.endValue])).toEqual([
    ["worker 0", 3],
    ["worker 1", 3],
  ]);
  expect(profiles[0]!.events.map(({ type, frame, at }) => [type, frame, at])).toEqual([
    ["O", 0, 0],
    ["C", 0, 1],
    ["O", 0, 1],
    ["C", 0, 2],
  ]);
});

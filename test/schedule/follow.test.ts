import { describe, expect, it } from "vitest";
import { script } from "../support/scripted.ts";

const chain = Array.from({ length: 6 }, (_, i) => (i === 0 ? [] : [i - 1]));
const settings = { workers: 2, depth: { least: 2, most: 64 }, follow: true };

describe("short tasks", () => {
  const short = (task: number, worker: number) => ({ type: "done", task, worker, bytes: 8, travels: true, micros: 1 }) as const;

  it("stand behind the tasks that make their inputs, in the same queue", () => {
    const run = script(chain, [5], settings);
    expect(run.send({ type: "begin" })).toEqual(["assign 0 to 0"]);
    // Now it is known that they are short.
    expect(run.send(short(0, 0))).toEqual([1, 2, 3, 4, 5].map(task => `assign ${task} to 0`));
    for (const task of [1, 2, 3, 4]) expect(run.send(short(task, 0))).toEqual([`release ${task - 1}`]);
    expect(run.send(short(5, 0))).toEqual(["release 4", "finish"]);
  });

  it("wait again when what they follow fails, and are given back", () => {
    const run = script(chain, [5], { ...settings, workers: 1, retries: 1 });
    run.send({ type: "begin" });
    run.send(short(0, 0));
    const effects = run.send({ type: "failed", task: 1, worker: 0, error: "bad" });
    for (const task of [2, 3, 4, 5]) effects.push(...run.send({ type: "returned", task, worker: 0 }));
    // Once the queue has room again.
    expect(effects).toEqual(["assign 1 to 0"]);
    expect(run.send(short(1, 0))).toEqual(["release 0", "assign 2 to 0"]);
  });

  it("go elsewhere when the worker that they stand at dies", () => {
    const run = script(chain, [5], settings);
    run.send({ type: "begin" });
    run.send(short(0, 0));
    expect(run.send({ type: "workerDied", worker: 0, task: 1 })[0]).toBe("assign 1 to 1");
  });
});

describe("a run that is held", () => {
  it("gets no more tasks until it is let go", () => {
    const run = script([[], [], []], [0, 1, 2], { workers: 1, depth: { least: 1, most: 1 } });
    expect(run.send({ type: "begin" })).toEqual(["assign 0 to 0"]);
    run.send({ type: "held", held: true });
    expect(run.done(0, 0)).toEqual([]);
    expect(run.send({ type: "held", held: false })).toEqual(["assign 1 to 0"]);
  });
});

describe("workers that are absent at first", () => {
  it("get tasks when they join", () => {
    const run = script([[], []], [0, 1], { ...settings, absent: () => true });
    expect(run.send({ type: "begin" })).toEqual([]);
    expect(run.send({ type: "workerJoined", worker: 1 })).toEqual(["assign 0 to 1", "assign 1 to 1"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linksOf } from "../../runtime/graph/links.ts";
import { simulateLive } from "../../runtime/graph/order.ts";
import { createState, STATUS } from "../../runtime/schedule/state.ts";
import { step } from "../../runtime/schedule/step.ts";
import { story } from "../../runtime/schedule/story.ts";
import type { Effect } from "../../runtime/schedule/events.ts";
import { graphOf, treeGraph } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";
import { script } from "../support/scripted.ts";

const one = { workers: 1, depth: { least: 1, most: 1 } };
const two = { workers: 2, depth: { least: 1, most: 1 } };

describe("step", () => {
  it("runs a chain, lets go of each input when its last user is done, and finishes", () => {
    const run = script([[], [0], [1]], [2], one);
    expect(run.send({ type: "begin" })).toEqual(["assign 0 to 0"]);
    expect(run.done(0, 0)).toEqual(["assign 1 to 0"]);
    expect(run.done(1, 0)).toEqual(["release 0", "assign 2 to 0"]);
    expect(run.done(2, 0)).toEqual(["release 1", "finish"]);
    expect(run.state.phase).toBe("finished");
  });

  it("keeps an output that others use", () => {
    const run = script([[], [0]], [0, 1], one);
    run.send({ type: "begin" });
    run.done(0, 0);
    expect(run.done(1, 0)).toEqual(["finish"]);
  });

  it("runs nothing that no output needs, and finishes at once where nothing is asked", () => {
    const run = script([[], [], [1]], [2], two);
    expect(run.send({ type: "begin" })).toEqual(["assign 1 to 0"]);
    expect(run.state.status[0]).toBe(STATUS.skipped);
    expect(script([[]], [], one).send({ type: "begin" })).toEqual(["finish"]);
  });

  it("holds an input that is named twice once", () => {
    const run = script([[], [0, 0]], [1], one);
    run.send({ type: "begin" });
    expect(run.done(0, 0)).toEqual(["assign 1 to 0"]);
    expect(run.done(1, 0)).toEqual(["release 0", "finish"]);
  });

  it("spreads sources over workers, and keeps queues a few tasks deep", () => {
    const run = script([[], [], [], [], [], [], [0, 1, 2, 3, 4, 5]], [6], { workers: 2, depth: { least: 2, most: 2 } });
    expect(run.send({ type: "begin" })).toEqual(["assign 0 to 0", "assign 1 to 1", "assign 2 to 0", "assign 3 to 1"]);
    expect(run.done(1, 1)).toEqual(["assign 4 to 1"]);
  });

  it("keeps longer queues of short tasks, and short ones of what it does not know", () => {
    const run = script(
      Array.from({ length: 1000 }, () => []),
      Array.from({ length: 1000 }, (_, i) => i),
      { workers: 1, depth: { least: 2, most: 64 } },
    );
    expect(run.send({ type: "begin" })).toHaveLength(2);
    expect(run.send({ type: "done", task: 0, worker: 0, bytes: 8, travels: true, micros: 1 })).toHaveLength(63);
    for (let task = 1; task < 60; task++) run.send({ type: "done", task, worker: 0, bytes: 8, travels: true, micros: 100_000 });
    expect(run.state.workers[0]!.load).toBeLessThanOrEqual(5);
  });

  it("sends a task where its largest input is", () => {
    const run = script([[], [], [0, 1]], [2], two);
    run.send({ type: "begin" });
    run.done(0, 0, { bytes: 10 });
    expect(run.done(1, 1, { bytes: 1000 })).toEqual(["assign 2 to 1"]);
  });

  it("prefers an input that cannot travel to a larger one that can", () => {
    const run = script([[], [], [0, 1]], [2], two);
    run.send({ type: "begin" });
    run.done(0, 0, { bytes: 10, travels: false });
    expect(run.done(1, 1, { bytes: 1000 })).toEqual(["assign 2 to 0"]);
  });

  it("lets an idle worker take another's tasks, but few that are bound to it", () => {
    const users = (travels: boolean) => {
      const run = script([[], [0], [0], [1, 2]], [3], two);
      run.send({ type: "begin" });
      return run.done(0, 0, { travels });
    };
    expect(users(true)).toEqual(["assign 1 to 0", "assign 2 to 1"]);
    expect(users(false)).toEqual(["assign 1 to 0"]);
  });

  it("tries again as often as asked, then fails with the error", () => {
    const run = script([[]], [0], { ...one, retries: 1 });
    run.send({ type: "begin" });
    expect(run.send({ type: "failed", task: 0, worker: 0, error: "bad" })).toEqual(["assign 0 to 0"]);
    expect(run.send({ type: "failed", task: 0, worker: 0, error: "worse" })).toEqual(["fail 0: worse"]);
    expect(run.send({ type: "begin" })).toEqual([]);
  });

  it("ignores a late word from a worker that no longer has the task", () => {
    const run = script([[], [0]], [1], two);
    run.send({ type: "begin" });
    run.send({ type: "workerDied", worker: 0, task: -1 });
    expect(run.done(0, 0)).toEqual([]);
    expect(run.done(0, 1)).toEqual(["assign 1 to 1"]);
  });

  it("makes the blocks of a dead worker again that others still need, and theirs in turn", () => {
    const run = script([[], [0], [1], [], [2, 3]], [4], two);
    run.send({ type: "begin" });
    run.done(0, 0, { travels: false });
    run.done(1, 0, { travels: false });
    run.send({ type: "started", task: 2, worker: 0 });
    expect(run.send({ type: "workerDied", worker: 0, task: 2 })).toEqual([]);
    expect(run.done(3, 1)).toEqual(["assign 0 to 1"]);
    run.done(0, 1);
    expect(run.done(1, 1)).toEqual(["release 0", "assign 2 to 1"]);
    run.done(2, 1);
    expect(run.done(4, 1)).toEqual(["release 2", "release 3", "finish"]);
  });

  it("keeps what a dead worker made and any other can read", () => {
    const run = script([[], [0]], [1], two);
    run.send({ type: "begin" });
    run.done(0, 0, { travels: true });
    expect(run.send({ type: "workerDied", worker: 0, task: 1 })).toEqual(["assign 1 to 1"]);
  });

  it("recalls a task whose input died on its way", () => {
    const run = script([[], [], [0, 1]], [2], two);
    run.send({ type: "begin" });
    run.done(0, 0, { bytes: 1, travels: false });
    expect(run.done(1, 1, { bytes: 9, travels: false })).toEqual(["assign 2 to 1"]);
    expect(run.send({ type: "workerDied", worker: 0, task: -1 })).toEqual(["recall 2 from 1", "assign 0 to 1"]);
    expect(run.done(0, 1)).toEqual(["assign 2 to 1"]);
  });

  it("blames a task that was there at every death", () => {
    const run = script([[]], [0], { ...one, allowedDeaths: 3 });
    run.send({ type: "begin" });
    for (let death = 1; death <= 3; death++) {
      expect(run.send({ type: "workerDied", worker: 0, task: 0 })).toEqual([]);
      expect(run.send({ type: "workerJoined", worker: 0 })).toEqual(["assign 0 to 0"]);
    }
    expect(run.send({ type: "workerDied", worker: 0, task: 0 })).toEqual(["fail 0: 4 deaths"]);
  });

  it("does nothing after it was cancelled", () => {
    const run = script([[], [0]], [1], one);
    run.send({ type: "begin" });
    expect(run.send({ type: "cancelled" })).toEqual([]);
    expect(run.done(0, 0)).toEqual([]);
  });

  it("tells the story of a key", () => {
    const graph = graphOf([[], [0]]);
    const state = createState(graph, [1], one);
    step(state, { type: "begin" });
    step(state, { type: "started", task: 0, worker: 0 });
    step(state, { type: "done", task: 0, worker: 0, bytes: 8, travels: true, micros: 1 });
    expect(story(state, graph, "t(0)")).toEqual(["ready → assigned (worker 0)", "assigned → running (worker 0)", "running → memory (worker 0)"]);
  });

  it("never holds more blocks than the simulation of its order, and frees all but the outputs", () => {
    fc.assert(
      fc.property(randomDeps(50), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (deps, wanted) => {
        const outputs = [...new Set(wanted.map(n => n % deps.length))];
        const graph = graphOf(deps);
        const state = createState(graph, outputs, one);
        const predicted = simulateLive(linksOf(graph), state.sequence, outputs);
        const live = new Set<number>();
        let ran = 0;
        const perform = (effects: Effect[]): void => {
          for (const effect of effects) {
            if (effect.type === "release") expect(live.delete(effect.task)).toBe(true);
            if (effect.type !== "assign") continue;
            live.add(effect.task);
            expect(live.size).toBe(predicted.overTime[ran++]);
            for (const dep of deps[effect.task]!) expect(live.has(dep)).toBe(true);
            perform(step(state, { type: "done", task: effect.task, worker: 0, bytes: 8, travels: true, micros: 1 }));
          }
        };
        perform(step(state, { type: "begin" }));
        expect(state.phase).toBe("finished");
        expect([...live].sort()).toEqual([...outputs].sort());
      }),
      { numRuns: 200 },
    );
  });

  it("survives any sequence of deaths: every task's inputs are there when it runs, and the run finishes", () => {
    fc.assert(
      fc.property(randomDeps(30), fc.array(fc.nat({ max: 5 }), { maxLength: 200 }), fc.infiniteStream(fc.boolean()), (deps, choices, travels) => {
        const outputs = [deps.length - 1];
        const state = createState(graphOf(deps), outputs, { workers: 3, allowedDeaths: 1000 });
        /** By task: the worker it lives in, or -1 where any can read it. */
        const blocks = new Map<number, number>();
        const queues: number[][] = [[], [], []];
        const at = choices[Symbol.iterator]();
        const perform = (effects: Effect[]): void => {
          for (const effect of effects) {
            if (effect.type === "assign") queues[effect.worker]!.push(effect.task);
            if (effect.type === "recall") queues[effect.worker]!.splice(queues[effect.worker]!.indexOf(effect.task), 1);
            if (effect.type === "release") expect(blocks.delete(effect.task)).toBe(true);
          }
        };
        perform(step(state, { type: "begin" }));
        for (let turn = 0; state.phase === "running"; turn++) {
          expect(turn).toBeLessThan(5000);
          const choice = (at.next().value as number | undefined) ?? turn % 3;
          const worker = choice % 3;
          if (choice >= 3) {
            for (const [task, home] of blocks) if (home === worker) blocks.delete(task);
            const running = queues[worker]![0] ?? -1;
            queues[worker] = [];
            perform(step(state, { type: "workerDied", worker, task: running }));
            perform(step(state, { type: "workerJoined", worker }));
            continue;
          }
          const task = queues[worker]!.shift();
          if (task === undefined) continue;
          for (const dep of deps[task]!) {
            expect(blocks.has(dep)).toBe(true);
            if (blocks.get(dep) !== worker) {
              blocks.set(dep, -1);
              step(state, { type: "moved", task: dep });
            }
          }
          const free = task === outputs[0] || (travels.next().value as boolean);
          blocks.set(task, free ? -1 : worker);
          perform(step(state, { type: "done", task, worker, bytes: 8, travels: free, micros: 1000 }));
        }
        expect(state.phase).toBe("finished");
        expect([...blocks.keys()]).toEqual(outputs);
      }),
      { numRuns: 300 },
    );
  });

  it("carries a hundred thousand tasks", () => {
    const graph = treeGraph(1 << 16, 2, { source: "one", combine: "add" });
    const state = createState(graph, [graph.size - 1], { workers: 4 });
    let finished = false;
    const pending: [number, number][] = [];
    const perform = (effects: Effect[]) => {
      for (const effect of effects) {
        if (effect.type === "assign") pending.push([effect.task, effect.worker]);
        if (effect.type === "finish") finished = true;
      }
    };
    perform(step(state, { type: "begin" }));
    let done = 0;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      perform(step(state, { type: "done", task: next[0], worker: next[1], bytes: 8, travels: true, micros: 1 }));
      done++;
    }
    expect(done).toBe(graph.size);
    expect(finished).toBe(true);
  }, 60_000);
});

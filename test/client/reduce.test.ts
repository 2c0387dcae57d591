import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { SessionState } from "../../client/session/state.ts";
import { statusOf } from "../../client/session/status.ts";
import { ended, jobs, kinds, message, play, ready, type Step } from "./fixtures.ts";

const text = "// %% a\n1;\n// %% b\n2;\n// %% c\n3;\n";
const [, a, b, c] = jobs(text) as [never, ReturnType<typeof jobs>[0], ReturnType<typeof jobs>[0], ReturnType<typeof jobs>[0]];
const ask = (...which: (typeof a)[]): Step => ({ type: "ask", jobs: which });
const statusesOf = (state: SessionState) => Object.fromEntries([...state.cells.values()].map(cell => [cell.job.cell.title, cell.status]));

describe("a run", () => {
  it("starts the session at the first one, and hands out one cell at a time in the order asked", () => {
    const first = play([ask(a, b)]);
    expect(kinds(first.effects)).toEqual(["start"]);
    expect(first.state.phase).toBe("starting");
    const second = play([message(ready)], first.state);
    expect(kinds(second.effects)).toEqual(["send run"]);
    expect(statusesOf(second.state)).toEqual({ a: "running", b: "queued" });
    const third = play([ended(1)], second.state);
    expect(kinds(third.effects)).toEqual(["askVariables", "send run"]);
    expect(statusesOf(third.state)).toEqual({ a: "ok", b: "running" });
    expect(play([ended(2)], third.state).state).toMatchObject({ phase: "idle", current: null, queue: [] });
  });

  it("collects what the cell shows, prints and computes", () => {
    const { state } = play([
      ask(a),
      message(ready),
      message({ type: "output", run: 1, stream: "stdout", text: "x" }),
      message({ type: "output", run: 1, stream: "stdout", text: "y" }),
      message({ type: "result", run: 1, value: { kind: "value", title: "", text: "1" } }),
      message({
        type: "graph",
        run: 1,
        compute: 0,
        view: { level: "collections", optimized: true, title: "", nodes: [], edges: [], outputs: [], tasks: 2 },
        started: { run: 1, tasks: 2, layers: [] },
      }),
      message({
        type: "events",
        run: 1,
        compute: 0,
        events: [
          { type: "start", task: 0, layer: 0, worker: 0, at: 0 },
          { type: "end", task: 0, layer: 0, worker: 0, start: 0, end: 1, bytes: 8 },
        ],
      }),
    ]);
    const run = state.cells.get(a.id)!;
    expect(run.output).toEqual([{ stream: "stdout", text: "xy" }]);
    expect(run.values).toHaveLength(1);
    expect(run.computes[0]).toMatchObject({ done: 1 });
    expect(statusOf(state, 0).text).toBe("$(sync~spin) Bask: cell 1, 50 %");
  });

  it("cuts endless printing at the front", () => {
    const big = "x".repeat(150_000);
    const { state } = play([
      ask(a),
      message(ready),
      message({ type: "output", run: 1, stream: "stdout", text: big }),
      message({ type: "output", run: 1, stream: "stderr", text: big }),
    ]);
    const pieces = state.cells.get(a.id)!.output;
    expect(pieces.reduce((sum, piece) => sum + piece.text.length, 0)).toBe(200_000);
    expect(pieces.at(-1)).toMatchObject({ stream: "stderr", text: big });
  });

  it("drops what is queued when a cell fails, and those cells show their run before", () => {
    const before = play([ask(b), message(ready), ended(1)]).state;
    const { state } = play([ask(a, b, c), ended(2, "error")], before);
    expect(statusesOf(state)).toEqual({ a: "error", b: "ok" });
    expect(state.queue).toEqual([]);
  });

  it("of a cell that is queued takes the newer text; of one that runs waits its turn", () => {
    const started = play([ask(a, b), message(ready), ask({ ...b, fileText: "newer" })]).state;
    expect(started.queue).toHaveLength(1);
    const again = play([ask(a)], started).state;
    expect(again.cells.get(a.id)!.status).toBe("running");
    const then = play([ended(1), ended(3)], again);
    expect(then.effects.filter(effect => effect.type === "send")).toMatchObject([
      { message: { type: "run", fileText: "newer" } },
      { message: { type: "run", cell: { title: "a" } } },
    ]);
    expect(then.state.cells.get(a.id)!.status).toBe("running");
  });
});

describe("stopping", () => {
  const busy = play([ask(a, b), message(ready), { type: "hello", cacheDir: "", settings: {}, stopAfter: 1000, version: "0.1.0" }]).state;

  it("goes through three stages by its timer", () => {
    const one = play([{ type: "interrupt", now: 100 }], busy);
    expect(kinds(one.effects)).toEqual(["send interrupt", "wakeAt"]);
    expect(one.state.queue).toEqual([]);
    expect(statusOf(one.state, 300).text).toBe("$(warning) Bask: interrupting, terminate in 1 s");
    expect(kinds(play([{ type: "tick", now: 900 }], one.state).effects)).toEqual([]);
    const two = play([{ type: "tick", now: 1100 }], one.state);
    expect(kinds(two.effects)).toEqual(["SIGTERM", "wakeAt"]);
    const three = play([{ type: "tick", now: 2100 }], two.state);
    expect(kinds(three.effects)).toEqual(["SIGKILL"]);
    const over = play([{ type: "ended", code: null, signal: "SIGKILL", lastWords: "" }], three.state).state;
    expect(over).toMatchObject({ phase: "off", stopping: null, current: null });
    expect(over.cells.get(a.id)).toMatchObject({ status: "interrupted", error: { message: expect.stringContaining("variables are gone") } });
  });

  it("may be skipped, and held", () => {
    const skipped = play([{ type: "interrupt" }, { type: "stopNow" }], busy);
    expect(kinds(skipped.last)).toEqual(["SIGTERM", "wakeAt"]);
    const held = play([{ type: "interrupt" }, { type: "hold" }, { type: "tick", now: 1e9 }], busy);
    expect(held.state.stopping).toEqual({ stage: "interrupt", until: null });
  });

  it("ends when the cell answers: state and session stay", () => {
    const { state, effects } = play([{ type: "interrupt" }, ended(1, "interrupted")], busy);
    expect(state).toMatchObject({ phase: "idle", stopping: null });
    expect(state.ready).not.toBeNull();
    expect(kinds(effects)).not.toContain("SIGTERM");
  });
});

describe("a session that goes wrong", () => {
  it("puts an error into the running cell when it ends by itself, and drops the rest", () => {
    const { state, last } = play([ask(a, b), message(ready), { type: "ended", code: 3, signal: null, lastWords: "out of memory" }]);
    expect(state.phase).toBe("failed");
    expect(state.cells.get(a.id)).toMatchObject({
      status: "error",
      error: { name: "Session ended", message: expect.stringContaining("code 3"), inner: ["out of memory"] },
    });
    expect(state.cells.has(b.id)).toBe(false);
    expect(kinds(last)).toEqual(["complain"]);
    expect(statusOf(state, 0)).toMatchObject({ command: "bask.restart", warning: true });
  });

  it("names both protocols on a mismatch, in the cell that waited", () => {
    const { state, last } = play([ask(a), message({ ...ready, protocol: PROTOCOL_VERSION + 1, version: "9.9.9" } as never)]);
    expect(state.phase).toBe("failed");
    expect(state.cells.get(a.id)!.error!.message).toMatch(new RegExp(`protocol ${PROTOCOL_VERSION + 1} \\(bask 9\\.9\\.9\\).*protocol ${PROTOCOL_VERSION}\\.`));
    expect(kinds(last)).toContain("SIGTERM");
  });

  it("warns of a library of another version that speaks the same protocol, and runs", () => {
    const hello: Step = { type: "hello", cacheDir: "", settings: {}, stopAfter: 1000, version: "0.1.0" };
    const { last, state } = play([ask(a), hello, message({ ...ready, version: "0.2.0" } as never)]);
    expect(kinds(last)).toEqual(["warn", "send run"]);
    expect(last.find(effect => effect.type === "warn")).toMatchObject({ text: expect.stringMatching(/0\.2\.0.*0\.1\.0/) });
    expect(state.phase).toBe("running");
  });

  it("says why it refused, and starts again at the next run", () => {
    const { state } = play([ask(a), message({ type: "refused", reason: "because" })]);
    expect(state.failure).toMatchObject({ detail: "because" });
    expect(kinds(play([ask(a)], state).effects)).toEqual(["start"]);
  });

  it("carries the reason of a Node that is too old", () => {
    const failure = { title: "Node 18.0.0 is too old.", detail: "Expected Node 20.19 or newer, got 18.0.0." };
    const { state, last } = play([ask(a, b), { type: "cannotStart", failure }]);
    expect(state.cells.get(a.id)!.error!.message).toContain("18.0.0");
    expect(kinds(last)).toEqual(["complain"]);
  });

  it("restarts: the process ends, another begins, and what was asked meanwhile runs in it", () => {
    const { state, effects } = play([
      ask(a),
      message(ready),
      { type: "restart" },
      ask(b),
      { type: "ended", code: 0, signal: null, lastWords: "" },
      message(ready),
    ]);
    expect(kinds(effects)).toEqual(["start", "send run", "send shutdown", "SIGTERM", "wakeAt", "start", "send run"]);
    expect(state.life).toBe(2);
    expect(statusesOf(state)).toEqual({ a: "interrupted", b: "running" });
  });
});

it("whatever happens, one cell runs at most, and what runs or waits is known", () => {
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.subarray([a, b, c]).map(which => ask(...which)),
    fc.constantFrom<Step>({ type: "interrupt" }, { type: "stopNow" }, { type: "hold" }, { type: "restart" }, { type: "tick", now: 1e7 }, message(ready), {
      type: "ended",
      code: 1,
      signal: null,
      lastWords: "",
    }),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom("ok" as const, "error" as const, "interrupted" as const))
      .map(([run, outcome]) => ended(run, outcome)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const { state } = play(steps);
      const runs = [...state.cells.values()];
      expect(runs.filter(run => run.status === "running").map(run => run.run)).toEqual(state.current === null ? [] : [state.current]);
      const waiting = [...runs.filter(run => run.status === "queued"), ...state.again].map(run => run.run);
      expect(waiting.toSorted((x, y) => x - y)).toEqual([...state.queue].toSorted((x, y) => x - y));
      if (state.current !== null) expect(state.phase).toBe("running");
    }),
    { numRuns: 500 },
  );
});

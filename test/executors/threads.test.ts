import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../../protocol/profile.ts";
import { KilledWorkerError, MemoryError, TaskError } from "../../runtime/errors.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";
import type { Engine, RunRequest } from "../../runtime/schedule/engine.ts";
import { threadsEngine } from "../support/engine.ts";
import { graphOf, mixReference, treeGraph } from "../support/graphs.ts";
import { packageOf } from "../support/packages.ts";
import { randomDeps } from "../support/random-graphs.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await threadsEngine();
});
afterAll(() => engine.close());

const request = (
  deps: readonly (readonly number[])[],
  outputs: readonly number[],
  kernel?: string,
  more: Partial<RunRequest> & { params?: Record<string, unknown> } = {},
): RunRequest => {
  const { params, ...rest } = more;
  return { graph: graphOf(deps, kernel, params === undefined ? {} : { params }), outputs, functions: [], resources: new Map(), options: {}, ...rest };
};
const call = (source: string, more: Partial<RunRequest> = {}) =>
  request([[]], [0], "call", {
    params: { f: { kind: "function", id: source, name: "f", source, captured: [] } },
    functions: [packageOf(source, source)],
    ...more,
  });

describe("threads engine", () => {
  it("gives the values of plain recursion", async () => {
    await fc.assert(
      fc.asyncProperty(randomDeps(40), async deps => {
        const outputs = [deps.length - 1, 0];
        expect((await engine.run(request(deps, outputs))).blocks).toEqual(outputs.map(mixReference(deps)));
      }),
      { numRuns: 100 },
    );
  });

  it("moves values that live in one worker to another that needs them", async () => {
    await fc.assert(
      fc.asyncProperty(randomDeps(12), async deps => {
        const last = deps.length - 1;
        const { blocks } = await engine.run(request(deps, [last], "mixBag"));
        expect((blocks[0] as { value: number }[])[7]!.value).toBe(mixReference(deps)(last));
      }),
      { numRuns: 50 },
    );
  });

  it("waits where a kernel is asynchronous", async () => {
    const deps = [[], [], [0, 1]];
    expect((await engine.run(request(deps, [2], "mixLater"))).blocks).toEqual([mixReference(deps)(2)]);
  });

  it("gives typed data in the caller's own memory, and takes the pages back", async () => {
    const graph = treeGraph(8, 2, { source: "fill", combine: "addArrays" });
    const withLength = { ...graph, layers: graph.layers.map((layer, i) => (i === 0 ? { ...layer, params: { length: 100_000 } } : layer)) };
    for (let round = 0; round < 60; round++) {
      const { blocks } = await engine.run({ ...request([], []), graph: withLength, outputs: [graph.size - 1] });
      const data = blocks[0] as Float64Array;
      expect(data.buffer).toBeInstanceOf(ArrayBuffer);
      expect([data.length, data[0], data.at(-1)]).toEqual([100_000, 28, 28]);
    }
  });

  it("keeps a block as long as a view of it lives", async () => {
    const { blocks } = await engine.run({
      ...request([], []),
      graph: {
        layers: [
          ...graphOf([[]], "fill", { params: { length: 50_000 } }).layers,
          { ...graphOf([[0]], "half").layers[0]!, name: "u", first: 1 },
          { ...graphOf([[1]], "half").layers[0]!, name: "v", first: 2 },
        ],
        size: 3,
      },
      outputs: [2],
    });
    expect((blocks[0] as Float64Array).length).toBe(12_500);
  });

  it("hands out constants, typed data without a copy a worker", async () => {
    const data = new NDArray(
      Float64Array.from({ length: 10_000 }, (_, i) => i),
      [100, 100],
      "float64",
    );
    const { blocks } = await engine.run(request([[], []], [0, 1], "resource", { params: { resource: "h1" }, resources: new Map([["h1", data]]) }));
    for (const block of blocks as NDArray[]) {
      expect(block).toBeInstanceOf(NDArray);
      expect(block.item(3, 4)).toBe(304);
      expect(block.data.buffer).toBeInstanceOf(ArrayBuffer);
    }
    const records = [
      { name: "a", when: new Date(0) },
      { name: "b", when: null },
    ];
    expect((await engine.run(request([[]], [0], "resource", { params: { resource: "h2" }, resources: new Map([["h2", records]]) }))).blocks).toEqual([records]);
  });

  it("calls user functions, again without sending them", async () => {
    expect((await engine.run(call("() => 6 * 7"))).blocks).toEqual([42]);
    expect((await engine.run(call("() => 6 * 7"))).blocks).toEqual([42]);
    expect((await engine.run(call("async () => { await null; return new Map([[1, 'x']]); }"))).blocks).toEqual([new Map([[1, "x"]])]);
  });

  it("says what failed, where and on what, with the user's own error as cause", async () => {
    const graph = {
      layers: [...graphOf([[]], "fill", { params: { length: 7 } }).layers, { ...graphOf([[0]], "fail").layers[0]!, name: "u", first: 1 }],
      size: 2,
    };
    const error = await engine.run({ ...request([], []), graph, outputs: [1] }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: "u(0)", block: [0], inputs: ["t(0): Float64Array of 7"], cause: { name: "RangeError", message: "no such luck" } });
    const own = (await engine.run(call("() => { throw new TypeError('mine') }")).catch((e: unknown) => e)) as TaskError;
    expect(own).toMatchObject({ key: "t(0)", block: [0], cause: { name: "TypeError", message: "mine" } });
    expect(own.cause).toBeInstanceOf(TypeError);
    expect((await engine.run(call("() => 1"))).blocks).toEqual([1]);
  });

  it("says so when a result cannot leave its worker", async () => {
    await expect(engine.run(call("() => () => 1"))).rejects.toThrow(/cannot leave the worker/);
  });

  it("tries again as often as asked", async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const more = { params: { counter: "c", times: 2 }, resources: new Map([["c", counter]]) };
    await expect(engine.run(request([[]], [0], "flaky", more))).rejects.toThrow("not yet");
    const again = new Int32Array(new SharedArrayBuffer(4));
    const { blocks } = await engine.run(
      request([[]], [0], "flaky", { params: { counter: "c2", times: 2 }, resources: new Map([["c2", again]]), options: { retries: 2 } }),
    );
    expect(blocks).toEqual(["done"]);
  });

  it("survives workers that stop, and blames a task that stops them again and again", async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const { blocks } = await engine.run(request([[]], [0], "fatal", { params: { counter: "f1", times: 2 }, resources: new Map([["f1", counter]]) }));
    expect(blocks).toEqual(["done"]);
    const error = await engine.run(request([[]], [0], "exit")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(KilledWorkerError);
    expect(error).toMatchObject({ key: "t(0)", deaths: 4 });
    expect((await engine.run(call("() => 2"))).blocks).toEqual([2]);
  });

  it("gives the same values when a worker stops at any moment", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(randomDeps(12), fc.nat({ max: 12 }), async (deps, moment) => {
        const last = deps.length - 1;
        const counter = `moment${n++}`;
        const { blocks } = await engine.run(
          request(deps, [last], "mixFragile", { params: { counter }, resources: new Map([[counter, new Int32Array(new SharedArrayBuffer(4)).fill(moment)]]) }),
        );
        expect((blocks[0] as { value: number }[])[7]!.value).toBe(mixReference(deps)(last));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it("stops an endless loop when told to, and goes on with other runs", async () => {
    const controller = new AbortController();
    const endless = engine.run(request([[], []], [0, 1], "forever", { signal: controller.signal }));
    const other = engine.run(request([[], [], [0, 1]], [2], "mixLater"));
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(endless).rejects.toThrow("enough");
    expect((await other).blocks).toEqual([mixReference([[], [], [0, 1]])(2)]);
    expect((await engine.run(call("() => 3"))).blocks).toEqual([3]);
  });

  it("stops a promise that never settles", async () => {
    const controller = new AbortController();
    const running = engine.run(request([[]], [0], "never", { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect((await engine.run(call("() => 4"))).blocks).toEqual([4]);
  });

  it("lets a promise that never settles run, though nothing else keeps its thread", async () => {
    const controller = new AbortController();
    const started: TaskEvent[] = [];
    const onEvents = (events: readonly TaskEvent[]) => started.push(...events.filter(event => event.type === "start"));
    const running = engine.run(request([[]], [0], "never", { signal: controller.signal, onEvents }));
    setTimeout(() => controller.abort(), 500);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(started).toHaveLength(1);
  });

  it("waits for functions that came with a run which is over", async () => {
    const single = await threadsEngine({ numWorkers: 1 });
    try {
      const controller = new AbortController();
      const first = single.run(call("() => 5", { signal: controller.signal }));
      controller.abort();
      const second = single.run(call("() => 5"));
      await expect(first).rejects.toMatchObject({ name: "AbortError" });
      expect((await second).blocks).toEqual([5]);
    } finally {
      await single.close();
    }
  });

  it("does not begin when the signal has fired", async () => {
    await expect(engine.run(request([[]], [0], "one", { signal: AbortSignal.abort(new Error("early")) }))).rejects.toThrow("early");
  });

  it("runs several graphs at once", async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        engine.run(
          request(
            Array.from({ length: i + 1 }, (_, t) => (t === 0 ? [] : [t - 1])),
            [i],
          ),
        ),
      ),
    );
    results.forEach(({ blocks }, i) => expect(blocks).toEqual([mixReference(Array.from({ length: i + 1 }, (_, t) => (t === 0 ? [] : [t - 1])))(i)]));
  });

  it("reports each task, and leaves a profile", async () => {
    const events: TaskEvent[] = [];
    const { profile } = await engine.run(request([[], [0], [0]], [1, 2], "read", { params: { amount: 5 }, onEvents: batch => events.push(...batch) }));
    const of = (type: string) =>
      events
        .filter(e => e.type === type)
        .map(e => e.task)
        .sort();
    expect([of("start"), of("end"), of("release")]).toEqual([[0, 1, 2], [0, 1, 2], [0]]);
    expect(profile).toMatchObject({ tasks: 3, workers: 2, read: 15, error: null });
  });

  it("carries records that are larger than a ring", async () => {
    const { blocks } = await engine.run(request([[], [0], [1]], [2], "list", { params: { value: "x".repeat(15_000) } })).catch(() => ({ blocks: [] }));
    expect(blocks).toEqual([]);
    const wide = Array.from({ length: 3001 }, (_, i) => (i < 3000 ? [] : Array.from({ length: 3000 }, (_, j) => j)));
    expect((await engine.run(request(wide, [3000]))).blocks).toEqual([mixReference(wide)(3000)]);
  });

  it("refuses a result that the caller's memory could not hold", async () => {
    const small = await threadsEngine({ resultLimit: 1_000_000 });
    try {
      await expect(small.run(request([[]], [0], "fill", { params: { length: 200_000 } }))).rejects.toThrow(/the result takes 1.6 MB/);
      expect((await small.run(request([[]], [0], "fill", { params: { length: 100_000 } }))).blocks).toHaveLength(1);
    } finally {
      await small.close();
    }
  });

  it("writes what does not fit to disk, and refuses what cannot fit at all", async () => {
    const small = await threadsEngine({ memoryLimit: 24 * 1024 * 1024 });
    try {
      const size = 24;
      const sources = Array.from({ length: size }, () => []);
      const graph = {
        layers: [
          { ...graphOf(sources, "fill", { params: { length: 250_000 } }).layers[0]! },
          { ...graphOf(sources, "total").layers[0]!, name: "u", first: size, ...tableOf(Array.from({ length: size }, (_, i) => [i])) },
          // Every block is needed again after all of them were read.
          { ...graphOf(sources, "total").layers[0]!, name: "v", first: 2 * size, ...tableOf(Array.from({ length: size }, (_, i) => [i])) },
        ],
        size: 3 * size,
      };
      const outputs = Array.from({ length: size }, (_, i) => i);
      const { blocks } = await small.run({ ...request([], []), graph, outputs });
      expect(blocks.map(block => (block as Float64Array)[249_999])).toEqual(outputs);
      const huge = await small.run(request([[]], [0], "fill", { params: { length: 5_000_000 } })).catch((e: unknown) => e);
      expect(huge).toBeInstanceOf(MemoryError);
      expect((await small.run(request([[]], [0], "one"))).blocks).toEqual([1]);
    } finally {
      await small.close();
    }
  });
});

function tableOf(deps: number[][]) {
  const offsets = new Int32Array(deps.length + 1);
  deps.forEach((each, i) => {
    offsets[i + 1] = offsets[i]! + each.length;
  });
  return { offsets, deps: Int32Array.from(deps.flat()) };
}

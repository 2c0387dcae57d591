import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../../protocol/profile.ts";
import { KilledWorkerError, TaskError } from "../../runtime/errors.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";
import type { Engine, RunRequest } from "../../runtime/schedule/engine.ts";
import { processesEngine } from "../support/engine.ts";
import { graphOf, mixReference, treeGraph } from "../support/graphs.ts";
import { packageOf } from "../support/packages.ts";
import { randomDeps } from "../support/random-graphs.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await processesEngine();
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
const files = () => readdirSync(tmpdir()).filter(name => name.startsWith(`bask-blocks-${process.pid}-`));

describe("processes engine", () => {
  it("gives the values of plain recursion", async () => {
    await fc.assert(
      fc.asyncProperty(randomDeps(20), fc.constantFrom("mix", "mixBag", "mixLater"), async (deps, kernel) => {
        const last = deps.length - 1;
        const { blocks } = await engine.run(request(deps, [last], kernel));
        const value = kernel === "mixBag" ? (blocks[0] as { value: number }[])[7]!.value : blocks[0];
        expect(value).toBe(mixReference(deps)(last));
      }),
      { numRuns: 20 },
    );
  });

  it("hands large blocks on by file, and leaves none behind", async () => {
    const graph = treeGraph(8, 2, { source: "fill", combine: "addArrays" });
    const large = { ...graph, layers: graph.layers.map((layer, i) => (i === 0 ? { ...layer, params: { length: 100_000 } } : layer)) };
    const { blocks, profile } = await engine.run({ ...request([], []), graph: large, outputs: [graph.size - 1] });
    const data = blocks[0] as Float64Array;
    expect([data.length, data[0], data.at(-1)]).toEqual([100_000, 28, 28]);
    expect(profile).toMatchObject({ tasks: 15, workers: 2, error: null });
    for (let i = 0; i < 100 && files().length > 0; i++) await new Promise(resolve => setTimeout(resolve, 10));
    expect(files()).toEqual([]);
  });

  it("holds more blocks than its budget by writing them to files", async () => {
    const small = await processesEngine({ numWorkers: 1, memoryLimit: 12 * 1024 * 1024 });
    try {
      const sources = Array.from({ length: 24 }, () => []);
      const outputs = sources.map((_, i) => i);
      const { blocks } = await small.run(request(sources, outputs, "fill", { params: { length: 250_000 } }));
      expect(blocks.map(block => (block as Float64Array)[249_999])).toEqual(outputs);
    } finally {
      await small.close();
    }
  });

  it("hands out constants and calls user functions", async () => {
    const data = new NDArray(
      Float64Array.from({ length: 10_000 }, (_, i) => i),
      [100, 100],
      "float64",
    );
    const { blocks } = await engine.run(request([[], []], [0, 1], "resource", { params: { resource: "h1" }, resources: new Map([["h1", data]]) }));
    for (const block of blocks as NDArray[]) expect(block.item(3, 4)).toBe(304);
    expect((await engine.run(call("async () => { await null; return new Map([[1, 'x']]); }"))).blocks).toEqual([new Map([[1, "x"]])]);
  });

  it("says what failed, and on what", async () => {
    const error = await engine.run(request([[], [0]], [1], "fail")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: "t(0)", cause: { name: "RangeError", message: "no such luck" } });
    await expect(engine.run(call("() => () => 1"))).rejects.toThrow(/cannot leave the worker/);
  });

  it("loses a task that ends its process, and no more", async () => {
    const error = await engine.run(request([[]], [0], "exit")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(KilledWorkerError);
    expect(error).toMatchObject({ key: "t(0)", deaths: 4 });
    expect((await engine.run(call("() => 2"))).blocks).toEqual([2]);
  });

  it("loses a task that takes all memory there is", async () => {
    const tight = await processesEngine({ numWorkers: 1, memoryLimit: 64 * 1024 * 1024 });
    try {
      const eat = call("() => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }");
      await expect(tight.run(eat)).rejects.toThrow(/stopped 4 times: it ran out of memory/);
      expect((await tight.run(call("() => 3"))).blocks).toEqual([3]);
    } finally {
      await tight.close();
    }
  }, 60_000);

  it("stops an endless loop when told to", async () => {
    const controller = new AbortController();
    const events: TaskEvent[] = [];
    const endless = engine.run(request([[]], [0], "forever", { signal: controller.signal, onEvents: batch => events.push(...batch) }));
    setTimeout(() => controller.abort(new Error("enough")), 200);
    await expect(endless).rejects.toThrow("enough");
    expect(events.map(event => event.type)).toEqual(["start"]);
    expect((await engine.run(call("() => 4"))).blocks).toEqual([4]);
  });

  it("ends its processes when it is closed", async () => {
    const other = await processesEngine({ numWorkers: 1 });
    const { blocks } = await other.run(call("() => process.pid"));
    await other.close();
    expect(existsSync(`/proc/${blocks[0] as number}`)).toBe(false);
    await expect(other.run(call("() => 1"))).rejects.toThrow("closed");
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KilledWorkerError, MemoryError, TaskError } from "../../runtime/errors.ts";
import type { Engine, RunRequest } from "../../runtime/schedule/engine.ts";
import { replay, type RecordedRun } from "../../runtime/schedule/replay.ts";
import { processesEngine, threadsEngine } from "../support/engine.ts";
import { graphOf, mix, mixReference } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";

const long = process.env["BASK_LONG"] === "1";
const NOTHING = { runs: 0, blocks: 0, bytes: 0, files: 0 };

/** What is over may take a moment to be let go of. */
async function emptied(engine: Engine): Promise<unknown> {
  for (let i = 0; ; i++) {
    const census = await engine.census();
    if (i > 300 || JSON.stringify(census) === JSON.stringify(NOTHING)) return census;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
const lastOf = (block: unknown) => (block as Float64Array).at(-1);

describe("engine under stress", () => {
  it("gives right values or the error that is due, lets go of everything, and decides the same when replayed", async () => {
    const recordFolder = mkdtempSync(join(tmpdir(), "engine-runs-"));
    const engine = await threadsEngine({ numWorkers: 3, memoryLimit: 3 * 1024 * 1024, recordFolder });
    let n = 0;
    const outcomes = new Map<string, number>();
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ deps: randomDeps(40), seed: fc.nat(), abortAfter: fc.option(fc.nat({ max: 30 })), priority: fc.nat({ max: 2 }) }), {
            minLength: 1,
            maxLength: 3,
          }),
          async runs => {
            await Promise.all(
              runs.map(async ({ deps, seed, abortAfter, priority }) => {
                const counter = `stress${n++}`;
                const controller = new AbortController();
                const outputs = [...new Set([deps.length - 1, deps.length >> 1])];
                const request: RunRequest = {
                  graph: graphOf(deps, "chaos", { params: { counter, seed, length: 12_000 } }),
                  outputs,
                  functions: [],
                  resources: new Map([[counter, new Int32Array(new SharedArrayBuffer(4))]]),
                  options: { retries: 3, priority },
                  signal: controller.signal,
                };
                const timer = abortAfter === null ? undefined : setTimeout(() => controller.abort(new Error("stopped")), abortAfter);
                const end = await engine.run(request).then(
                  ({ blocks }) => {
                    expect(blocks.map(lastOf)).toEqual(outputs.map(mixReference(deps)));
                    return "values";
                  },
                  (error: unknown) => {
                    if (controller.signal.aborted && error === controller.signal.reason) return "stopped";
                    if (error instanceof TaskError && (error.cause as Error).message === "chaos") return "failed";
                    if (error instanceof KilledWorkerError || error instanceof MemoryError) return error.name;
                    throw error;
                  },
                );
                clearTimeout(timer);
                outcomes.set(end, (outcomes.get(end) ?? 0) + 1);
              }),
            );
            expect(await emptied(engine)).toEqual(NOTHING);
          },
        ),
        { numRuns: long ? 1500 : 25, seed: long ? undefined : 7 },
      );
      expect(outcomes.get("values")).toBeGreaterThan(0);
      const recordings = readdirSync(recordFolder);
      expect(recordings.length).toBeGreaterThan(20);
      for (const file of recordings) replay(deserialize(readFileSync(join(recordFolder, file))) as RecordedRun);
    } finally {
      await engine.close();
      rmSync(recordFolder, { recursive: true });
    }
    if (long) console.log(outcomes);
    expect(readdirSync(tmpdir()).filter(name => name.startsWith(`bask-blocks-${process.pid}-`))).toEqual([]);
  }, 600_000);

  it("gives the same bits on any number of workers, in threads and in processes, with and without disk", async () => {
    const engines = await Promise.all([
      threadsEngine({ numWorkers: 1 }),
      threadsEngine({ numWorkers: 2 }),
      threadsEngine({ numWorkers: 8, memoryLimit: 8 * 1024 * 1024 }),
      processesEngine({ numWorkers: 2, memoryLimit: 4 * 1024 * 1024 }),
    ]);
    try {
      await fc.assert(
        fc.asyncProperty(randomDeps(30), async deps => {
          const outputs = [deps.length - 1];
          const run = (engine: Engine) =>
            engine.run({
              graph: graphOf(deps, "mixArrays", { params: { length: 20_000 } }),
              outputs,
              functions: [],
              resources: new Map(),
              options: {},
            });
          const results = await Promise.all(engines.map(run));
          const bytes = results.map(({ blocks }) => Buffer.from((blocks[0] as Float64Array).buffer).toString("base64"));
          expect(new Set(bytes).size).toBe(1);
          expect(lastOf(results[0]!.blocks[0])).toBe(mixReference(deps)(outputs[0]!));
        }),
        { numRuns: long ? 300 : 8 },
      );
      for (const engine of engines) expect(await emptied(engine)).toEqual(NOTHING);
    } finally {
      await Promise.all(engines.map(engine => engine.close()));
    }
  }, 600_000);

  it("ends a chain of short tasks on the worker where it began", async () => {
    const engine = await threadsEngine();
    try {
      const deps = Array.from({ length: 20_000 }, (_, i) => (i === 0 ? [] : [i - 1]));
      const { blocks } = await engine.run({ graph: graphOf(deps), outputs: [19_999], functions: [], resources: new Map(), options: {} });
      const value = deps.reduce((before, inputs, task) => mix(inputs.length === 0 ? [] : [before], task), 0);
      expect(blocks).toEqual([value]);
    } finally {
      await engine.close();
    }
  });
});

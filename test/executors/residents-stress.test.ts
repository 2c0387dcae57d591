/**
 * Persisted collections that are larger than memory together, read by many runs at once: some are aborted, tasks fail, workers stop, handles
 * are dropped and moved out at any time. Values are always right, everything comes to an end, and nothing is left.
 */

import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { expect, it } from "vitest";
import { KilledWorkerError, TaskError } from "../../runtime/errors.ts";
import type { Graph } from "../../runtime/graph/graph.ts";
import type { Engine } from "../../runtime/schedule/engine.ts";
import { HeldBlock } from "../../runtime/schedule/held-block.ts";
import { threadsEngine } from "../support/engine.ts";
import { graphOf } from "../support/graphs.ts";
import { collect, keepFilled, request } from "../support/kept-blocks.ts";

const long = process.env["BASK_LONG"] === "1";
const MIB = 1024 * 1024;
const NOTHING = { runs: 0, blocks: 0, bytes: 0, files: 0 };
/** Workers stop and tasks fail: what can be tried again is. */
const options = { retries: 20 };

interface Layer {
  readonly kernel: string;
  readonly deps: readonly (readonly number[])[];
  readonly taskParams?: Record<string, unknown>[];
}
/** Layers of single tasks one after another; inputs are numbered through. */
function layered(...layers: readonly Layer[]): Graph {
  let first = 0;
  const made = layers.map(({ kernel, deps, taskParams }, i) => {
    const layer = { ...graphOf(deps, kernel, taskParams === undefined ? {} : { taskParams }).layers[0]!, name: `l${i}`, first };
    first += deps.length;
    return layer;
  });
  return { size: first, layers: made };
}

/** A collection: block i is full of i. */
interface Kept {
  readonly names: readonly string[];
  readonly length: number;
  readonly blocks: unknown[];
}
async function keep(engine: Engine, name: string, count: number, length: number): Promise<Kept> {
  const names = Array.from({ length: count }, (_, i) => `${name} ${i}`);
  const blocks = await keepFilled(engine, names, length, { options });
  return { names, length, blocks: [...blocks] };
}

/** Small blocks are the caller's own at once. */
const load = async (block: unknown) => (block instanceof HeldBlock ? block.load() : block) as Promise<Float64Array>;

const FORMS = ["total", "halves", "pairs", "sums", "exits"] as const;
type Way = (typeof FORMS)[number];

/** The graph, its outputs and their values, for two collections of as many blocks. */
function reading(way: Way, a: Kept, b: Kept): { graph: Graph; outputs: number[]; values: number[] } {
  const n = a.names.length;
  const all = (make: (i: number) => number[]) => Array.from({ length: n }, (_, i) => make(i));
  const sources: Layer = {
    kernel: "resource",
    deps: [...all(() => []), ...all(() => [])],
    taskParams: [...a.names, ...b.names].map(resource => ({ resource })),
  };
  const outputs = Array.from({ length: n }, (_, i) => 3 * n + i);
  const whole = (i: number) => i * (a.length + b.length);
  switch (way) {
    case "total": {
      const graph = layered(sources, { kernel: "total", deps: all(i => [i, n + i]) });
      return { graph, outputs: outputs.map(at => at - n), values: all(i => [whole(i)]).flat() };
    }
    case "halves": {
      const graph = layered(sources, { kernel: "half", deps: all(i => [i]) }, { kernel: "total", deps: all(i => [2 * n + i, n + ((i + 1) % n)]) });
      return { graph, outputs, values: all(i => [(i * a.length) / 2 + ((i + 1) % n) * b.length]).flat() };
    }
    case "pairs": {
      // All pairs are there before the first is read: the last of them is an input of each total.
      const graph = layered(sources, { kernel: "pair", deps: all(i => [i, n + i]) }, { kernel: "pairTotal", deps: all(i => [2 * n + i, 3 * n - 1 - i]) });
      return { graph, outputs, values: all(i => [whole(i) + whole(n - 1 - i)]).flat() };
    }
    case "sums":
    case "exits": {
      const graph = layered(
        sources,
        { kernel: "addArrays", deps: all(i => [i, a.length === b.length ? n + i : i]) },
        { kernel: way === "exits" ? "exit" : "total", deps: all(i => [2 * n + i]) },
      );
      return { graph, outputs, values: all(i => [i * 2 * a.length]).flat() };
    }
  }
}

async function emptied(engine: Engine): Promise<unknown> {
  for (let round = 0; ; round++) {
    const census = await engine.census();
    if (round > 400 || JSON.stringify(census) === JSON.stringify(NOTHING)) return census;
    collect();
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
const handles = () => process.getActiveResourcesInfo().filter(name => name !== "Immediate" && name !== "Timeout").length;

const program = fc.record({
  count: fc.integer({ min: 3, max: 14 }),
  lengths: fc.array(fc.constantFrom(2000, 30_000, 60_000), { minLength: 2, maxLength: 3 }),
  runs: fc.array(
    fc.record({
      way: fc.constantFrom(...FORMS),
      a: fc.nat(2),
      b: fc.nat(2),
      abortAfter: fc.option(fc.nat({ max: 25 })),
      wait: fc.nat({ max: 10 }),
    }),
    { minLength: 2, maxLength: 7 },
  ),
  moveOut: fc.option(fc.nat(2)),
});

it("persisted collections larger than memory, runs that are aborted, workers that stop and handles that go", async () => {
  const before = handles();
  const engine = await threadsEngine({ numWorkers: 3, memoryLimit: 4 * MIB });
  const ends = new Map<string, number>();
  let turn = 0;
  try {
    await fc.assert(
      fc.asyncProperty(program, async ({ count, lengths, runs, moveOut }) => {
        const scene = async () => {
          const name = `s${turn++}`;
          const kept = await Promise.all(lengths.map((length, i) => keep(engine, `${name} ${i}`, count, length)));
          const started = runs.map(async ({ way, a, b, abortAfter, wait }) => {
            await new Promise(resolve => setTimeout(resolve, wait));
            const [left, right] = [kept[a % kept.length]!, kept[b % kept.length]!];
            const { graph, outputs, values } = reading(way, left, right);
            const resources = new Map<string, unknown>([
              ...left.names.map((each, i) => [each, left.blocks[i]] as const),
              ...right.names.map((each, i) => [each, right.blocks[i]] as const),
            ]);
            // What was moved out is a value of the caller's.
            for (const [each, block] of resources) if (!engine.holds!(block as HeldBlock)) resources.set(each, await load(block));
            const controller = new AbortController();
            const timer = abortAfter === null ? undefined : setTimeout(() => controller.abort(new Error("stopped")), abortAfter);
            const end = await engine
              .run(request(graph, outputs, { resources, signal: controller.signal, options: way === "exits" ? { retries: 1 } : options }))
              .then(
                ({ blocks }) => {
                  expect(blocks).toEqual(values);
                  return "values";
                },
                (error: unknown) => {
                  if (error === controller.signal.reason) return "stopped";
                  if (error instanceof KilledWorkerError || (error instanceof TaskError && way === "exits")) return "killed";
                  throw error;
                },
              );
            clearTimeout(timer);
            ends.set(end, (ends.get(end) ?? 0) + 1);
          });
          if (moveOut !== null) {
            const { blocks, length } = kept[moveOut % kept.length]!;
            for (const [i, block] of blocks.entries()) {
              const value = (block instanceof HeldBlock ? await block.moveOut() : block) as Float64Array;
              expect([value.length, value[0], value.at(-1)]).toEqual([length, i, i]);
            }
          }
          await Promise.all(started);
          for (const { blocks } of kept) for (const [i, block] of blocks.entries()) expect((await load(block)).at(-1)).toBe(i);
        };
        await scene();
        expect(await emptied(engine)).toEqual(NOTHING);
      }),
      { numRuns: long ? 400 : 8, seed: long ? undefined : 11 },
    );
    expect(ends.get("values")).toBeGreaterThan(0);
    // While runs have their results, while blocks are written: closing is for any time.
    const last = await keep(engine, "last", 12, 60_000);
    const { graph, outputs } = reading("pairs", last, last);
    const open = engine
      .run(request(graph, outputs, { resources: new Map(last.names.map((each, i) => [each, last.blocks[i]])), options }))
      .catch((error: unknown) => error);
    await engine.close();
    await open;
    for (const [i, block] of last.blocks.entries()) expect((await load(block))[3]).toBe(i);
  } finally {
    await engine.close(true);
  }
  if (long) console.log(ends);
  await new Promise(resolve => setImmediate(resolve));
  expect(handles()).toBeLessThanOrEqual(before);
  expect(readdirSync(tmpdir()).filter(name => name.startsWith(`bask-blocks-${process.pid}-`))).toEqual([]);
}, 600_000);

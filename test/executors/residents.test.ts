import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Graph } from "../../runtime/graph/graph.ts";
import type { Census, Engine, RunOutcome } from "../../runtime/schedule/engine.ts";
import { HeldBlock } from "../../runtime/schedule/held-block.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";
import { threadsEngine } from "../support/engine.ts";
import { graphOf, mixReference } from "../support/graphs.ts";
import { collect, keepFilled, request } from "../support/kept-blocks.ts";
import { randomDeps } from "../support/random-graphs.ts";

const MIB = 1024 * 1024;
const names = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

/** Arrays of `length` elements, the i-th full of i, kept by the engine under these names. */
const kept = async (engine: Engine, keep: readonly string[], length = 100_000) => (await keepFilled(engine, keep, length)) as HeldBlock[];
/** A task for each name that gives the block, and one that gives its total. */
function readers(keep: readonly string[]): Graph {
  const of = graphOf(
    keep.map(() => []),
    "resource",
    { taskParams: keep.map(resource => ({ resource })) },
  );
  const totals = graphOf(
    keep.map((_, i) => [i]),
    "total",
  );
  return { size: keep.length * 2, layers: [...of.layers, { ...totals.layers[0]!, name: "u", first: keep.length }] };
}
const totals = (engine: Engine, keep: readonly string[], blocks: readonly unknown[]): Promise<RunOutcome> =>
  engine.run(
    request(
      readers(keep),
      keep.map((_, i) => keep.length + i),
      { resources: new Map(keep.map((name, i) => [name, blocks[i]])) },
    ),
  );
const expected = (count: number, length = 100_000) => Array.from({ length: count }, (_, i) => i * length);

/** Workers leave a run a little after the caller has its results. */
async function settled(engine: Engine): Promise<Census> {
  for (;;) {
    const census = await engine.census();
    if (census.runs === 0) return census;
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}
/** Handles are gone when the collector says so; it is asked until the engine holds nothing. */
async function emptied(engine: Engine): Promise<Census> {
  let census = await settled(engine);
  for (let round = 0; round < 200 && census.blocks > 0; round++) {
    collect();
    await new Promise(resolve => setTimeout(resolve, 5));
    census = await settled(engine);
  }
  return census;
}
const NOTHING = { runs: 0, blocks: 0, bytes: 0, files: 0 };

describe("blocks that stay in block memory", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await threadsEngine();
  });
  afterAll(() => engine.close());

  it("are read by later runs where they are, and go with their handles", async () => {
    const run = async () => {
      const keep = names(6, "a");
      const blocks = await kept(engine, keep);
      for (const block of blocks) expect(block).toBeInstanceOf(HeldBlock);
      expect(await settled(engine)).toMatchObject({ runs: 0, blocks: 6, files: 0 });
      for (let again = 0; again < 3; again++) {
        const outcome = await totals(engine, keep, blocks);
        expect(outcome.blocks).toEqual(expected(6));
        expect(outcome.profile.copied).toBe(0);
      }
      expect(await settled(engine)).toMatchObject({ runs: 0, blocks: 6, files: 0 });
    };
    await run();
    expect(await emptied(engine)).toEqual(NOTHING);
  });

  it("give values that are the caller's own", async () => {
    const keep = ["b"];
    const [block] = await kept(engine, keep);
    const value = (await block!.load()) as Float64Array;
    expect(value.buffer).toBeInstanceOf(ArrayBuffer);
    value.fill(5);
    expect((await block!.load()) as Float64Array).toEqual(new Float64Array(100_000));
    const { blocks } = await engine.run(request(readers(keep), [0], { resources: new Map([["b", block]]) }));
    (blocks[0] as Float64Array).fill(7);
    expect((await totals(engine, keep, [block])).blocks).toEqual([0]);
    expect(await block!.moveOut()).toEqual(new Float64Array(100_000));
    expect(engine.holds!(block!)).toBe(false);
    expect((await settled(engine)).blocks).toBe(0);
  });

  it("stay when a worker stops", async () => {
    const keep = names(4, "c");
    const blocks = await kept(engine, keep);
    expect((await totals(engine, keep, blocks)).blocks).toEqual(expected(4));
    await expect(engine.run(request(graphOf([[], []], "exit"), [0, 1]))).rejects.toThrow();
    expect((await totals(engine, keep, blocks)).blocks).toEqual(expected(4));
    for (const block of blocks) await block.moveOut();
    expect(await settled(engine)).toEqual(NOTHING);
  });

  it("are held once, however often they are kept", async () => {
    const [first] = await kept(engine, ["d"]);
    const [second, third] = (await engine.run(request(readers(["d"]), [0, 0], { keep: ["d", "d2"], resources: new Map([["d", first]]) })))
      .blocks as HeldBlock[];
    expect((await settled(engine)).blocks).toBe(1);
    await first!.moveOut();
    await second!.moveOut();
    expect((await totals(engine, ["d2"], [third])).blocks).toEqual([0]);
    expect((await settled(engine)).blocks).toBe(1);
    await third!.moveOut();
    expect(await settled(engine)).toEqual(NOTHING);
  });

  it("leave parts of larger blocks and values that are no typed data to the caller", async () => {
    const graph: Graph = {
      size: 3,
      layers: [
        ...graphOf([[]], "fill", { params: { length: 100_000 } }).layers,
        { ...graphOf([[0]], "half").layers[0]!, name: "u", first: 1 },
        { ...graphOf([[1]], "half").layers[0]!, name: "v", first: 2 },
      ],
    };
    const { blocks } = await engine.run(request(graph, [2], { keep: ["e"] }));
    expect(blocks[0]).toEqual(new Float64Array(25_000));
    expect((await engine.run(request(graphOf([[]], "one"), [0], { keep: ["f"] }))).blocks).toEqual([1]);
    expect(await settled(engine)).toEqual(NOTHING);
  });

  it("keep large constants, sent once an engine", async () => {
    const data = new NDArray(
      Float64Array.from({ length: 250_000 }, (_, i) => i),
      [500, 500],
      "float64",
    );
    for (let again = 0; again < 3; again++) {
      const { blocks } = await engine.run(
        request(graphOf([[], []], "resource", { params: { resource: "large" } }), [0, 1], { resources: new Map([["large", data]]) }),
      );
      for (const block of blocks as NDArray[]) {
        expect(block.data.buffer).toBeInstanceOf(ArrayBuffer);
        expect(block.item(499, 499)).toBe(249_999);
        (block.data as Float64Array).fill(0);
      }
    }
    expect(await settled(engine)).toEqual(NOTHING);
  });
});

describe("blocks that stay, when memory is short", () => {
  it("go to disk and come back, views of them too", async () => {
    const engine = await threadsEngine({ memoryLimit: 8 * MIB });
    try {
      const keep = names(40, "g");
      let blocks: HeldBlock[] | undefined = await kept(engine, keep);
      expect((await settled(engine)).files).toBeGreaterThan(20);
      for (let again = 0; again < 2; again++) expect((await totals(engine, keep, blocks)).blocks).toEqual(expected(40));
      expect(await Promise.all(blocks.map(async block => ((await block.load()) as Float64Array)[99_999]))).toEqual(keep.map((_, i) => i));
      blocks = undefined;
      expect(await emptied(engine)).toEqual(NOTHING);
    } finally {
      await engine.close();
    }
  });

  it("give the values of plain recursion, while workers stop and tasks fail", async () => {
    const engine = await threadsEngine({ memoryLimit: 8 * MIB });
    const length = 60_000;
    try {
      let turn = 0;
      await fc.assert(
        fc.asyncProperty(randomDeps(30), fc.nat(1000), async (deps, seed) => {
          const keep = names(deps.length, `h ${turn++}`);
          const outputs = deps.map((_, i) => i);
          const chaos = { length, counter: "calls", seed };
          const calls = new Int32Array(new SharedArrayBuffer(4));
          const { blocks } = await engine.run(
            request(graphOf(deps, "chaos", { params: chaos }), outputs, { keep, resources: new Map([["calls", calls]]), options: { retries: 50 } }),
          );
          const of = mixReference(deps);
          expect((await totals(engine, keep, blocks)).blocks).toEqual(outputs.map(task => of(task) * length));
          for (const block of blocks) expect(((await (block as HeldBlock).moveOut()) as Float64Array)[0]).toBe(of(outputs[blocks.indexOf(block)]!));
        }),
        { numRuns: 12 },
      );
      expect(await settled(engine)).toEqual(NOTHING);
    } finally {
      await engine.close();
    }
  });
});

describe("when the engine goes", () => {
  it("blocks move to ordinary memory, those on disk too", async () => {
    const engine = await threadsEngine({ memoryLimit: 8 * MIB });
    const blocks = await kept(engine, names(20, "i"));
    await engine.close();
    for (const [i, block] of blocks.entries()) {
      expect(engine.holds!(block)).toBe(false);
      expect(((await block.moveOut()) as Float64Array)[7]).toBe(i);
    }
  });

  it("blocks that are discarded say so", async () => {
    const engine = await threadsEngine();
    const [block] = await kept(engine, ["j"]);
    await engine.close(true);
    await expect(block!.load()).rejects.toThrow("is lost");
  });
});

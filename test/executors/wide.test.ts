import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../runtime/schedule/engine.ts";
import { threadsEngine } from "../support/engine.ts";
import { treeGraph } from "../support/graphs.ts";

/** Address space is taken, not memory: on a Node that has 64-bit memories this is one of 6 GiB, elsewhere one of 4 GiB. */
describe("block memory of more than 4 GiB", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await threadsEngine({ memoryLimit: 6 * 2 ** 30 });
  });
  afterAll(() => engine.close());

  it("works as any other", async () => {
    const graph = treeGraph(8, 2, { source: "fill", combine: "addArrays" });
    const withLength = { ...graph, layers: graph.layers.map((layer, i) => (i === 0 ? { ...layer, params: { length: 10_000 } } : layer)) };
    const { blocks } = await engine.run({ graph: withLength, outputs: [graph.size - 1], functions: [], resources: new Map(), options: {} });
    expect((blocks[0] as Float64Array)[9999]).toBe(28);
  });
});

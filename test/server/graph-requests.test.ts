/** What the graph panel asks: the graph of the text that a cell ran with, and what one of its nodes takes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { graphDifference } from "../../protocol/difference.ts";
import type { NoAnswer, NodeCost } from "../../protocol/editor.ts";
import type { GraphView } from "../../protocol/graph.ts";
import { bundleServer, ServerProcess } from "./process.ts";

const RAN = `import * as da from "bask/array";

// %% One
const x = da.ones([100, 100], { chunks: [50, 50] });
const s = x.sum();
`;
const NOW = RAN.replace("x.sum()", "x.add(1).sum()").replace("chunks: [50, 50]", "chunks: [10, 10]");

let server: ServerProcess;
let folder: string;
let uri: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bask-server-"));
  server = await ServerProcess.start(await bundleServer(), folder, { cacheDir: folder });
  uri = await server.open(join(folder, "a.ts"), NOW);
}, 60_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  expect(server.stderr).toBe("");
  rmSync(folder, { recursive: true });
});

it("an edit turns few tasks into many: the graphs of both texts say which", async () => {
  const after = await server.request<GraphView>("bask/graph", { uri, cell: 1, optimized: false });
  const before = await server.request<GraphView>("bask/graph", { uri, cell: 1, optimized: false, text: RAN });
  expect(before.nodes.map(node => node.label)).toEqual(["ones", "sum"]);
  const difference = graphDifference(before, after);
  expect(difference.nodes.map(({ label, kind }) => [label, kind])).toEqual([
    ["ones", "changed"],
    ["+ 1", "added"],
    ["sum", "changed"],
  ]);
  expect(difference.tasks.after!).toBeGreaterThan(10 * difference.tasks.before!);
  // The open text is still the one that is asked about.
  expect(await server.request<GraphView>("bask/graph", { uri, cell: 1, optimized: false })).toEqual(after);
  expect(await server.request<GraphView>("bask/graph", { uri, cell: 1, optimized: false, text: NOW })).toEqual(after);
});

it("a node takes what all that it needs takes", async () => {
  const { nodes } = await server.request<GraphView>("bask/graph", { uri, cell: 1, optimized: false });
  const cost = await server.request<NodeCost>("bask/cost", { uri, cell: 1, optimized: false, name: nodes.at(-1)!.name });
  expect(cost).toMatchObject({ read: null, moved: 0, wall: null, work: null });
  expect(cost.tasks!).toBeGreaterThan(200);
  expect(cost.peak!).toBeGreaterThan(0);
  expect(await server.request<NoAnswer>("bask/cost", { uri, cell: 1, optimized: false, name: "gone" })).toEqual({
    problem: "this node is not part of the present text",
  });
});

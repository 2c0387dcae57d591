/** A program as a user writes it: its last line waits for a result, and nothing closes anything. Started by process-end.test.ts. */

import { createThreadsEngine } from "../../runtime/executors/threads/engine.ts";
import { graphOf, treeGraph } from "./graphs.ts";
import { packageOf } from "./packages.ts";

const [coordinatorUrl, workerUrl, what] = process.argv.slice(2) as [string, string, string];
const engine = createThreadsEngine({ numWorkers: 2, memoryLimit: what === "spill" ? 24 << 20 : 64 << 20, coordinatorUrl, workerUrl });
const request = { outputs: [0], functions: [], resources: new Map<string, unknown>(), options: {} };

if (what === "sum") {
  const graph = treeGraph(64, 2, { source: "one", combine: "add" });
  const { blocks } = await engine.run({ ...request, graph, outputs: [graph.size - 1] });
  console.log(`sum ${String(blocks[0])}`);
}
if (what === "slow") {
  const { blocks } = await engine.run({ ...request, graph: graphOf([[]], "sleep", { params: { ms: 300 } }) });
  console.log(`slow ${String(blocks[0])}`);
}
if (what === "prints") {
  const source = "() => { console.log('from a task'); console.error('to stderr'); return 1; }";
  const graph = graphOf([[]], "call", { params: { f: { kind: "function", id: "p", name: "p", source, captured: [] } } });
  await engine.run({ ...request, graph, functions: [packageOf("p", source)] });
  console.log("after it");
}
if (what === "leaves") {
  void engine.run({ ...request, graph: graphOf([[], []], "forever"), outputs: [0, 1] });
  setTimeout(() => process.exit(3), 200);
}
if (what === "throws") {
  await engine.run({ ...request, graph: graphOf([[]], "fail") });
}
if (what === "spill") {
  const graph = graphOf(
    Array.from({ length: 20 }, () => []),
    "fill",
    { params: { length: 300_000 } },
  );
  const { blocks } = await engine.run({ ...request, graph, outputs: Array.from({ length: 20 }, (_, i) => i) });
  console.log(`last ${String((blocks[19] as Float64Array)[0])}`);
}

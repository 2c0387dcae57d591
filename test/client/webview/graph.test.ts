import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphNode, GraphView } from "../../../protocol/graph.ts";
import type { LayerInfo, LayerProfile, RunProfile } from "../../../protocol/profile.ts";
import { boxOf } from "../../../client/webview/graph/boxes.ts";
import { exportDot, layoutDot } from "../../../client/webview/graph/dot.ts";
import { blockOf, gridOf, gridPaths, gridSize, STEP, taskAt } from "../../../client/webview/graph/grid.ts";
import { linear } from "../../../client/webview/graph/linear.ts";
import { layersOf, measuredOf, nodeLive } from "../../../client/webview/graph/live-nodes.ts";
import { inOrder, nearest, planText } from "../../../client/webview/graph/neighbours.ts";
import { parsePlain } from "../../../client/webview/graph/plain.ts";

const node = (id: number, extra: Partial<GraphNode> = {}): GraphNode => ({
  id,
  name: `n-${id}`,
  label: `node ${id}`,
  work: "makes",
  value: "array",
  summary: "a summary",
  facts: [],
  blocks: [2, 3],
  tasks: 6,
  bytes: 8,
  sites: [{ file: "/a.ts", line: id, character: 4, occurrence: 0 }],
  how: "",
  ...extra,
});
const graph = (count: number, edges: readonly (readonly [number, number])[]): GraphView => ({
  level: "collections",
  optimized: false,
  title: "t",
  nodes: Array.from({ length: count }, (_, i) => node(i)),
  edges: edges.map(([from, to]) => ({ from, to })),
  outputs: [count - 1],
  tasks: null,
});
const acyclic = fc
  .integer({ min: 1, max: 30 })
  .chain(count =>
    fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }).map(pairs => ({ count, edges: pairs.filter(([a, b]) => a < b) })),
  );

describe("the linear layout", () => {
  it("puts every node after its inputs, and none on another", () => {
    fc.assert(
      fc.property(acyclic, fc.boolean(), ({ count, edges }, rightwards) => {
        const sizes = Array.from({ length: count }, (_, i) => ({ width: 100 + (i % 3) * 20, height: 50 + (i % 2) * 10 }));
        const { boxes, width, height } = linear({ sizes, edges: edges.map(([from, to]) => ({ from, to })), rightwards });
        for (const [from, to] of edges)
          expect(rightwards ? boxes[from]!.x + boxes[from]!.width <= boxes[to]!.x : boxes[from]!.y + boxes[from]!.height <= boxes[to]!.y).toBe(true);
        for (let i = 0; i < count; i++) {
          expect(boxes[i]!.x + boxes[i]!.width <= width + 0.01 && boxes[i]!.y + boxes[i]!.height <= height + 0.01).toBe(true);
          for (let j = 0; j < i; j++) {
            const [a, b] = [boxes[i]!, boxes[j]!];
            expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
          }
        }
      }),
    );
  });
  it("takes a hundred thousand nodes", () => {
    const count = 100_000;
    const { boxes } = linear({
      sizes: Array.from({ length: count }, () => ({ width: 10, height: 10 })),
      edges: Array.from({ length: count - 1 }, (_, i) => ({ from: i % 1000, to: i + 1 })).filter(edge => edge.from < edge.to),
      rightwards: true,
    });
    expect(boxes).toHaveLength(count);
  });
});

it("Graphviz' plain text is read from the top left corner", () => {
  const { width, height, boxes, routes } = parsePlain(
    "graph 1 2 1\nnode n1 0.5 0.25 1 0.5 label solid box black lightgrey\nnode n0 1.5 0.75 1 0.5 x solid box b l\nedge n1 n0 4 1 0.25 1.1 0.3 1.2 0.5 1.3 0.75 solid black\nstop\n",
    2,
  );
  expect([width, height]).toEqual([144, 72]);
  expect(boxes[1]).toEqual({ x: 0, y: 36, width: 72, height: 36 });
  expect(boxes[0]).toEqual({ x: 72, y: 0, width: 72, height: 36 });
  expect(routes[0]).toMatchObject({ from: 1, to: 0, points: [[72, 54], expect.anything(), expect.anything(), [93.60000000000001, 18]] });
});

it("DOT text names every node and edge, and quotes what is in labels", () => {
  expect(layoutDot({ sizes: [{ width: 72, height: 36 }], edges: [{ from: 0, to: 0 }], rightwards: false })).toMatch(
    /rankdir=TB[\s\S]*n0 \[width=1\.0000 height=0\.5000\][\s\S]*n0 -> n0/,
  );
  const view = { ...graph(1, []), nodes: [node(0, { label: 'get "delay"', how: "a\\b" })] };
  expect(exportDot(view)).toContain('label="get \\"delay\\"\\na summary\\n6 tasks" tooltip="a\\\\b"');
});

describe("tasks as a grid", () => {
  it("has the shape of the blocks, or wraps", () => {
    expect(gridOf("", 400, [20, 20], 0)).toMatchObject({ columns: 20, rows: 20, perTile: 1 });
    expect(gridOf("", 30, [30], 0)).toMatchObject({ columns: 20, rows: 2 });
    expect(gridOf("", 35, [30], 0)).toMatchObject({ blocks: null });
    expect(gridOf("", 24, [2, 3, 4], 0)).toMatchObject({ columns: 4, rows: 6 });
  });
  it("finds the task under a point, and names its block", () => {
    const grid = gridOf("", 24, [2, 3, 4], 100);
    expect(taskAt(grid, 2.5 * STEP, 4.5 * STEP)).toBe(18);
    expect(blockOf(grid, 18)).toBe("(1, 1, 2)");
    expect(taskAt(grid, 5 * STEP, 0)).toBeUndefined();
  });
  it("draws each task once, by its state", () => {
    const states = new Uint8Array([0, 2, 3, 3, 5, 6]);
    const paths = gridPaths(gridOf("", 6, [2, 3], 0), states);
    expect(Object.keys(paths).sort()).toEqual(["erred", "memory", "released", "running", "waiting"]);
    expect(paths.memory!.match(/M/g)).toHaveLength(2);
  });
  it("puts many tasks into tiles, and an error stays to be seen", () => {
    const grid = gridOf("", 100_000, [100_000], 0);
    expect(gridSize(grid).width).toBeLessThan(500);
    const states = new Uint8Array(100_000).fill(3);
    states[77_777] = 6;
    expect(gridPaths(grid, states).erred).toContain("l1 -1 2 2");
  });
  it("makes room for itself in an open node", () => {
    const closed = boxOf(node(0), false, undefined, undefined);
    const open = boxOf(node(0, { blocks: [20, 20], tasks: 400 }), true, undefined, undefined);
    expect(open.size.height).toBeGreaterThan(closed.size.height + 20 * STEP);
  });
});

describe("a run on the graph", () => {
  const layer = (first: number, size: number, names: string[], line = 99): LayerInfo => ({
    name: names.join("-"),
    names,
    label: "l",
    first,
    size,
    sites: [{ file: "/a.ts", line, character: 4, occurrence: 0 }],
  });
  it("finds a node's layers by name, else by the call", () => {
    expect(layersOf(node(1), [layer(0, 2, ["n-0", "n-1"]), layer(2, 2, ["x"], 1)]).map(each => each.first)).toEqual([0]);
    expect(layersOf(node(1), [layer(0, 2, ["x"], 1), layer(2, 2, ["y"], 2)]).map(each => each.first)).toEqual([0]);
  });
  it("says how far it is", () => {
    const live = { started: { run: 1, tasks: 4, layers: [] }, states: new Uint8Array([5, 3, 2, 0]), begun: 0, ended: false };
    expect(nodeLive([layer(0, 4, ["a"])], live)).toMatchObject({ tasks: 4, done: 2, state: "running" });
    expect(nodeLive([layer(0, 2, ["a"])], live)).toMatchObject({ done: 2, state: "memory" });
    live.states[3] = 6;
    expect(nodeLive([layer(0, 4, ["a"])], live).state).toBe("erred");
  });
});

describe("measured figures", () => {
  const layer = (names: string[], work: number): LayerProfile => ({
    name: names.join("-"),
    names,
    label: "",
    sites: [],
    tasks: 2,
    done: 2,
    work,
    bytes: 8,
    slowest: { key: "k", ms: work },
    median: 1,
    spark: [],
  });
  const run = (work: number, layers: LayerProfile[]): RunProfile => ({
    run: 1,
    started: "",
    wall: work,
    work,
    workers: 2,
    tasks: 2,
    read: 0,
    peak: 9,
    layers,
    criticalPath: [],
    error: null,
  });
  const nodes = [node(0), node(1)];
  it("are of the last run that did the node; its share is of all runs", () => {
    const found = measuredOf(
      nodes[0]!,
      [run(10, [layer(["n-0"], 10)]), run(30, [layer(["n-0"], 20), layer(["n-1"], 10)]), run(60, [layer(["n-1"], 60)])],
      nodes,
    );
    expect(found).toMatchObject({ tasks: 2, work: 20, share: 0.3, with: [], isShared: false, run: { work: 30 } });
  });
  it("of tasks that did several expressions are shared, unless each says its own", () => {
    const fused = layer(["n-0", "n-1"], 12);
    expect(measuredOf(nodes[0]!, [run(12, [fused])], nodes)).toMatchObject({ work: 12, with: ["node 1"], isShared: true });
    const told = {
      ...fused,
      steps: [
        { name: "n-0", label: "", sites: [], work: 5 },
        { name: "n-1", label: "", sites: [], work: 7 },
      ],
    };
    expect(measuredOf(nodes[0]!, [run(12, [told as LayerProfile])], nodes)).toMatchObject({ work: 5, isShared: false });
  });
  it("are none where nothing ran", () => expect(measuredOf(nodes[0]!, [], nodes)).toBeNull());
});

describe("ways through the graph", () => {
  const diamond = graph(4, [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ]);
  it("lists inputs first", () => expect(inOrder(diamond).map(each => each.id)).toEqual([0, 1, 2, 3]));
  it("goes to the nearest in a direction", () => {
    const boxes = [
      [0, 50],
      [100, 0],
      [100, 100],
      [200, 50],
    ].map(([x, y]) => ({ x: x!, y: y!, width: 60, height: 40 }));
    expect(nearest(boxes, 0, "right")).toBe(1);
    expect(nearest(boxes, 1, "down")).toBe(2);
    expect(nearest(boxes, 3, "left")).toBe(1);
    expect(nearest(boxes, 0, "left")).toBeUndefined();
  });
  it("prints a plan that names a shared input once", () => {
    expect(planText(diamond)).toBe(
      "node 3  a summary · 6 tasks\n  node 1  a summary · 6 tasks\n    node 0  a summary · 6 tasks\n  node 2  a summary · 6 tasks\n    node 0  (above)",
    );
  });
});

import { describe, expect, it } from "vitest";
import { graphDifference } from "../../../protocol/difference.ts";
import type { GraphNode, GraphView } from "../../../protocol/graph.ts";
import { boxOf } from "../../../client/webview/graph/boxes.ts";
import { changesOf, withRemoved, wordsOf } from "../../../client/webview/graph/changes.ts";

const view = (names: readonly (readonly [label: string, name: string, tasks: number])[], edges: readonly (readonly [number, number])[]): GraphView => ({
  level: "collections",
  optimized: false,
  title: "",
  nodes: names.map(([label, name, tasks], id): GraphNode => ({
    id,
    name,
    label,
    work: "blockwise",
    value: "array",
    summary: "",
    facts: [],
    blocks: [tasks],
    tasks,
    bytes: tasks * 1000,
    sites: [],
    how: "",
  })),
  edges: edges.map(([from, to]) => ({ from, to })),
  outputs: [names.length - 1],
  tasks: names.reduce((sum, [, , tasks]) => sum + tasks, 0),
});
const before = view(
  [
    ["ones", "ones-1", 64],
    ["add", "add-1", 64],
    ["sum", "sum-1", 10],
  ],
  [
    [0, 1],
    [1, 2],
  ],
);
const after = view(
  [
    ["ones", "ones-2", 8192],
    ["sum", "sum-2", 1000],
    ["max", "max-1", 5],
  ],
  [
    [0, 1],
    [0, 2],
  ],
);

describe("what an edit changes", () => {
  const difference = graphDifference(before, after);
  it("is drawn with what is gone, whose edges lead to what became of its neighbours", () => {
    const drawn = withRemoved(after, before, difference);
    expect(drawn.nodes.map(node => [node.id, node.label])).toEqual([
      [0, "ones"],
      [1, "sum"],
      [2, "max"],
      [3, "add"],
    ]);
    expect(drawn.edges.slice(2)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 1 },
    ]);
    const changes = changesOf(after, before, difference);
    expect([...changes].map(([id, { kind }]) => [id, kind])).toEqual([
      [0, "changed"],
      [1, "changed"],
      [2, "added"],
      [3, "removed"],
    ]);
    expect(boxOf(drawn.nodes[0]!, false, undefined, undefined, { change: changes.get(0) }).cost).toBe("8,192 tasks (+8,128), 8.2 MB");
  });
  it("is said in a line", () => {
    expect(wordsOf(difference).map(({ text }) => text)).toEqual(["+1 expression", "2 changed", "1 removed", "138 tasks become 9,197", "+9.1 MB"]);
  });
  it("of equal graphs is nothing", () => {
    const same = graphDifference(before, before);
    expect(withRemoved(before, before, same)).toBe(before);
    expect(changesOf(before, before, same).size).toBe(0);
  });
  it("draws no circle where an input became an output", () => {
    const turned = view(
      [
        ["sum", "sum-1", 1],
        ["ones", "ones-1", 1],
      ],
      [[0, 1]],
    );
    const drawn = withRemoved(turned, before, graphDifference(before, turned));
    expect(drawn.edges).toEqual(turned.edges);
    expect(drawn.nodes).toHaveLength(3);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linksOf, linkUp, neededFor } from "../../runtime/graph/links.ts";
import { order, simulateLive } from "../../runtime/graph/order.ts";
import { graphOf, treeGraph } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";

const live = (deps: number[][]) => {
  const links = linksOf(graphOf(deps));
  const sequence = order(links);
  return { sequence, ...simulateLive(links, sequence) };
};

describe("order", () => {
  it("puts inputs before users, each task once, whatever the graph", () => {
    fc.assert(
      fc.property(randomDeps(60), deps => {
        const { sequence } = live(deps);
        const at = new Map(Array.from(sequence, (task, i) => [task, i]));
        expect(at.size).toBe(deps.length);
        deps.forEach((inputs, task) => {
          for (const input of inputs) expect(at.get(input)!).toBeLessThan(at.get(task)!);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("is the same each time", () => {
    fc.assert(
      fc.property(randomDeps(40), deps => {
        expect(live(deps).sequence).toEqual(live(deps).sequence);
      }),
    );
  });

  it("finishes a chain before it begins the next", () => {
    const chains = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? [] : [i - 1]));
    expect(live(chains)).toMatchObject({ peak: 2 });
  });

  it("holds as many blocks as the tree is deep, not as it is wide", () => {
    const graph = treeGraph(1024, 2, { source: "one", combine: "add" });
    const links = linksOf(graph);
    expect(simulateLive(links, order(links)).peak).toBe(12);
  });

  it("makes the side first that needs more room", () => {
    // 6 = f(0, 5); 5 = g(1, 2, 3, 4): with 0 first, five blocks wait beside it.
    const { peak } = live([[], [], [], [], [], [1, 2, 3, 4], [0, 5]]);
    expect(peak).toBe(5);
  });

  it("runs a user at once when that lets go of its input", () => {
    // Loads 0..3, each with a large and a small user; the small ones go to one end.
    const deps = [[], [], [], [], [0], [1], [2], [3], [4, 5, 6, 7]];
    const { sequence } = live(deps);
    const at = (task: number) => sequence.indexOf(task);
    for (let i = 0; i < 4; i++) expect(at(4 + i)).toBe(at(i) + 1);
  });

  it("leaves out what no output needs", () => {
    const links = linksOf(graphOf([[], [], [0], [1]]));
    expect([...order(links, neededFor(links, [2]))]).toEqual([0, 2]);
  });

  it("names a cycle", () => {
    const links = linkUp(2, Int32Array.of(0, 1, 2), Int32Array.of(1, 0));
    expect(() => order(links)).toThrow("cycle");
  });

  it("counts outputs as held to the end", () => {
    const links = linksOf(graphOf([[], [0], [0]]));
    expect(simulateLive(links, [0, 1, 2], [1, 2])).toMatchObject({ peak: 3, overTime: Int32Array.of(1, 2, 3) });
    expect(simulateLive(links, [0, 1, 2])).toMatchObject({ peak: 2 });
  });
});

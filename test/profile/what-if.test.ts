import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linksOf } from "../../runtime/graph/links.ts";
import { order } from "../../runtime/graph/order.ts";
import { criticalPath } from "../../runtime/profile/critical-path.ts";
import { whatIf } from "../../runtime/profile/what-if.ts";
import { graphOf } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";

describe("what if", () => {
  it("four independent tasks on one, two, three and endless workers", () => {
    const links = linksOf(graphOf([[], [], [], []]));
    expect([1, 2, 3, Infinity].map(workers => whatIf(links, [0, 1, 2, 3], () => 10, workers))).toEqual([40, 20, 20, 10]);
  });
  it("a chain gains nothing", () => {
    const links = linksOf(graphOf([[], [0], [1]]));
    expect([1, 8].map(workers => whatIf(links, [0, 1, 2], task => task + 1, workers))).toEqual([6, 6]);
  });
  it("less than one worker is an error", () => {
    expect(() => whatIf(linksOf(graphOf([[]])), [0], () => 1, 0)).toThrow(/at least 1 worker, got 0/);
  });
  it("lies between the critical path and the sum, and endless workers take the critical path", () => {
    fc.assert(
      fc.property(randomDeps(30), fc.integer({ min: 1, max: 5 }), (deps, workers) => {
        const links = linksOf(graphOf(deps));
        const sequence = order(links);
        const duration = (task: number): number => (task % 7) + 1;
        const longest = criticalPath(links, sequence, duration).reduce((sum, step) => sum + step.ms, 0);
        const all = deps.reduce((sum, _, task) => sum + duration(task), 0);
        const time = whatIf(links, sequence, duration, workers);
        expect(time).toBeGreaterThanOrEqual(Math.max(longest, all / workers) - 1e-9);
        expect(time).toBeLessThanOrEqual(all);
        expect(whatIf(links, sequence, duration, Infinity)).toBe(longest);
        expect(whatIf(links, sequence, duration, 1)).toBe(all);
      }),
    );
  });
});

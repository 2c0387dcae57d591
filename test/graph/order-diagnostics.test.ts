import { describe, expect, it } from "vitest";
import { linksOf } from "../../runtime/graph/links.ts";
import { orderDiagnostics } from "../../runtime/graph/order-diagnostics.ts";
import { graphOf } from "../support/graphs.ts";

describe("order diagnostics", () => {
  it("says how long each block is held, and beside how many", () => {
    const links = linksOf(graphOf([[], [], [0, 1], [2]]));
    const found = orderDiagnostics(links, [1, 0, 2, 3]);
    expect([...found.overTime]).toEqual([0, 1, 2, 1]);
    expect([...found.age]).toEqual([1, 2, 1, 0]);
    expect([...found.heldWhenReleased]).toEqual([2, 2, 1, 1]);
    expect([...found.freed]).toEqual([0, 0, 2, 1]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../runtime/graph/builder.ts";
import { dependencies } from "../../runtime/graph/graph.ts";
import { linksOf, linkUp } from "../../runtime/graph/links.ts";
import { graphOf } from "../support/graphs.ts";
import { randomDeps } from "../support/random-graphs.ts";

describe("links", () => {
  it("are the dependencies of block-wise layers, broadcast ones too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
        fc.array(fc.tuple(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
        (blocks, inputs) => {
          const builder = new GraphBuilder();
          const common = { names: [], label: "", work: "makes" as const, sites: [], params: {}, kernel: "k", blockBytes: null };
          const handles = inputs.map(([follows, reversed], n) => {
            const axes = blocks.map((_, axis) => axis).filter((_, axis) => follows[axis]);
            if (reversed) axes.reverse();
            const own = [...axes.map(axis => blocks[axis]!), 1];
            return { layer: builder.blockwise({ ...common, name: `in${n}`, blocks: own }, []).layer, axes: [...axes, -1] };
          });
          builder.blockwise({ ...common, name: "out", blocks }, handles);
          const graph = builder.build();
          const { offsets, deps } = dependencies(graph);
          expect(linksOf(graph)).toEqual(linkUp(graph.size, offsets, deps));
        },
      ),
    );
  });

  it("name each input once, and each user of it", () => {
    fc.assert(
      fc.property(randomDeps(30), deps => {
        const links = linksOf(graphOf(deps));
        deps.forEach((inputs, task) => {
          expect([...links.deps.subarray(links.depOffsets[task], links.depOffsets[task + 1])]).toEqual([...new Set(inputs)]);
          const users = deps.flatMap((each, user) => (each.includes(task) ? [user] : []));
          expect([...links.users.subarray(links.userOffsets[task], links.userOffsets[task + 1])]).toEqual(users);
        });
      }),
    );
  });
});

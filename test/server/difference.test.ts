/** A graph against that of the last run. */

import { expect, test } from "vitest";
import { graphDifference } from "../../protocol/difference.ts";
import type { GraphView } from "../../protocol/graph.ts";
import { graphOfCells } from "../../server/analysis/graphs.ts";
import { analysed } from "./evaluate.ts";

const view = async (text: string) => graphOfCells(await analysed(`import * as da from "bask/array";\n${text}`), { optimized: false }) as GraphView;
const TEXT = "const x = da.ones([64, 64], { chunks: 8 });\nconst y = x.add(1);\nconst total = y.sum();";

async function changes(before: string, after: string) {
  const difference = graphDifference(await view(before), await view(after));
  return [...difference.nodes.filter(node => node.kind !== "same").map(node => `${node.kind} ${node.label} ${node.tasks ?? "?"}`), difference.summary];
}

test("nothing, by white space and comments", async () => {
  expect(await changes(TEXT, `// a line\n\n${TEXT.replace("add(1)", "add( 1 )")}`)).toEqual([""]);
});
test("a setting changes a node and all that comes after", async () => {
  const found = await changes(TEXT, TEXT.replace("chunks: 8", "chunks: 4"));
  expect(found.slice(0, -1)).toEqual(["changed ones 192", "changed + 1 192", expect.stringMatching(/^changed sum \d+$/)]);
  expect(found.at(-1)).toMatch(/^\d+ tasks become \d+; 3 changed$/);
});
test("what is new and what is gone", async () => {
  const found = await changes(TEXT, TEXT.replace("y.sum()", "y.mul(2).mean()"));
  expect(found.filter(line => line.startsWith("added")).length).toBeGreaterThanOrEqual(1);
  expect(found.join("\n")).not.toContain("ones");
  expect((await changes(TEXT, TEXT.split("\n")[0]!)).slice(0, 2)).toEqual(["removed + 1 -64", expect.stringMatching(/^removed sum -/)]);
});

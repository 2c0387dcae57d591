import { describe, expect, it } from "vitest";
import type { GraphNode, GraphView } from "../../protocol/graph.ts";
import { callEnd } from "../../client/panels/call-end.ts";
import { noCells } from "../../client/panels/empty.ts";
import { nodesAt } from "../../client/panels/nodes-at.ts";

/** The text from `|` on, up to where the call ends. */
const call = (marked: string): string => {
  const at = marked.indexOf("|");
  const text = marked.replace("|", "");
  return text.slice(at, callEnd(text, at));
};

describe("a call ends", () => {
  it.each([
    ["late.|groupby('origin').mean()", "groupby('origin')"],
    ["x.|mean({ axis: 0 }).compute()", "mean({ axis: 0 })"],
    ["a.|filter((r) => r.s !== ')' && `(${f(`)`)}`).b", "filter((r) => r.s !== ')' && `(${f(`)`)}`)"],
    ["a.|map(/* ) */ x, // )\n y).c", "map(/* ) */ x, // )\n y)"],
    ["a.|make<Map<string, number>>(1)", "make<Map<string, number>>(1)"],
    ["a.|T.mean()", "T"],
    ["a.|open(", "open"],
    ["db\n  .|readText (\n'x'\n)", "readText (\n'x'\n)"],
  ])("%s", (marked, wanted) => expect(call(marked)).toBe(wanted));
});

describe("the node under the cursor", () => {
  const node = (id: number, line: number, character: number): GraphNode => ({
    id,
    name: `n-${id}`,
    label: "",
    work: "makes",
    value: "array",
    summary: "",
    facts: [],
    blocks: [],
    tasks: 1,
    bytes: 1,
    sites: [{ file: "/a.ts", line, character, occurrence: 0 }],
    how: "",
  });
  const view: GraphView = {
    level: "collections",
    optimized: false,
    title: "",
    nodes: [node(0, 3, 10), node(1, 3, 20), node(2, 3, 20), node(3, 5, 4)],
    edges: [],
    outputs: [],
    tasks: null,
  };
  const at = (line: number, character: number, file = "/a.ts") => nodesAt(view, file, line, character, (a, b) => a === b);
  it("is that of the call at or before it", () => {
    expect(at(3, 12)).toEqual([0]);
    expect(at(3, 40)).toEqual([1, 2]);
  });
  it("before the first call is the last one's, which makes the value", () => expect(at(3, 2)).toEqual([1, 2]));
  it("is none on other lines and in other files", () => {
    expect(at(4, 0)).toEqual([]);
    expect(at(3, 12, "/b.ts")).toEqual([]);
  });
});

it("a file without cells is named, and says how to make some", () => {
  expect(noCells("/w/report.ts")).toMatchObject({ title: "No cells in report.ts", actions: [{ command: "bask.makeCells" }, { command: "bask.runAll" }] });
});

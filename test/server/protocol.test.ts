/** The server over the real protocol. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellInfo, Facts, FlowAnswer, GraphAnswer } from "../../protocol/editor.ts";
import { cellHash } from "../../protocol/profile.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import { writeProfile } from "../../runtime/profile/file.ts";
import type { GraphView } from "../../protocol/graph.ts";
import { bundleServer, ServerProcess } from "./process.ts";

const TEXT = `import { delayed } from "bask";
import * as db from "bask/bag";

// %% Numbers
const numbers = db.fromSequence([1, 2, 3, 4], { npartitions: 2 });
const squares = numbers.map(n => n ** 2);

// %% Sum
await squares.sum().compute();

// %% [markdown]
// Words.
`;

let server: ServerProcess;
let folder: string;
let uri: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bask-server-"));
  server = await ServerProcess.start(await bundleServer(), folder, { cacheDir: folder });
  uri = await server.open(join(folder, "a.ts"), TEXT);
}, 60_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  expect(server.stderr).toBe("");
  rmSync(folder, { recursive: true });
});

describe("over stdio", () => {
  test("lenses stand over every code cell", async () => {
    const lenses = await server.request<{ command: { title: string; command: string; arguments: unknown[] }; range: { start: { line: number } } }[]>(
      "textDocument/codeLens",
      { textDocument: { uri } },
    );
    expect(lenses.map(lens => `${lens.range.start.line} ${lens.command.title}`)).toEqual([
      "3 $(run) Run Cell",
      "3 Run Below",
      "3 Visualize Graph",
      "7 $(run) Run Cell",
      "7 Run Above",
      "7 Visualize Graph",
    ]);
    expect(lenses[3]!.command).toEqual({ title: "$(run) Run Cell", command: "bask.runCell", arguments: [uri, 2] });
  });
  test("hovers say what a value is", async () => {
    const text = await server.hover(uri, 5, 8);
    expect(text).toContain("const squares: Bag");
    expect(text).toContain("2 partitions, lazy");
    expect(text).toContain("command:bask.visualizeGraph");
    expect(await server.hover(uri, 0, 2)).toBe("");
  });
  test("hints are sparse", async () => {
    const hints = await server.request<{ label: string; position: { line: number } }[]>("textDocument/inlayHint", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } },
    });
    expect(hints.map(hint => `${hint.position.line}${hint.label}`)).toEqual(["4: 2 partitions"]);
  });
  test("graphs of a cell, as written and as tasks", async () => {
    const view = (await server.request<GraphAnswer>("bask/graph", { uri, cell: 2, optimized: false })) as GraphView;
    expect(view.nodes.map(node => node.label)).toEqual(["fromSequence", "map a.ts:6", "sum"]);
    expect(view.nodes.map(node => node.variable)).toEqual(["numbers", "squares", undefined]);
    expect(view.edges).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
    expect(view.nodes[2]!.sites[0]).toMatchObject({ line: 8, character: 14 });
    const tasks = (await server.request<GraphAnswer>("bask/tasks", { uri, cell: 2, optimized: false, name: view.nodes[1]!.name })) as GraphView;
    expect(tasks.nodes).toHaveLength(2);
    expect(await server.request("bask/graph", { uri, cell: 3, optimized: false })).toEqual({ problem: "this cell makes no lazy value" });
    expect(await server.request("bask/graph", { uri: "file:///nowhere.ts", optimized: false })).toEqual({ problem: "the file is not open" });
  });
  test("cells, facts, folds and the outline", async () => {
    expect((await server.request<CellInfo[]>("bask/cells", { uri })).map(cell => cell.title)).toEqual(["", "Numbers", "Sum", ""]);
    const facts = await server.request<Facts>("bask/facts", { uri });
    expect(facts.variables["squares"]).toMatchObject({ kind: "bag", npartitions: 2, tasks: 4 });
    expect(facts.cells[2]!.runs).toMatchObject([{ verb: "compute", line: 8 }]);
    expect(await server.request("textDocument/foldingRange", { textDocument: { uri } })).toMatchObject([
      { startLine: 3, endLine: 5 },
      { startLine: 7, endLine: 8 },
      { startLine: 10, endLine: 11, kind: "comment" },
    ]);
    const symbols = await server.request<{ name: string; children: { name: string }[] }[]>("textDocument/documentSymbol", { textDocument: { uri } });
    expect(symbols.map(symbol => [symbol.name, symbol.children.map(child => child.name)])).toEqual([
      ["Set-up", []],
      ["Numbers", ["numbers", "squares"]],
      ["Sum", []],
      ["Text", []],
    ]);
  });
  test("an edit: hovers go on from the last analysis, then from the new one", async () => {
    const other = await server.open(join(folder, "b.ts"), TEXT);
    await server.settled(other);
    await server.change(other, `// a line more\n${TEXT.replace("npartitions: 2", "npartitions: 4")}`);
    expect(await server.hover(other, 6, 8)).toContain("Bag");
    const facts = await server.request<Facts>("bask/facts", { uri: other });
    expect(facts.variables["squares"]).toMatchObject({ npartitions: 4 });
    expect(await server.hover(other, 6, 8)).toContain("4 partitions");
  });
  test("the dataflow of cells: data files and modules count, white space does not", async () => {
    const name = join(folder, "flow.ts");
    writeFileSync(join(folder, "in.csv"), "a,b\n1,2\n");
    writeFileSync(join(folder, "lib.ts"), "export const size = 4;\n");
    const text = `import * as dd from "bask/dataframe";\nimport { size } from "./lib.ts";\n// %%\nconst df = dd.readCsv("in.csv");\n// %%\nconst n = size;\n// %%\ndf.head(n);\n`;
    const flowing = await server.open(name, text);
    const flow = async (of?: string) => (await server.request<FlowAnswer>("bask/flow", { uri: flowing, ...(of === undefined ? {} : { text: of }) })).cells;
    const first = await flow();
    expect(first.map(({ index, inputs, data }) => [index, inputs, data !== ""])).toEqual([
      [0, [], false],
      [1, [], true],
      [2, [], false],
      [3, [1, 2], false],
    ]);
    expect(await flow(text.replace("const n", "// more\nconst   n"))).toEqual(first);
    expect((await flow(text.replace("= size", "= size + 1"))).filter((each, i) => each.own !== first[i]!.own).map(each => each.index)).toEqual([2]);
    writeFileSync(join(folder, "lib.ts"), "// other\nexport const size = 40;\n");
    writeFileSync(join(folder, "in.csv"), "a,b\n1,2\n3,4\n");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [] });
    const second = await flow();
    expect(second.filter((each, i) => each.own !== first[i]!.own).map(each => each.index)).toEqual([0, 2]);
    expect(second.filter((each, i) => each.data !== first[i]!.data).map(each => each.index)).toEqual([1]);
  });
  test("what a run leaves shows in the hover, and the client hears of it", async () => {
    const file = join(folder, "ran.ts");
    const ran = await server.open(file, TEXT);
    expect(await server.hover(ran, 8, 15)).toContain("not run yet");
    const heard = new Promise(resolve => server.connection.onNotification("bask/profileChanged", resolve));
    const layer = {
      name: "sum",
      names: ["sum"],
      label: "sum",
      sites: [{ file, line: 8, character: 14, occurrence: 0 }],
      tasks: 2,
      done: 2,
      work: 10,
      bytes: 100,
      slowest: null,
      median: 5,
      spark: [4, 6],
    };
    const run = {
      run: 1,
      started: new Date(0).toISOString(),
      wall: 6,
      work: 10,
      workers: 2,
      tasks: 2,
      read: 0,
      peak: 200,
      layers: [layer],
      criticalPath: [],
      error: null,
      cell: 2,
    };
    writeProfile(join(folder, "profiles"), {
      version: 1,
      file,
      cells: splitCells(TEXT).map(({ index, startLine, text }) => ({ index, startLine, hash: cellHash(text) })),
      runs: [run],
    });
    expect(await heard).toEqual({ uri: ran });
    const text = await server.hover(ran, 8, 15);
    expect(text).toContain("measured");
    expect(text).toContain("last run");
  });
  test("problems become diagnostics", async () => {
    const bad = await server.open(
      join(folder, "bad.ts"),
      `import * as db from "bask/bag";\n// %%\nconst b = db.readText("missing-*.txt");\nconst c = 1;\n// %%\nconst c = 2;\n`,
    );
    const { diagnostics } = await server.settled(bad);
    expect(diagnostics.map(each => [each.range.start.line, each.code])).toEqual([
      [2, "FILE"],
      [5, "DECLARED_TWICE"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { pathToFileURL } from "node:url";
import type { Range, SelectionRange } from "vscode-languageserver";
import { editorHost } from "../../../server/analysis/host.ts";
import { cellItem, cellNeeds, cellUsers } from "../../../server/features/cell-calls.ts";
import { documentLinks } from "../../../server/features/document-links.ts";
import { selectionRange } from "../../../server/features/selection-ranges.ts";
import { semanticTokens, TOKENS } from "../../../server/features/semantic-tokens.ts";
import { signatureHelp } from "../../../server/features/signature-help.ts";
import { cursor, FLIGHTS, folderOf, snapshotOf } from "./fixture.ts";

const within = (text: string, { start, end }: Range): string => {
  const lines = text.split("\n");
  if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
  return [lines[start.line]!.slice(start.character), ...lines.slice(start.line + 1, end.line), (lines[end.line] ?? "").slice(0, end.character)].join("\n");
};

const CELLS = `import * as da from "bask/array";
// %% Data
const x = da.ones([1000, 1000], { chunks: [100, 1000] });
// %% Mean
const m = x.mean();
// %% [markdown]
// Words
// %% Result
const r = await m.compute();
const y = x.sub(r);
`;

describe("cells as a call hierarchy", () => {
  it("leads to the cells that one needs, and to those that need it", async () => {
    const { text, offset } = cursor(CELLS.replace("const r", "const $0r"));
    const shot = await snapshotOf(text);
    const [result] = cellItem(shot, offset);
    expect(result?.name).toBe("Result");
    const needs = cellNeeds(shot, result!);
    expect(needs.map(({ to, fromRanges }) => [to.name, fromRanges.map(range => within(text, range))])).toEqual([
      ["Data", ["x"]],
      ["Mean", ["m"]],
    ]);
    expect(cellUsers(shot, needs[0]!.to).map(({ from }) => from.name)).toEqual(["Mean", "Result"]);
    expect(cellUsers(shot, result!)).toEqual([]);
  });
  it("has nothing for prose and for a text of one cell", async () => {
    expect(cellItem(await snapshotOf(CELLS), CELLS.indexOf("Words"))).toEqual([]);
    expect(cellItem(await snapshotOf("const a = 1;"), 3)).toEqual([]);
  });
});

describe("links of data files", () => {
  const folder = folderOf(FLIGHTS);
  const links = async (text: string, trusted = true) =>
    documentLinks(await snapshotOf(text, folder, trusted), editorHost({ folders: [folder], trusted: () => trusted, cwd: folder }));
  const text =
    'import * as dd from "bask/dataframe";\nconst a = dd.readCsv("data/flights-*.csv");\nconst b = dd.readCsv(["data/flights-1.csv", "gone.csv"]);\n';
  it("lead to the first file of a pattern, and say how many there are", async () => {
    const found = await links(text);
    expect(found.map(({ range, target }) => [within(text, range), target])).toEqual([
      ["data/flights-*.csv", pathToFileURL(`${folder}/data/flights-0.csv`).href],
      ["data/flights-1.csv", pathToFileURL(`${folder}/data/flights-1.csv`).href],
    ]);
    expect(found[0]!.tooltip).toMatch(/^2 files, \d+ B$/);
  });
  it("are not there in a workspace that is not trusted, nor for other texts", async () => {
    expect(await links(text, false)).toEqual([]);
    expect(await links('const a = "data/flights-0.csv"; foo.readCsv("data/flights-0.csv");')).toEqual([]);
  });
});

describe("tokens of names", () => {
  it("tell lazy values from results", async () => {
    const { data } = semanticTokens(await snapshotOf(CELLS));
    const lines = CELLS.split("\n");
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      character = data[i] === 0 ? character + data[i + 1]! : data[i + 1]!;
      line += data[i]!;
      found.push(`${line} ${lines[line]!.slice(character, character + data[i + 2]!)} ${TOKENS.tokenModifiers[Math.log2(data[i + 4]!)]}`);
    }
    expect(found).toEqual(["2 x lazy", "4 m lazy", "4 x lazy", "8 r concrete", "8 m lazy", "9 y lazy", "9 x lazy", "9 r concrete"]);
  });
  it("are those of a stretch where that is asked for", async () => {
    const from = CELLS.indexOf("const m");
    expect(semanticTokens(await snapshotOf(CELLS), from, from + 20).data).toHaveLength(10);
  });
});

describe("selections", () => {
  it("grow to the cell's code, the cell and the file", async () => {
    const { text, offset } = cursor(CELLS.replace("x.mean", "x.me$0an"));
    const texts: string[] = [];
    for (let each: SelectionRange | undefined = selectionRange(await snapshotOf(text), offset); each !== undefined; each = each.parent)
      texts.push(within(text, each.range));
    expect(texts.slice(0, 3)).toEqual(["mean", "x.mean", "x.mean()"]);
    expect(texts.slice(-4)).toEqual(["const m = x.mean();", "// %% Mean\nconst m = x.mean();", "// %% Mean\nconst m = x.mean();\n", text]);
  });
});

describe("signatures", () => {
  const help = async (marked: string) => {
    const { text, offset } = cursor(`import * as da from "bask/array";\nconst x = da.ones([10, 20], { chunks: [5, 5] });\n${marked}`);
    return signatureHelp(await snapshotOf(text), offset);
  };
  it("have the shapes that go in and come out", async () => {
    const found = await help("const y = x.matmul(x.T$0);");
    expect(found?.signatures[0]!.label).toBe("matmul(x.T): Array float64 [10 × 10]");
    expect(found?.signatures[0]!.documentation).toBe("on: Array float64 [10 × 20]\nargument 1: Array float64 [20 × 10]\ngives: Array float64 [10 × 10]");
  });
  it("mark the argument at the cursor", async () => {
    const found = await help("const y = x.sum({ axis: $0 });");
    expect(found?.activeParameter).toBe(0);
    expect(found?.signatures[0]!.label).toMatch(/^sum\(\{ axis\?, keepdims\?, /);
    expect((await help("const z = da.ones([3, $03]);"))?.activeParameter).toBe(0);
  });
  it("are not given for what is not of the library, nor after the call", async () => {
    expect(await help("foo(1, $0);")).toBeUndefined();
    expect(await help("x.sum()$0;")).toBeUndefined();
  });
});

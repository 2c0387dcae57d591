import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasCells, splitCells } from "../../runtime/cells/split.ts";

const titles = (text: string) => splitCells(text).map(c => c.title);

describe("splitCells", () => {
  test("markers, titles, kinds and set-up", () => {
    const text = 'import "x";\n// %%\na;\n// %% Two words\nb;\n// %% [markdown] Prose\n// # Hello\n// %% [markdown]\n// text\ncode();\n';
    const cells = splitCells(text);
    expect(cells.map(c => [c.index, c.kind, c.title, c.startLine, c.codeStartLine, c.endLine])).toEqual([
      [0, "code", "", 0, 0, 1],
      [1, "code", "", 1, 2, 3],
      [2, "code", "Two words", 3, 4, 5],
      [3, "markdown", "Prose", 5, 6, 7],
      [4, "code", "", 7, 8, 11],
    ]);
    expect(cells[2]!.text).toBe("// %% Two words\nb;\n");
    expect(text.slice(cells[2]!.startOffset, cells[2]!.endOffset)).toBe(cells[2]!.text);
  });

  test("regions and other comments are no cells", () => {
    expect(hasCells("//#region a\n//#endregion\n// %%x\n  // %% indented\nx; // %% behind")).toBe(false);
    expect(hasCells("// %%")).toBe(true);
    expect(hasCells("//%% close\r\nx")).toBe(true);
  });

  test("a marker inside a template literal or block comment is none", () => {
    expect(titles("const a = `\n// %% no\n${f(`\n// %% no`, { b: 1 })}\n// %% no\n`;\n/*\n// %% no\n*/\n// %% yes")).toEqual(["", "yes"]);
    expect(titles('const s = "`"; const r = /`/; const d = a / b; const q = x ? /[/`]/ : 1;\n// %% yes')).toEqual(["", "yes"]);
    expect(titles("return /`/\n// %% yes")).toEqual(["", "yes"]);
  });

  test("broken code keeps its markers", () => {
    expect(titles("const a = `open\n// %% one\nx\n// %% two\n")).toEqual(["", "one", "two"]);
    expect(titles("/* open\n// %% one\nx")).toEqual(["", "one"]);
    expect(titles("const s = 'open\n// %% one\n}}}}\n// %% two")).toEqual(["", "one", "two"]);
    expect(titles("`${ {\n// %% one\n`")).toEqual(["", "one"]);
    expect(splitCells("const a = `open\n\n// %% one\n").map(c => c.startLine)).toEqual([0, 2]);
  });

  test("carriage returns", () => {
    const cells = splitCells("a\r\n// %% t\r\nb\r\n");
    expect(cells.map(c => [c.title, c.startLine, c.endLine])).toEqual([
      ["", 0, 1],
      ["t", 1, 4],
    ]);
  });

  test("whatever the text, cells join to it, lines agree with offsets, and nothing throws", () => {
    const piece = fc.constantFrom("// %% a\n", "`", "${", "}", "{", "/*", "*/", "'", '"', "/", "\\", "\n", "x", "// c\n", "/`/", "\r\n", " ");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const text = pieces.join("");
        const cells = splitCells(text);
        expect(cells.map(c => c.text).join("")).toBe(text);
        for (const c of cells) expect(text.slice(0, c.startOffset).split("\n").length - 1).toBe(c.startLine);
        expect(cells.at(-1)!.endLine).toBe(text.split("\n").length);
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitCells } from "../../runtime/cells/split.ts";
import { cellAt, follow, lastLine, runnable } from "../../client/session/notebook.ts";
import { notebook } from "./fixtures.ts";

const idsAfter = (before: string, after: string) => {
  const one = notebook(before);
  const two = follow(one, splitCells(after));
  return { before: one.cells.map(each => each.id), after: two.cells.map(each => each.id) };
};

describe("a cell keeps its id", () => {
  const text = "0;\n// %% a\n1;\n// %% b\n2;\n// %% c\n3;\n";
  it("when its text changes", () => {
    const { before, after } = idsAfter(text, text.replace("2;", "22;"));
    expect(after).toEqual(before);
  });
  it("when a cell is inserted above it, which gets a new one", () => {
    const { before, after } = idsAfter(text, text.replace("// %% b", "// %% new\n9;\n// %% b"));
    expect([after[0], after[1], after[3], after[4]]).toEqual([before[0], before[1], before[2], before[3]]);
    expect(before).not.toContain(after[2]);
  });
  it("when a cell above it is removed", () => {
    const { before, after } = idsAfter(text, text.replace("// %% a\n1;\n", ""));
    expect(after).toEqual([before[0], before[2], before[3]]);
  });
  it("the set-up cell always", () => {
    const { before, after } = idsAfter(text, `import "x";\n${text}`);
    expect(after[0]).toBe(before[0]);
  });
});

it("ids are unique through any edits", () => {
  const cell = fc.constantFrom("// %% a\n1;\n", "// %% b\n2;\n", "// %%\n\n", "// %% c\n3;\n");
  const text = fc.array(cell, { maxLength: 8 }).map(cells => `0;\n${cells.join("")}`);
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), texts => {
      let book = notebook(texts[0]!);
      for (const each of texts.slice(1)) {
        book = follow(book, splitCells(each));
        expect(book.cells).toHaveLength(splitCells(each).length);
        expect(new Set(book.cells.map(({ id }) => id)).size).toBe(book.cells.length);
      }
    }),
  );
});

it("finds cells by line, what runs, and where a cell's text ends", () => {
  const book = notebook("// only a comment\n// %% a\n1;\n\n\n// %% [markdown]\n// words\n// %% empty\n");
  expect(cellAt(book, 3)?.cell.title).toBe("a");
  expect(runnable(book).map(({ cell }) => cell.index)).toEqual([0, 1]);
  expect(lastLine(book.cells[1]!.cell)).toBe(2);
});

import { expect, test } from "vitest";
import { analyseCell } from "../../runtime/cells/analyse.ts";
import { duplicateNames } from "../../runtime/cells/duplicates.ts";
import { splitCells } from "../../runtime/cells/split.ts";

const analyse = (text: string) => splitCells(text).map(cell => ({ cell, analysis: analyseCell(cell) }));

test("declarations, references, assignments, imports, at their places in the file", () => {
  const [, { analysis }] = analyse(`first;
// %%
import { a, type T, b as c } from "x";
import type { U } from "y";
export const { d, e: [f = c] }: T = a;
function g(h: number) { return h + outside + d }
outside = 1; let k: U; k = 2;
await g(1);
if (d) { var deep = 1; let not = 2 }`) as [unknown, ReturnType<typeof analyse>[number]];
  expect(analysis.problems).toEqual([]);
  expect(analysis.declares).toEqual([
    { name: "a", kind: "import", line: 2, column: 9 },
    { name: "c", kind: "import", line: 2, column: 25 },
    { name: "d", kind: "const", line: 4, column: 15 },
    { name: "f", kind: "const", line: 4, column: 22 },
    { name: "g", kind: "function", line: 5, column: 9 },
    { name: "k", kind: "let", line: 6, column: 17 },
    { name: "deep", kind: "var", line: 8, column: 13 },
  ]);
  expect(analysis.references).toEqual([{ name: "outside", line: 5, column: 35 }]);
  expect(analysis.assigns).toEqual([
    { name: "outside", line: 6, column: 0 },
    { name: "k", line: 6, column: 23 },
  ]);
  expect(analysis.imports).toEqual([
    {
      specifier: "x",
      names: [
        { local: "a", imported: "a" },
        { local: "c", imported: "b" },
      ],
      line: 2,
      column: 0,
    },
  ]);
  expect(analysis.awaits).toBe(true);
});

test("an await inside a function is not the cell's", () => {
  expect(analyse("const f = async () => { await 1 }")[0]!.analysis.awaits).toBe(false);
  expect(analyse("for await (const x of y) ;")[0]!.analysis.awaits).toBe(true);
});

test("a cell that cannot be read says where, and the others are read", () => {
  const cells = analyse("const a = 1;\n// %%\nfoo(;\n// %%\nconst b = a;");
  expect(cells.map(c => c.analysis.problems.map(p => [p.line, p.column]))).toEqual([[], [[2, 4]], []]);
  expect(cells[2]!.analysis.references).toEqual([{ name: "a", line: 4, column: 10 }]);
});

test("a name declared in two cells", () => {
  const duplicates = duplicateNames(analyse("import x from 'x';\n// %%\nconst a = 1, a2 = 1;\n// %%\nlet b, a;\n// %%\nfunction x() {}\nvar a;"));
  expect(duplicates.map(({ message: _, ...d }) => d)).toEqual([
    { name: "a", firstCell: 1, firstLine: 2, cell: 2, line: 4, column: 7, suggestion: "a3" },
    { name: "x", firstCell: 0, firstLine: 0, cell: 3, line: 6, column: 9, suggestion: "x2" },
    { name: "a", firstCell: 1, firstLine: 2, cell: 3, line: 7, column: 4, suggestion: "a4" },
  ]);
  expect(duplicates[0]!.message).toContain("line 3");
});

test("whatever is cut out of a program, analysis gives values and no exception", () => {
  const text =
    "import { a } from 'x';\nenum E { A }\nconst f = async <T,>(x: T) => `${await x} ${/[`/]/}`;\nclass K { #p = 1; get q() { return this.#p } }\nlabel: for (using u of []) { continue label }\nexport default f;\n";
  for (let from = 0; from < text.length; from += 3) for (let to = from; to < text.length; to += 11) analyseCell({ text: text.slice(from, to), startLine: 0 });
});

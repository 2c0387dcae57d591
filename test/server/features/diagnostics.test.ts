import { describe, expect, test } from "vitest";
import { diagnosed, FLIGHTS, folderOf } from "./fixture.ts";

const dd = `import * as dd from "bask/dataframe";`;

describe("what is wrong stands at its place", () => {
  test("a missing file and an empty glob", async () => {
    expect(await diagnosed(`${dd}\nconst a = dd.readCsv("gone.csv");\nconst b = dd.readCsv("data/gone-*.csv");`, folderOf(FLIGHTS))).toBe(`${dd}
const a = dd.readCsv("gone.csv");
             ^^^^^^^^^^^^^^^^^^^ FILE no file gone.csv in 
const b = dd.readCsv("data/gone-*.csv");
             ^^^^^^^^^^^^^^^^^^^^^^^^^^ FILE no file matches data/gone-*.csv in `);
  });
  test("a column that does not exist, with the nearest that does", async () => {
    expect(await diagnosed(`${dd}\nconst a = dd.readCsv("data/flights-*.csv");\na.col.dely;\na.get("orign");\na.filter(r => r.dely > 3);`, folderOf(FLIGHTS)))
      .toBe(`${dd}
const a = dd.readCsv("data/flights-*.csv");
a.col.dely;
      ^^^^ DF24 no column "dely" in the frame: it has "date", "delay", "origin". Did you mean "delay"?
a.get("orign");
      ^^^^^^^ DF24 no column "orign" in the frame: it has "date", "delay", "origin". Did you mean "origin"?
a.filter(r => r.dely > 3);
                ^^^^ DF24 no column "dely" in the frame: it has "date", "delay", "origin". Did you mean "delay"?`);
  });
  test("an untrusted workspace: nothing is read, nothing is wrong", async () => {
    const text = `${dd}\nconst a = dd.readCsv("data/flights-*.csv");\na.col.anything.mean();`;
    expect(await diagnosed(text, folderOf(FLIGHTS), false)).toBe(text);
  });
  test("shapes that do not fit", async () => {
    expect(await diagnosed(`import * as da from "bask/array";\nconst x = da.ones([10, 10], { chunks: 5 });\nx.add(da.ones([7], { chunks: 7 }));`)).toContain(
      "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AR23 shapes do not broadcast",
    );
  });
  test("a name declared in two cells; not one declared twice in one, which is TypeScript's", async () => {
    expect(await diagnosed(`import "bask";\n// %% A\nconst a = 1;\n// %% B\nconst a = 2;`)).toBe(`import "bask";
// %% A
const a = 1;
// %% B
const a = 2;
      ^ DECLARED_TWICE "a" is declared in cell 1 already: a cell file is one module, in which a name is declared once`);
  });
  test("a lazy value where a plain one is wanted", async () => {
    const text = await diagnosed(`import * as db from "bask/bag";\nconst n = db.range(10, { npartitions: 2 }).sum();\nconst m = n + 1;\nif (n) console.log();`);
    expect(text).toContain("^^^^^ DL13 Item(sum-");
    expect(text).toContain("    ^ DL11 a lazy value is an object and always true");
  });
  test("a problem inside a function is told once, at the call that made it", async () => {
    expect(await diagnosed(`import * as da from "bask/array";\nconst f = (n: number) => da.ones([n], { chunks: -3 });\n[1, 2].map(f);`)).toMatch(
      /\n +\^+ AR23 [^\n]*\n\[1, 2\].map\(f\);/,
    );
  });
  test("what a user catches is no problem", async () => {
    const text = `import * as db from "bask/bag";\nlet b; try { b = db.readText("gone.txt"); } catch { b = db.fromSequence([1]); }`;
    expect(await diagnosed(text, folderOf())).toBe(text);
  });
  test("a cell with a syntax error leaves the others as they are", async () => {
    const text = await diagnosed(`import * as dd from "bask/dataframe";\n// %%\nconst = ;\n// %%\nconst b = dd.readCsv("gone.csv");`, folderOf());
    expect(text).toContain("FILE no file gone.csv");
  });
});

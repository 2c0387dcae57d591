/** Which cells an edit makes stale, and what has to run. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataflow, ownDigest } from "../../runtime/cells/dataflow.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import { keyOfRun, neededCells, presentKeys, type RanCell, validity } from "../../runtime/cells/staleness.ts";

const flows = (text: string, data: Readonly<Record<number, string>> = {}) => dataflow(splitCells(text), { dataOf: cell => data[cell.index] ?? "" });
const inputs = (text: string) => flows(text).map(flow => flow.inputs);

/** A session that runs cells of texts. */
class Session {
  readonly ran = new Map<number, RanCell>();
  run(text: string, cells: readonly number[], data: Readonly<Record<number, string>> = {}): this {
    const all = flows(text, data);
    for (const index of cells) {
      const flow = all.find(each => each.index === index)!;
      this.ran.set(index, { outcome: "ok", key: keyOfRun(flow, input => this.ran.get(input)?.key), here: true });
    }
    return this;
  }
  runAll(text: string, data: Readonly<Record<number, string>> = {}): this {
    return this.run(
      text,
      flows(text).map(flow => flow.index),
      data,
    );
  }
  stale(text: string, data: Readonly<Record<number, string>> = {}): number[] {
    const all = flows(text, data);
    const present = presentKeys(all);
    return all.map(flow => flow.index).filter(index => validity(present.get(index), this.ran.get(index)) !== "fresh");
  }
  needed(text: string): number[] {
    return neededCells(flows(text), index => this.ran.get(index));
  }
}

const TEXT = `import * as da from "bask/array";
// %% one
const n = 100;
const list: number[] = [];
// %% two
const x = da.ones([n, n]);
function twice(v: number): number { return v * 2; }
// %% three
const y = twice(4);
list.push(y);
// %% four
const z = x.add(1);
// %% five
list.length + y;
// %% six
const free = 1;
`;

describe("what cells need of each other", () => {
  test("declarations, changes in place, functions that are only called", () => {
    expect(inputs(TEXT)).toEqual([[], [], [1], [1], [2], [1, 3], []]);
  });
  test.each<[string, string, number[][]]>([
    ["an assignment", "let a = 1;\n// %%\na = 2;\n// %%\na;\n// %%\na = 3;", [[], [0], [0, 1], [0, 1]]],
    ["a field of an object", "const o = { a: 1 };\n// %%\no.a.b = 2;\n// %%\no.a;", [[], [0], [0, 1]]],
    ["what follows does not count", "const o = [1];\n// %%\no.length;\n// %%\no.push(1);", [[], [0], [0]]],
    ["a function that assigns", "let n = 0;\nconst up = () => { n++; };\n// %%\nup();\n// %%\nn;", [[], [0], [0, 1]]],
    [
      "a function that uses another that changes",
      "const l = [];\nfunction f() { l.push(1); }\nfunction g() { f(); }\n// %%\ng();\n// %%\nl;",
      [[], [0], [0, 1]],
    ],
    ["names inside strings, members and other scopes", "const a = 1;\n// %%\nconst o = { a: 2 }; o.a; ((a) => a)(3); 'a';", [[], []]],
    ["a class", "class A {}\n// %%\nnew A();", [[], [0]]],
    ["a cell that cannot be read", "const a = 1;\n// %%\nconst = ;\n// %%\na;", [[], [], [0]]],
    ["markdown", "const a = 1;\n// %% [markdown]\n// a\n// %%\na;", [[], [0]]],
    ["files that one writes and another reads", "df.toCsv('out/a-*.csv');\n// %%\ndd.readCsv('out/*.csv');\n// %%\ndd.readCsv('in/*.csv');", [[], [0], []]],
    ["around a corner", "const f = () => b;\nconst c = 1;\n// %%\nconst b = c;\nf();", [[], [0]]],
  ])("%s", (_what, text, expected) => expect(inputs(text)).toEqual(expected));
});

describe("staleness", () => {
  const session = new Session().runAll(TEXT);
  test("nothing after a run", () => expect(session.stale(TEXT)).toEqual([]));
  test.each<[string, string, string, number[]]>([
    [
      "white space, comments and types",
      "const n = 100;\nconst list: number[] = [];",
      "// more\nconst n   =\n  1_00;\nconst list: Array<number | string> = [ ];",
      [],
    ],
    ["a value", "const n = 100", "const n = 200", [1, 2, 3, 4, 5]],
    ["a function reaches who calls it", "v * 2", "v * 3", [2, 3, 4, 5]],
    ["what is done to a list", "list.push(y)", "list.push(y, y)", [3, 5]],
    ["the last", "const free = 1", "const free = 2", [6]],
    ["an import more", `import * as da from "bask/array";`, `import * as da from "bask/array";\nimport { delayed } from "bask";`, [0]],
    ["the same name from elsewhere", `"bask/array"`, `"bask/other"`, [0, 2, 4]],
    ["text outside of a template", "const free = 1", "const free  = /* ! */ 1", []],
  ])("%s", (_what, from, to, expected) => {
    expect(session.stale(TEXT.replace(from, to))).toEqual(expected);
    expect(session.stale(TEXT)).toEqual([]);
  });
  test("a cell that is run with old inputs is stale until they have run too", () => {
    const edited = TEXT.replace("const n = 100", "const n = 200");
    const other = new Session().runAll(TEXT).run(edited, [2]);
    expect(other.stale(edited)).toEqual([1, 2, 3, 4, 5]);
    expect(other.run(edited, [1]).stale(edited)).toEqual([2, 3, 4, 5]);
    expect(other.run(edited, other.needed(edited)).stale(edited)).toEqual([]);
    expect(other.stale(TEXT)).toEqual([1, 2, 3, 4, 5]);
  });
  test("edited while it was queued: runs as asked, and is stale", () => {
    const edited = TEXT.replace("const free = 1", "const free = 2");
    expect(new Session().runAll(TEXT).run(TEXT, [6]).stale(edited)).toEqual([6]);
  });
  test("a data file that changed", () => {
    const read = new Session().runAll(TEXT, { 2: "flights.csv 10 1" });
    expect(read.stale(TEXT, { 2: "flights.csv 10 1" })).toEqual([]);
    expect(read.stale(TEXT, { 2: "flights.csv 12 2" })).toEqual([2, 4]);
  });
  test("white space inside of a text counts", () => expect(ownDigest("`a b`")).not.toBe(ownDigest("`a  b`")));
});

describe("what has to run", () => {
  test("exactly what is stale, in order", () => {
    const session = new Session().runAll(TEXT);
    expect(session.needed(TEXT)).toEqual([]);
    expect(session.needed(TEXT.replace("list.push(y)", "list.push(y, y)"))).toEqual([3, 5]);
  });
  test("never run: everything", () => expect(new Session().needed(TEXT)).toEqual([0, 1, 2, 3, 4, 5, 6]));
  test("an error runs again", () => {
    const session = new Session().runAll(TEXT);
    session.ran.set(4, { ...session.ran.get(4)!, outcome: "error" });
    expect(session.needed(TEXT)).toEqual([4]);
  });
  test("what a stale cell needs and a new session has not runs before it", () => {
    const session = new Session().runAll(TEXT);
    for (const [index, cell] of session.ran) session.ran.set(index, { ...cell, here: false });
    expect(session.needed(TEXT)).toEqual([]);
    expect(session.needed(TEXT.replace("x.add(1)", "x.add(2)"))).toEqual([1, 2, 4]);
  });
  test("running what is needed leaves nothing stale, and nothing fresh ran (but for a new session's sake)", () => {
    const cell = fc.record({ reads: fc.array(fc.nat(5), { maxLength: 3 }), value: fc.nat(3), pushes: fc.boolean() });
    const text = (cells: readonly { reads: readonly number[]; value: number; pushes: boolean }[]) =>
      cells
        .map(({ reads, value, pushes }, i) => {
          const used = reads.filter(k => k < i).map(k => `v${k}[0]`);
          const push = pushes && used.length > 0 ? `\nv${reads.find(k => k < i)!}.push(${value});` : "";
          return `// %% ${i}\nconst v${i} = [${[value, ...used].join(" + ")}];${push}`;
        })
        .join("\n");
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), fc.array(cell, { minLength: 6, maxLength: 6 }), (before, changed) => {
        const after = before.map((each, i) => (changed[i]!.pushes ? changed[i]! : each));
        const session = new Session().runAll(text(before));
        const stale = session.stale(text(after));
        const needed = session.needed(text(after));
        expect(needed).toEqual(stale);
        expect(session.run(text(after), needed).stale(text(after))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

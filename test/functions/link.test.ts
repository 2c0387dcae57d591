import { describe, expect, test } from "vitest";
import { createNodeLinker } from "../../runtime/functions/linker.ts";
import { folder } from "./folder.ts";

type Any = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any

function linked(files: Record<string, string>, options = {}) {
  const made = folder({ ...files });
  const linker = createNodeLinker(options);
  return { ...made, linker, load: (specifier: string) => linker.load(specifier, made.path("cells.ts")) as Promise<Any> };
}

describe("one module", () => {
  test("exports of every form, types blanked", async () => {
    const { load } = linked({
      "a.ts": `import type { T } from "./nowhere.ts";
export const one: number = 1, { two, rest: [three = 3] } = { two: 2, rest: [] as number[] };
export let count = 0; export function inc(by?: number): void { count += by ?? 1 }
export class K { m() { return one } }
export enum Color { Red, Blue = 7 }
export interface T2 { x: number }
const local = "l"; export { local as renamed, local as "a b" };
export default () => count;
`,
    });
    const a = await load("./a");
    expect(Object.keys(a)).toEqual(["Color", "K", "a b", "count", "default", "inc", "one", "renamed", "three", "two"]);
    a.inc();
    expect([a.one, a.two, a.three, a.count, a.default(), new a.K().m(), a.Color.Blue, a.renamed, a["a b"], a.default.name]).toEqual([
      1,
      2,
      3,
      1,
      1,
      1,
      7,
      "l",
      "l",
      "default",
    ]);
    expect(() => ((a as Any).one = 2)).toThrow(TypeError);
  });
  test("default exports: class, function, anonymous, expression", async () => {
    const { load } = linked({
      "a.ts": "export default class A {}",
      "b.ts": "export default function b() { return b.name }",
      "c.ts": "export default function () { return 1 }",
      "d.ts": "const x = 4\nexport default x + 1\n;[1].map(String)",
      "e.ts": "export default class { static n = 1 }",
      "f.ts": "export default async function* gen() { yield import.meta.filename }",
    });
    expect([
      (await load("./a")).default.name,
      (await load("./b")).default(),
      (await load("./c")).default.name,
      (await load("./d")).default,
      (await load("./e")).default.n,
    ]).toEqual(["A", "b", "default", 5, 1]);
    expect((await (await load("./f")).default().next()).value).toMatch(/f\.ts$/);
  });
  test("errors stand at the user's line, and columns map back", async () => {
    const { load, linker, path } = linked({
      "a.ts": 'import { join } from "node:path";\nexport const f = (x: string): never => { throw new Error(join("a", x)) };\n',
      "broken.ts": "const a = 1;\nconst b: = 2;\n",
      "import.ts": '\n\nimport "./nothing";',
    });
    const error = await load("./a")
      .then(a => a.f("b"))
      .catch((e: Error) => e);
    const [, line, column] = /a\.ts:(\d+):(\d+)/.exec(error.stack)!;
    expect(linker.map(path("a.ts"), Number(line), Number(column))).toEqual({ line: 2, column: 48 });
    await expect(load("./broken")).rejects.toMatchObject({ name: "SyntaxError", stack: expect.stringMatching(/broken\.ts:2:10/) });
    await expect(load("./import")).rejects.toMatchObject({ message: expect.stringContaining("./nothing"), stack: expect.stringMatching(/import\.ts:3:1/) });
    await expect(load("./absent")).rejects.toThrow(/cannot find "\.\/absent"/);
  });
  test("using at the top is disposed of at the end", async () => {
    const { load } = linked({ "a.ts": "export const log: string[] = [];\nusing a = { [Symbol.dispose]() { log.push('end') } };\nlog.push('body');\n" });
    expect((await load("./a")).log).toEqual(["body", "end"]);
  });
});

describe("several modules", () => {
  test("live bindings, re-exports, star, namespace", async () => {
    const { load } = linked({
      "count.ts": "export let n = 1; export const up = () => { n++ }; export default 'd';",
      "all.ts":
        "export * from './count.ts'; export * as count from './count.ts'; export { default as other, n as m } from './count.ts'; import { up as again } from './count.ts'; export { again };",
      "main.ts":
        "import * as all from './all.js'; import standard, { n, up } from './count'; up(); const o = { n }; export const seen = [n, o.n, all.n, all.count.n, all.m, all.other, standard, 'default' in all, all.again === up];",
    });
    expect((await load("./main")).seen).toEqual([2, 2, 2, 2, 2, "d", "d", false, true]);
  });
  test("a missing export is an error at the import; one that is only a type is not", async () => {
    const { load } = linked({
      "a.ts": "export interface T { x: 1 }",
      "b.ts": "import { T } from './a';\nexport const f = (t: T) => t;",
      "c.ts": "\nimport { U } from './a';\nexport const u = U;",
    });
    expect((await load("./b")).f(1)).toBe(1);
    await expect(load("./c")).rejects.toMatchObject({ message: '"./a" has no export "U"', stack: expect.stringMatching(/c\.ts:2:1/) });
  });
  test("cycles: functions are there, values when they are", async () => {
    const { load } = linked({
      "even.ts": "import { odd } from './odd'; export function even(n: number): boolean { return n === 0 || odd(n - 1) } export const ready = 1;",
      "odd.ts":
        "import { even, ready } from './even'; export function odd(n: number): boolean { return n !== 0 && even(n - 1) } export const early = even(2); export const late = () => ready;",
      "tdz.ts": "import { b } from './tdz2'; export const a = b;",
      "tdz2.ts": "import { a } from './tdz'; export const b = a;",
    });
    const odd = await load("./even").then(() => load("./odd"));
    expect([odd.odd(3), odd.early, odd.late()]).toEqual([true, true, 1]);
    await expect(load("./tdz")).rejects.toThrow(ReferenceError);
    const both = await Promise.all([load("./odd"), load("./even")]);
    expect(both[0]).toBe(odd);
  });
  test("dynamic import, JSON, node:, packages, CommonJS", async () => {
    const { load } = linked({
      "node_modules/pkg/package.json": '{ "type": "module", "exports": { "import": "./i.js" } }',
      "node_modules/pkg/i.js": "export const p = 1;",
      "data.json": '{ "x": [1] }',
      "old.cjs": "exports.v = 3;",
      "old2.js": "module.exports = { w: 4 };",
      "a.ts": `import data from "./data.json" with { type: "json" }; import { sep } from "node:path"; import fs from "fs"; import { p } from "pkg"; import { v } from "./old.cjs"; import old2 from "./old2.js";
export const all = [data.x, typeof sep, typeof fs.readFileSync, p, v, old2.w, (await import("./b.ts")).b, (await import("pkg")).p];`,
      "b.ts": "export const b = 2;",
    });
    expect((await load("./a")).all).toEqual([[1], "string", "function", 1, 3, 4, 2, 1]);
  });
  test("tsconfig paths, comments and extends", async () => {
    const { load } = linked({
      "tsconfig.json": '{ // comment\n "extends": "./base", }',
      "base.json": '{ "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["lib/*"], "exact": ["lib/one.ts"], } } }',
      "src/lib/one.ts": "export const one = 1;",
      "src/lib/dir/index.ts": "export const two = 2;",
      "a.ts": "export { one } from '@/one'; export { two } from '@/dir'; export { one as three } from 'exact';",
    });
    const a = await load("./a");
    expect([a.one, a.two, a.three]).toEqual([1, 2, 1]);
  });
  test("bask comes from the copy that is given", async () => {
    const copy = folder({ "array.mjs": "export const mark = 'given';" });
    const { load } = linked(
      { "a.ts": "export { mark } from 'bask/array';" },
      { resolveBask: (s: string) => (s === "bask/array" ? `file://${copy.path("array.mjs")}` : undefined) },
    );
    expect((await load("./a")).mark).toBe("given");
  });
});

describe("changes", () => {
  test("a module is evaluated once for each state of what it reaches", async () => {
    (globalThis as Any).runs = [];
    const { load, write } = linked({
      "a.ts": "runs.push('a'); import './b'; import './c'; export const v = 1;",
      "b.ts": "runs.push('b'); import './d';",
      "c.ts": "runs.push('c');",
      "d.ts": "runs.push('d');",
    });
    const taken = () => (globalThis as Any).runs.splice(0).join("");
    const first = await load("./a");
    expect(taken()).toBe("dbca");
    expect(await load("./a")).toBe(first);
    expect(taken()).toBe("");
    write("d.ts", "runs.push('D');");
    await load("./a");
    expect(taken()).toBe("Dba");
    write("a.ts", "runs.push('A'); import './b'; export const v = 2;");
    expect((await load("./a")).v).toBe(2);
    expect(taken()).toBe("A");
  });
  test("a module that threw is tried again, and works after a change", async () => {
    const { load, write, linker, path } = linked({
      "a.ts": "import { b } from './b'; export const a = b;",
      "b.ts": "throw new Error('no'); export const b = 1;",
    });
    await expect(load("./a")).rejects.toThrow("no");
    await expect(load("./a")).rejects.toThrow("no");
    write("b.ts", "export const b = 12;");
    expect((await load("./a")).a).toBe(12);
    expect([...linker.files("./a", path("cells.ts")).keys()]).toEqual([path("a.ts"), path("b.ts")]);
  });
});

import { describe, expect, test } from "vitest";
import { createScope } from "../../runtime/cells/scope.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import { transpileCell } from "../../runtime/cells/transpile.ts";
import { runCells, transpileAll } from "./program.ts";

const last = async (text: string) => (await runCells(text)).results.at(-1);
const code = (text: string, names: string[] = []) => {
  const made = transpileCell({ text, startLine: 0 }, names);
  if ("message" in made) throw new Error(made.message);
  return made.code;
};

describe("text", () => {
  test("names of the file become members, shadowed ones do not", () => {
    expect(code("const f = (x: number) => x + y + z;", ["y"])).toBe(";($def.f = { f: (x        ) => x + $cell.y + z }.f);");
    expect(code("a({ y, b: y, ['y']: 1 }, (y) => y)", ["y", "a"])).toBe("return ((0, $cell.a)({ y: $cell.y, b: $cell.y, ['y']: 1 }, (y) => y))");
  });

  test("lines stay lines", () => {
    const text =
      "// %%\nimport {\n  a,\n  b,\n} from 'x';\nexport const\n  c = 1,\n  d = `\n`;\nenum E {\n A,\n B }\nfunction f() {\n throw 1 }\nexport {\n f };\nE.B";
    expect(code(text).split("\n").length).toBe(text.split("\n").length);
    expect(code(text).split("\n")[13]).toBe(" throw 1 }");
  });

  test("a stack frame maps to the user's column", async () => {
    const text = "let q = 1;\n// %%\nfunction g() {\n  q; q; throw new Error('here');\n}\n// %%\n q + g();";
    const cells = transpileAll(text);
    const error = (await runCells(text).catch(e => e)) as Error;
    const [, inner] = /cells\.ts:(\d+:\d+)/.exec(error.stack!)!;
    const [line, column] = inner!.split(":").map(Number);
    expect(cells[1]!.map(line!, column!)).toEqual({ line: 4, column: 15 });
    const outer = /cells\.ts:(7):(\d+)/.exec(error.stack!)!;
    expect(cells[2]!.map(7, Number(outer[2]))).toMatchObject({ line: 7 });
  });
});

describe("values", () => {
  test("the last expression is the result", async () => {
    expect(await last("1 + 1")).toBe(2);
    expect(await last("1 + 1;\n// the end\n")).toBe(2);
    expect(await last("const a = 3;")).toBe(undefined);
    expect(await last("(1, 2)")).toBe(2);
    expect(await last("({ a: 1 })")).toEqual({ a: 1 });
    expect(await last("export default 4")).toBe(4);
    expect(await last("'text'")).toBe("text");
    expect(await last("await Promise.resolve(5) /* c */ ;")).toBe(5);
  });

  test("declarations of every form are shared between cells", async () => {
    expect(
      await last(`const { a, b: [c = 7, ...d], ...e } = { a: 1, b: [undefined, 3, 4], g: 5 } as any
let n: number
var v = 2, w
function f(this: void) { return n + v }
class K { static make() { return new K() } x = c }
enum Color { Red, Green = 5 }
for (var i = 0, j = 9; i < 3; i++) { var inner = i }
for (var k of [1, 2]);
// %%
n = 10
w = [f(), K.make().x, Color.Green, Color[0], i, j, inner, k]
// %%
;[a, c, d, e, ...w, v++, v]`),
    ).toEqual([1, 7, [3, 4], { g: 5 }, 12, 7, 5, "Red", 3, 9, 2, 2, 2, 3]);
  });

  test("an enum may use other names, of other cells and other enums too", async () => {
    expect(
      await last(
        "const base = 5;\nenum A { X = base, Y }\n// %%\nfunction f() { enum C { Q = base * 2 } return C.Q }\nconst enum B { Z = A.X + base, W = 'w' }\n[A.X, B.Z, B.W, B[10], f()]",
      ),
    ).toEqual([5, 10, "w", "Z", 10]);
  });

  test("functions are there before their line, and keep their names", async () => {
    expect(await last("const r = f();\nfunction f() { return 3 }\nr")).toBe(3);
    expect(
      await last("const f = () => 1, g = function () {}, h = class {}; let k; k = () => 2; const { m = () => 3 } = {};\n[f, g, h, k, m].map(f => f.name)"),
    ).toEqual(["f", "g", "h", "k", "m"]);
  });

  test("no `this` leaks into a call, and lines without semicolons stay apart", async () => {
    expect(await last("function f() { return this }\nconst x = 1\nf()\nconst y = f()\nconst z = [y, f``]\nz")).toEqual([undefined, undefined]);
    expect(await last("function f() { return typeof this }\nlet out = 1\nf()\nif (out) f()\nelse f()\nout = f()\nout")).toBe("undefined");
    expect(await last("const a = 1\nconst b = 2\nlet c\nc = a + b\nc")).toBe(3);
    expect(await last("if (true) var z = 1\nelse var z = 2\nz")).toBe(1);
  });

  test("a constant cannot be assigned, from any cell", async () => {
    await expect(runCells("const x = 1;\n// %%\nx = 2;")).rejects.toThrow(TypeError);
    await expect(runCells("enum E { A }\n// %%\nE = 2;")).rejects.toThrow(TypeError);
  });

  test("a name whose cell has not run is a ReferenceError", async () => {
    await expect(runCells("later;\n// %%\nconst later = 1;")).rejects.toThrow(/later is not set/);
    await expect(runCells("typeof later;\n// %%\nconst later = 1;")).rejects.toThrow(ReferenceError);
  });

  test("imports: namespace, default, named, renamed, dynamic, and one that is a type", async () => {
    expect(
      await last(
        "import * as p from 'node:path';\nimport q, { join, sep as s } from 'node:path';\nimport { Nothing } from 'node:path';\nimport type { T } from './t';\nconst d = await import('node:path');\n// %%\n[p.join === join, q.sep === s, d.join === p.join]",
      ),
    ).toEqual([true, true, true]);
    await expect(runCells("import { Nothing } from 'node:path';\n// %%\nNothing;")).rejects.toThrow(/has no export "Nothing"/);
    await expect(runCells("import { join } from 'node:path';\n// %%\njoin = 1;")).rejects.toThrow(TypeError);
    expect(await last("import.meta.url")).toBe("file:///somewhere/cells.ts");
  });

  test("running a cell again rebinds its names and removes those it no longer declares", async () => {
    const scope = createScope("/f.ts");
    await runCells("const a = 1, b = 2; const read = () => a;", "/f.ts", undefined, scope);
    const { read } = scope.values as { read: () => number };
    await runCells("const a = 5; const read2 = () => a;", "/f.ts", undefined, scope);
    expect(read()).toBe(5);
    expect(Object.keys(scope.values).sort()).toEqual(["a", "read2"]);
    expect(() => scope.values.b).toThrow(ReferenceError);
    await runCells("let a = 5; a = 6; a", "/f.ts", undefined, scope);
    expect(scope.values.a).toBe(6);
    await runCells("import { sep as a } from 'node:path'; a", "/f.ts", undefined, scope);
    await runCells("const a = 7; a", "/f.ts", undefined, scope);
    expect(scope.values.a).toBe(7);
  });
  test("a cell put before others takes none of their names", async () => {
    const scope = createScope("/f.ts");
    await runCells("// %%\nconst a = 1;\n// %%\nconst b = 2;", "/f.ts", undefined, scope);
    await runCells("// %%\nconst n = 0;\n// %%\nconst a = 1;\n// %%\nconst b = 2;", "/f.ts", undefined, scope, {}, 2);
    expect(scope.values).toMatchObject({ a: 1, b: 2, n: 0 });
    await scope.remove(1);
    expect(Object.keys(scope.values).sort()).toEqual(["a", "b"]);
  });
});

describe("using", () => {
  const made =
    "const log: string[] = [];\nconst make = (n: string) => ({ n, [Symbol.dispose]() { log.push(n) }, async [Symbol.asyncDispose]() { log.push('async ' + n) } });\n";
  test("in blocks, functions and loops", async () => {
    expect(
      await last(`${made}// %%
{ using a = make("a"), b = make("b"); log.push(a.n + b.n) }
async function f() { await using c = make("c"); return log.push("f") }
await f();
for (using d of [make("d"), make("e")]) log.push("in " + d.n);
for (using d of [make("g")]) { using h = make("h"); if (d) continue }
log`),
    ).toEqual(["ab", "b", "a", "f", "async c", "in d", "d", "in e", "e", "h", "g"]);
  });
  test("errors in the block and in disposal are both kept", async () => {
    const error = (await runCells("{ using a = { [Symbol.dispose]() { throw new Error('second') } }; throw new Error('first') }").catch(e => e)) as Record<
      string,
      Error
    >;
    expect([error.name, error.error!.message, error.suppressed!.message]).toEqual(["SuppressedError", "second", "first"]);
  });
  test("at the top of a cell it lives as long as its names", async () => {
    const scope = createScope("/f.ts");
    const text = "using a = ((globalThis as any).made = { n: 0, [Symbol.dispose]() { this.n++ } });\n// %%\na.n";
    const { results } = await runCells(text, "/f.ts", undefined, scope);
    expect(results[1]).toBe(0);
    const first = (globalThis as unknown as { made: { n: number } }).made;
    await runCells(text, "/f.ts", undefined, scope);
    expect(first.n).toBe(1);
    await scope.close();
    expect((globalThis as unknown as { made: { n: number } }).made.n).toBe(1);
  });
});

test("a problem stands at its line in the file", () => {
  const [, cell] = splitCells("a;\n// %%\nconst x = ;\n");
  expect(transpileCell(cell!, [])).toMatchObject({ line: 2, column: 10, message: expect.stringContaining("Expression") });
  expect(transpileCell({ text: "const a = 1; const a = 2;", startLine: 4 }, [])).toMatchObject({ line: 4, column: 19 });
  expect(transpileCell({ text: "class P { constructor(private x: number) {} }", startLine: 0 }, [])).toMatchObject({
    message: expect.stringContaining("declare the field"),
  });
  expect(transpileCell({ text: "const $cell = 1;", startLine: 0 }, [])).toMatchObject({ message: expect.stringContaining("choose another") });
});

/** The library as the evaluator calls it: sites, functions as data, runs that are only noted, values that are joined. */

import { describe, expect, test } from "vitest";
import type { FunctionRef } from "../../runtime/expr/function-ref.ts";
import { exprOf } from "../../server/analysis/evaluate/value.ts";
import { factsOf } from "../../server/analysis/facts.ts";
import { analysed, values } from "./evaluate.ts";
import { folderOf } from "./features/fixture.ts";

const IMPORTS = `import { compute, delayed, persist } from "bask";\nimport * as da from "bask/array";\nimport * as db from "bask/bag";\n`;
const facts = async (text: string, options: Parameters<typeof analysed>[1] = {}) => factsOf(await analysed(IMPORTS + text, options));
const lazy = async (name: string, text: string) => exprOf((await analysed(IMPORTS + text)).program.scope.vars.get(name) as never);

describe("sites", () => {
  test.each([
    ["const a = da.ones([4], { chunks: 2 });", "ones"],
    ["const a = da.ones([4], { chunks: 2 })\n  .sum();", "sum"],
    ["const a = da.ones([4, 2], { chunks: 2 }).T;", "T"],
    ["const f = () => 1;\nconst a = delayed(f)();", "();"],
    ["const { ones } = da;\nconst a = ones([4], { chunks: 2 });", "ones(["],
  ])("%s", async (text, at) => {
    const node = await lazy("a", text);
    const offset = (IMPORTS + text).indexOf(at, IMPORTS.length);
    const lines = (IMPORTS + text).slice(0, offset).split("\n");
    expect(node.site).toMatchObject({ file: "/nowhere/test.ts", line: lines.length - 1, character: lines.at(-1)!.length });
  });
  test("repeated calls count", async () => {
    const { program } = await analysed(`${IMPORTS}const all = [1, 2, 3].map(n => da.ones([n], { chunks: 1 }));`);
    expect((program.scope.vars.get("all") as never[]).map(each => exprOf(each).site?.occurrence)).toEqual([0, 1, 2]);
  });
});

describe("what only a run can tell", () => {
  test("sizes that are computed are unknown, and so is what is asked of them: no handle of nothing, no complaint", async () => {
    const text = `${IMPORTS}const x = da.arange(20, { chunks: 6 });
const some = await x.get(x.gt(5)).computeChunkSizes(), sizes = some.chunks, more = some.add(1);
const inline = (await x.get(x.gt(5)).computeChunkSizes()).chunks.length;`;
    expect(await values(text)).toMatchObject({ some: "?", sizes: "?", more: "?", inline: "?" });
    expect(await facts(text.slice(IMPORTS.length))).toMatchObject({ problems: [] });
  });
});

describe("functions as data", () => {
  const refOf = async (text: string): Promise<FunctionRef> => (await lazy("b", `${text}`)).params["function"] as FunctionRef;
  test("types are blanked, captured names found, their values kept", async () => {
    const ref = await refOf(
      "const limit = 3; const table = { a: 1 }; const b = db.fromSequence([1]).map((n: number): number => Math.max(n as number, limit) + table.a);",
    );
    expect(ref.source).toBe("(n        )         => Math.max(n          , limit) + table.a");
    expect(ref.captured).toEqual(["limit", "table"]);
    expect(ref.values).toEqual({ limit: 3, table: { a: 1 } });
    expect(ref).toMatchObject({ name: "test.ts:4", line: 4 });
  });
  test("a function declared elsewhere keeps its name; a different captured value is another function", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(k => refOf(`const k = ${k};\nfunction inc(n: number) { return n + k; }\nconst b = db.fromSequence([1]).map(inc);`)),
    );
    expect(one!.name).toBe("inc");
    expect(one!.id).not.toBe(two!.id);
  });
  test("what is declared inside is not captured, parameters and destructuring neither", async () => {
    const ref = await refOf(
      "const x = 1; const b = db.fromSequence([[1]]).map(([a, ...r], { c: d } = {}) => { const x = a; function g(y) { return y + d; } return r.map(z => g(z) + x); });",
    );
    expect(ref.captured).toEqual([]);
  });
  test("a built-in function, a method", async () => {
    expect((await refOf("const b = db.fromSequence([1]).map(Math.sqrt);")).source).toBe("Math.sqrt");
    expect((await refOf("const o = { twice(n: number) { return n * 2; } }; const b = db.fromSequence([1]).map(o.twice);")).source).toBe(
      "function twice(n        ) { return n * 2; }",
    );
  });
  test("a captured lazy value is an error at the call", async () => {
    const { problems } = await facts("const x = db.fromSequence([1]); const b = db.fromSequence([1]).map(n => [n, x]);");
    expect(problems).toMatchObject([{ code: "CAPTURE", start: { line: 3 } }]);
  });
});

describe("runs", () => {
  test("are noted with what they compute, and give what is known after them", async () => {
    const { cells, variables } = await facts(
      "// %%\nconst b = db.range(10, { npartitions: 2 });\nconst n = await b.sum().compute();\nconst [s, m] = await compute(b.sum(), b.mean(), { scheduler: 'sync' });\nconst kept = await b.persist();\nconst first = await b.take(2);",
    );
    expect(cells[1]!.runs.map(({ verb, line, exprs }) => [verb, line, exprs.length])).toEqual([
      ["compute", 5, 1],
      ["compute", 6, 2],
      ["persist", 7, 1],
      ["compute", 8, 1],
    ]);
    expect(variables["n"]).toMatchObject({ kind: "unknown", why: "known after the run" });
    expect(variables["s"]).toMatchObject({ kind: "unknown" });
    expect(variables["m"]).toMatchObject({ kind: "unknown" });
    expect(variables["kept"]).toMatchObject({ kind: "bag", npartitions: 2 });
  });
  test("a number that is known after a run does not hide a shape", async () => {
    const { variables } = await facts(
      "const x = da.ones([10, 10], { chunks: 5 }); const m = await x.mean().compute(); const y = x.sub(m); const z = da.zeros([m, 4], { chunks: [2, 2] });",
    );
    expect(variables["y"]).toMatchObject({
      shape: [10, 10],
      chunks: [
        [5, 5],
        [5, 5],
      ],
      dtype: "float64",
      tasks: 8,
    });
    expect(variables["z"]).toMatchObject({ shape: [null, 4], chunks: [null, [2, 2]], tasks: null });
  });
  test("iterating over a collection is a run", async () => {
    expect((await facts("// %%\nlet n = 0; for await (const x of db.range(4, { npartitions: 2 })) n += x;")).cells[1]!.runs).toMatchObject([
      { verb: "stream" },
    ]);
  });
});

describe("values that may be one of several", () => {
  test.each([
    ["the same shape", "da.ones([4], { chunks: 2 })", "da.zeros([4], { chunks: 2 })", { shape: [4], chunks: [[2, 2]], dtype: "float64", tasks: null }],
    ["other blocks", "da.ones([4], { chunks: 2 })", "da.ones([4], { chunks: 4 })", { shape: [4], chunks: [null], tasks: null }],
    ["other sizes", "da.ones([4, 3], { chunks: 2 })", "da.ones([8, 3], { chunks: 2 })", { shape: [null, 3], chunks: [null, [2, 1]] }],
    ["another rank", "da.ones([4], { chunks: 2 })", "da.ones([4, 4], { chunks: 2 })", { kind: "unknown" }],
    ["another kind", "da.ones([4], { chunks: 2 })", "db.fromSequence([1])", { kind: "unknown" }],
    ["the same value", "da.ones([4], { chunks: 2 })", "da.ones([4], { chunks: 2 })", { tasks: 2 }],
  ])("%s", async (_title, a, b, expected) => {
    expect((await facts(`const v = Math.random() > 0.5 ? ${a} : ${b};`)).variables["v"]).toMatchObject(expected);
  });
  test("a loop of unknown length keeps what stays", async () => {
    const { variables } = await facts("let x = da.ones([4, 4], { chunks: 2 }); let y = x; while (Math.random() > 0.1) { x = x.add(1); y = y.get(0); }");
    expect(variables["x"]).toMatchObject({ shape: [4, 4], tasks: null });
    expect(variables["y"]).toMatchObject({ kind: "unknown" });
  });
});

describe("user code around the library", () => {
  test("helpers, loops, spread, methods by name", async () => {
    expect(
      await values(`${IMPORTS}
const square = (n: number) => da.ones([n, n], { chunks: n / 2 });
const grids = Object.fromEntries([4, 8].map(n => [\`g\${n}\`, square(n)]));
const joined = da.concatenate([grids.g4, grids.g4], { axis: 0 });
let total = grids.g8; for (const name of ["add", "mul"] as const) total = total[name](2);
const { shape: [rows], ndim } = joined;
const parts = []; for (let i = 0; i < rows; i += 4) parts.push(joined.get(\`\${i}:\${i + 4}\`).sum());
const sums = parts.length;
`),
    ).toMatchObject({ joined: "array array.concatenate", rows: 8, ndim: 2, sums: 2 });
  });
  test("modules of the workspace are followed", async () => {
    const folder = folderOf({
      "hubs.ts": `import * as da from "bask/array";\nimport { size } from "./size.ts";\nexport const hubs = ["ATL", "ORD"];\nexport default function grid(n: number) { return da.ones([n, size], { chunks: 2 }); }\nexport { size as width };\nexport * from "./more.ts";`,
      "size.ts": `import { hubs } from "./hubs.ts";\nexport const size = 6; export const seen = hubs;`,
      "more.ts": `export const more = [1, 2];`,
    });
    const text = `import grid, { hubs, width, more } from "./hubs.ts";\nimport * as all from "./hubs.js";\nconst n = hubs.length, w = width, m = more, h = all.hubs; const g = grid(4);`;
    expect(await values(text, { folder })).toEqual({ n: 2, w: 6, m: [1, 2], h: ["ATL", "ORD"], g: "array array.ones" });
    expect(await values(text, { folder, trusted: false })).toEqual({ n: "?", w: "?", m: "?", h: "?", g: "?" });
  });
  test("code of the user is never run", async () => {
    const key = "baskTestRan";
    await analysed(`${IMPORTS}
globalThis.${key} = true; const f = () => { globalThis.${key} = true; return 1; };
f(); delayed(f)(); db.fromSequence([1]).map(f); [1].map(f); new Function("globalThis.${key} = true")(); eval("globalThis.${key} = true");
da.ones.constructor("globalThis.${key} = true")(); da.ones([1], { chunks: 1 }).constructor.constructor("globalThis.${key} = true")();
db.fromSequence.call.constructor("globalThis.${key} = true")(); da.random.normal.constructor("globalThis.${key} = true")();
da.__proto__.x = 1; Object.prototype.polluted = 1; ({}).__proto__.polluted = 1; const o = JSON.parse('{"__proto__": {"polluted": 1}}'); Object.assign({}, o); const { ...p } = o;
da.ones = () => 5; da.random.normal = () => 5; Math.max = () => 7;`);
    expect((globalThis as Record<string, unknown>)[key]).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(await values(`${IMPORTS}const a = da.random.normal(0, 1, { size: [2], chunks: 1 }), b = Math.max(1, 2);`)).toEqual({
      a: expect.stringMatching(/^array /),
      b: 2,
    });
  });
});

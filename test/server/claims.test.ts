/** Every fact that the editor claims of a program before it runs, against what the program makes when it runs. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compute, delayed } from "bask";
import * as da from "bask/array";
import * as db from "bask/bag";
import * as dd from "bask/dataframe";
import { EXPR } from "../../runtime/collections/lazy.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { lower } from "../../runtime/lower/lower.ts";
import { lazyFacts } from "../../server/analysis/facts.ts";
import { exprOf, isLazy } from "../../server/analysis/evaluate/value.ts";
import { analysed } from "./evaluate.ts";
import { folderOf } from "./features/fixture.ts";

const IMPORTS = `import { compute, delayed } from "bask";\nimport * as da from "bask/array";\nimport * as db from "bask/bag";\nimport * as dd from "bask/dataframe";\n`;

/** Plain JavaScript; every name with a lazy value is compared. */
const PROGRAMS: readonly (readonly [what: string, text: string])[] = [
  [
    "arrays",
    `const x = da.arange(24, { chunks: 6 }).reshape([4, 6]); const y = x.add(x.mean({ axis: 0 })).mul(2); const z = y.T.rechunk({ 0: 3, 1: -1 }).sum({ axis: 1, keepdims: true });
     const w = da.concatenate([x, x.get("::2")]); const b = x.gt(3); const s = da.stack([x, y]).astype("float32"); const d = x.get(":", 2).cumsum({ axis: 0 });`,
  ],
  [
    "classes that hold collections",
    `class Grid { #parts = []; constructor(n) { this.n = n; } *blocks() { for (let i = 0; i < this.n; i++) yield da.full([2, i + 1], i, { chunks: 2 }); } get whole() { return da.concatenate([...this.blocks()], { axis: 1 }); } static of(n) { return new this(n); } }
     class Named extends Grid { constructor(n, name) { super(n); this.name = name; } get whole() { return super.whole.add(this.name.length); } }
     const a = Grid.of(3).whole; const b = new Named(2, "ab").whole; const c = Math.max(...b.shape);  const d = da.ones([c, c]);`,
  ],
  [
    "loops, closures, generators",
    `const sizes = new Map([["a", 3], ["b", 4]]); let all = da.zeros([2]); for (const [, n] of sizes) all = da.concatenate([all, da.ones([n])]);
     const scaled = [1, 2, 3].map(k => all.mul(k)).reduce((a, b) => a.add(b)); function* windows(x, n) { for (let i = 0; i + n <= x.shape[0]; i += n) yield x.get(\`\${i}:\${i + n}\`); }
     const [first, second] = windows(scaled, 4); const joined = da.stack([...windows(scaled, 3)]);`,
  ],
  [
    "delayed",
    `const inc = delayed(x => x + 1); const sum = delayed(xs => xs.reduce((a, b) => a + b, 0)); const layers = []; for (let i = 0; i < 5; i++) layers.push(inc(i)); const total = sum(layers); const twice = inc(inc(total));
     const tree = (xs) => xs.length === 1 ? xs[0] : tree(Array.from({ length: Math.ceil(xs.length / 2) }, (_, i) => sum(xs.slice(2 * i, 2 * i + 2)))); const top = tree(layers);`,
  ],
  [
    "bags",
    `const b = db.fromSequence(Array.from({ length: 20 }, (_, i) => i), { npartitions: 4 }); const even = b.filter(n => n % 2 === 0); const pairs = even.map(n => ({ n, k: n % 3 })); const total = pairs.pluck("n").sum(); const count = db.concat([b, even]).count(); const folded = pairs.foldby(p => p.k, (t, p) => t + p.n, { initial: 0 });`,
  ],
  [
    "frames of files",
    `const df = dd.readCsv("data/flights-*.csv", { parseDates: ["date"] }); const late = df.filter(r => r.delay > 0); const named = late.assign({ hours: r => r.delay / 60 }).get(["origin", "hours"]); const col = named.col.hours; const m = col.mean(); const g = df.groupby("origin").col.delay.sum();`,
  ],
  [
    "what a run gave decides",
    `const x = da.arange(10, { chunks: 5 }); const n = await x.max().compute(); const same = x.add(1); const y = da.concatenate([same, same]); const [p, q] = await Promise.all([1, 2].map(async k => x.mul(k))); const z = p.add(q);`,
  ],
];

const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (...args: unknown[]) => Promise<Record<string, unknown>>;

/** Of an expression, without what only prints it. */
function plainFacts(node: Expr) {
  const { key: _key, text: _text, ...facts } = lazyFacts(node);
  return facts;
}

describe("claims hold", () => {
  test.each(PROGRAMS)("%s", async (_what, text) => {
    const folder = folderOf({
      "data/flights-0.csv": "date,delay,origin\n2001-01-01 00:05,5,ATL\n2001-01-02 00:05,-3,ORD\n",
      "data/flights-1.csv": "date,delay,origin\n2001-01-03 00:05,7,ATL\n",
    });
    const { program, variables, problems } = await analysed(IMPORTS + text, { folder });
    expect(problems.filter(problem => problem.severity === "error")).toEqual([]);
    const claimed = variables.flatMap(({ name }) => {
      const value = program.scope.vars.get(name);
      return isLazy(value) ? [[name, exprOf(value)] as const] : [];
    });
    expect(claimed.length).toBeGreaterThan(2);
    const names = variables.map(variable => variable.name);
    const ran = text.replaceAll('"data/', `"${join(folder, "data")}/`).replaceAll("await x.max().compute()", 'await x.max().compute({ scheduler: "sync" })');
    const made = await new AsyncFunction("compute", "delayed", "da", "db", "dd", `${ran}\nreturn { ${names.join(", ")} };`)(compute, delayed, da, db, dd);
    for (const [name, node] of claimed) {
      const actual = (made[name] as { [EXPR]: Expr })[EXPR];
      expect(plainFacts(node), name).toEqual(plainFacts(actual));
      const value = await (made[name] as { compute(options: object): Promise<unknown> }).compute({ scheduler: "sync" });
      if (node.meta.kind === "array" && node.meta.shape.length > 0)
        expect((value as { shape: readonly number[]; dtype: string }).shape, name).toEqual(node.meta.shape);
      if (node.meta.kind === "frame")
        expect(
          (value as { columns: readonly { name: string }[] }).columns.map(column => column.name ?? column),
          name,
        ).toEqual((node.meta.columns as unknown as { name: string }[]).map(column => column.name));
      // Every task leads to the text: through functions of the user and loops too.
      for (const each of postorder([node])) expect(each.sites.length, `${name}: ${each.name}`).toBeGreaterThan(0);
      for (const layer of lower([node]).graph.layers)
        expect(
          layer.sites.every(site => site.file.endsWith("test.ts") && site.line >= 4),
          `${name}: ${layer.name}`,
        ).toBe(true);
    }
  });
});

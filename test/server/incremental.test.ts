/** After any edits, what stays and what is put back leaves everything as an evaluation from the beginning has it: facts, places, problems, runs, the tree. */

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse, type Analysis, analyseInSteps } from "../../server/analysis/analysis.ts";
import { Memory } from "../../server/analysis/evaluate/resume.ts";
import { BUDGET } from "../../server/analysis/evaluate/state.ts";
import { exprOf, isLazy, isPlainObject } from "../../server/analysis/evaluate/value.ts";
import { factsOf } from "../../server/analysis/facts.ts";
import { editorHost } from "../../server/analysis/host.ts";
import { ts } from "../../server/analysis/typescript.ts";
import { problemsOf } from "../../server/rules/run.ts";

const LONG = process.env["BASK_LONG"] === "1";
const EXAMPLES = join(import.meta.dirname, "../../examples");
const optionsOf = (file: string) => ({
  file,
  host: editorHost({ folders: [dirname(file)], trusted: () => true, cwd: dirname(file) }),
  // Steps alone decide, and not how busy the machine is.
  budget: { ...BUDGET, statement: 20_000, time: 1e9 },
});

/** Everything that features look at. Calls that are not pure have identities of their own: what counts is which are the same. */
function known(analysis: Analysis): unknown {
  const ids = new Map<string, number>();
  const text = JSON.stringify(everything(analysis), (_key, value: unknown) =>
    isPlainObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
  return JSON.parse(text.replaceAll(/\b[0-9a-f]{16,32}\b/g, id => (ids.has(id) || ids.set(id, ids.size), `#${ids.get(id)}`)));
}
function everything(analysis: Analysis) {
  const { evaluation, shown } = analysis.program;
  const { source } = analysis;
  const nodes: string[] = [];
  const visit = (node: import("typescript").Node): void => {
    nodes.push(`${node.kind} ${node.pos} ${node.end} ${node.getSourceFile() === source}`);
    ts.forEachChild(node, visit, list => {
      nodes.push(`${list.pos} ${list.end}`);
      list.forEach(visit);
    });
  };
  visit(source);
  const inTree = (node: import("typescript").Node) => node.getSourceFile() === source;
  return {
    facts: factsOf(analysis),
    places: [...evaluation.facts]
      .map(([node, { value, several }]) =>
        isLazy(value) ? `${inTree(node)} ${node.pos}-${node.end} ${several} ${exprOf(value).id} ${JSON.stringify(exprOf(value).sites)}` : "",
      )
      .sort(),
    doubts: [...evaluation.doubts].map(([node, why]) => `${inTree(node)} ${node.pos} ${why.unknown}`).sort(),
    rows: [...evaluation.rows].map(([node, rows]) => `${inTree(node)} ${node.pos} ${isLazy(rows) ? exprOf(rows).id : ""}`).sort(),
    runs: evaluation.runs.map(run => `${run.offset} ${run.verb} ${run.exprs.map(each => `${each.id} ${JSON.stringify(each.sites)}`).join()}`),
    files: evaluation.files.map(each => [each.offset, [...each.seen]]),
    shown: [...shown].map(([end, value]) => [end, isLazy(value) ? exprOf(value).id : typeof value]),
    variables: analysis.variables.map(({ name, cell, start, end }) => [name, cell, start, end]),
    problems: problemsOf(analysis).map(({ rule, ...problem }) => ({ ...problem, rule: rule?.code })),
    steps: evaluation.steps,
    nodes,
  };
}

const PROGRAM = `import * as da from "bask/array";
import * as db from "bask/bag";
import { delayed } from "bask";
const log: unknown[] = [];
const cache = new Map();
const settings = { n: 10, inner: { chunk: 5 } };
class Shelf { static all = 0; #held = []; constructor(public name = "a") { Shelf.all++; } put(v) { this.#held.push(v); return this; } get last() { return this.#held.at(-1); } get size() { return this.#held.length; } }
const shelf = new Shelf();
const counter = (() => { let n = 0; return { next: () => ++n, get now() { return n; } }; })();
function keep(v) { log.push(v); cache.set(counter.next(), v); return v; }
// %% a
const x = da.ones([settings.n, settings.n], { chunks: settings.inner.chunk });
const f = (v, k = 1) => v.mul(k).add(x);
let total = 0;
// %% b
const y = keep(f(x, 2));
shelf.put(y).put(x);
// %% c
const z = keep(f(y, 3)); total += z.shape[0];
settings.inner.chunk = 2;
for (const k of [1, 2]) keep(x.sub(k));
// %% d
const w = da.zeros([counter.now, settings.n], { chunks: settings.inner.chunk });
const u = shelf.last.add(1);
const { size } = shelf; const [first, ...others] = log;
const items = db.fromSequence(Array.from({ length: total }, (_, i) => i), { npartitions: shelf.size }).map(n => ({ n, total }));
// %% e
const inc = delayed(n => n + total);
const parts = others.map((_, i) => inc(i));
if (Math.random() > 0.5) total = 3; else settings.n = 4;
const g = function* () { for (const v of log) yield v; }; const all = [...g()];
const when = total > 2 ? x : y;
// %% f
const late = da.concatenate([y, z]).sum({ axis: 0 }); late.compute();
const m = Math.max(...x.shape, size); const unaware = da.arange(m * 2, { chunks: 3 });
const failing = x.add(da.ones([3, 7])); const missing = nowhere(x);
const alike = first === y; cache.get(1)?.mean();
new Shelf("b"); const shelves = da.ones(Shelf.all);
export default unaware;
`;

const CHANGES = [
  "log.pop();",
  "shelf.put(y);",
  "counter.next();",
  "total++;",
  "settings.n = 12;",
  "settings.inner.chunk = 3;",
  "cache.clear();",
  "keep(x);",
  "new Shelf();",
];
const PIECES = [
  "",
  " ",
  "1",
  "7",
  "x",
  "y",
  "z",
  "log",
  ".mul(2)",
  "keep(x);",
  "keep(y);",
  "counter.next();",
  "shelf.put(y);",
  "total++;",
  "settings.n = 12;",
  "settings.inner.chunk = 3;",
  "log.length = 0;",
  "cache.clear();",
  "new Shelf();",
  "Shelf.all = 5;",
  "let fresh = f(x);",
  "const x = 1;",
  "function inc() {}",
  "/* said */",
  "// said\n",
  "\n",
  "\n// %%\n",
  "(",
  ")",
  "}",
  "{",
  "`",
  "/*",
  "await ",
  "import 'bask';",
  "globalThis.q = x;",
  "m = 3;",
];
const edits = (length: number) =>
  fc.array(
    fc.record({
      at: fc.nat(9999).map(n => ((n * 7919) % 10_000) / 10_000),
      remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(length > 0 ? 14 : 0)),
      insert: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...CHANGES) }, fc.constantFrom(...PIECES)),
      /** At the end of a statement, where pieces fit. */
      fits: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
      back: fc.boolean(),
      stop: fc.nat(40),
    }),
    { minLength: 1, maxLength: 6 },
  );

async function sameAfter(file: string, whole: string, runs: number): Promise<void> {
  const options = optionsOf(file);
  await fc.assert(
    fc.asyncProperty(edits(whole.length), async steps => {
      const memory = new Memory();
      await analyse(whole, { ...options, memory });
      let text = whole;
      for (const { at, remove, insert, fits, back, stop } of steps) {
        const near = Math.floor(at * text.length);
        const end = fits ? text.indexOf(";\n", near) + 1 : 0;
        const place = end > 0 ? end : near;
        const before = text;
        text = back ? whole : text.slice(0, place) + insert + text.slice(place + (fits ? 0 : remove));
        // Stopped after some statements, at another text yet.
        const stopped = analyseInSteps(before.slice(0, near) + "total = 9; log.pop();" + before.slice(near), { ...options, memory });
        for (let i = 0; i < stop && stopped.next().done !== true; i++);
        expect(known(await analyse(text, { ...options, memory }))).toEqual(known(await analyse(text, options)));
      }
    }),
    { numRuns: runs },
  );
}

describe("any edits leave what an evaluation from the beginning has", () => {
  test("of a program that shares and changes objects", () => sameAfter("/nowhere/test.ts", PROGRAM, LONG ? 150 : 6), 600_000);
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  test.each(LONG ? files : files.slice(0, 2))(
    "of the example %s",
    name => sameAfter(join(EXAMPLES, name), readFileSync(join(EXAMPLES, name), "utf8"), LONG ? 12 : 2),
    600_000,
  );
});

describe("below an edit", () => {
  const options = optionsOf("/nowhere/test.ts");
  const count = (text: string) => text.split("\n").length;
  test.each([
    ["what does not depend on it is put back", "keep(x.sub(k));", "keep(x.sub(k));", 0],
    ["a new name that nobody reads", "// %% c", "const unread = 1; // %% c", 3],
    ["a comment before a statement", "// %% d", "// %% else", 3],
    ["a list that all look at", "shelf.put(y).put(x);", "shelf.put(y).put(y);", 5],
  ])("%s", async (_what, from, to, atMost) => {
    const memory = new Memory();
    await analyse(PROGRAM, { ...options, memory });
    const text = PROGRAM.replace(from, to);
    const analysis = await analyse(text, { ...options, memory });
    expect(count(text)).toBe(count(PROGRAM));
    const ran = analysis.source.statements.length - memory.kept - memory.reused;
    expect(ran).toBeLessThanOrEqual(atMost);
    expect(known(analysis)).toEqual(known(await analyse(text, options)));
  });
});

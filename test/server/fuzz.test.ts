/** Whatever is typed: analysis ends, and never throws. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factsOf } from "../../server/analysis/facts.ts";
import { snapshot } from "../../server/analysis/snapshot.ts";
import { codeLenses } from "../../server/features/code-lens.ts";
import { completions } from "../../server/features/completion.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { foldingRanges } from "../../server/features/folding.ts";
import { hover } from "../../server/features/hover.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { documentSymbols } from "../../server/features/symbols.ts";
import { rootsOf } from "../../server/analysis/graphs.ts";
import { analysed } from "./evaluate.ts";

const EXAMPLE = `import { compute, delayed } from "bask";
import * as da from "bask/array";
import * as db from "bask/bag";
const inc = (x: number) => x + 1;
// %% Arrays
const x = da.random.normal(10, 0.1, { size: [200, 200], chunks: [100, 100] });
const y = x.add(x.T).get("::2", 50).mean({ axis: 0 });
let z = x; for (let i = 0; i < 3; i++) { z = z.mul(i).sub(x.mean()); }
const { shape: [rows, columns], dtype } = x;
const grid = Array.from({ length: rows / 100 }, (_, i) => x.get(\`\${i * 100}:\${i * 100 + 100}\`));
// %% Bags
const lines = db.readText("data/*.gz", { blocksize: "1 MB" });
const pairs = db.fromSequence([1, 2, 3], { npartitions: 3 }).map((n, k = 2) => ({ n, k })).pluck("n");
if (await pairs.sum().compute() > 3) z = da.ones([10, rows], { chunks: 5 }); else z = da.zeros([10, 3]);
for await (const part of pairs) console.log(part);
// %% Delayed
const total = delayed((...xs: number[]) => xs.reduce((a, b) => a + b, 0))(...[1, 2, 3].map(v => delayed(inc)(v)));
const [a, b] = await compute(total, y, { scheduler: "sync" });
switch (a) { case 1: z = x; break; default: label: while (true) { break label; } }
class K { static n = 1; #p = [x]; constructor(...a) { this.a = a; } get first() { return this.#p[0]; } set first(v) { this.#p.unshift(v); } m() { return this; } *[Symbol.iterator]() { yield* this.#p; } static { K.n++; } }
class L extends K { q = super.m; constructor() { super(1, 2); this.first = z; } m() { return super.m().first.add(K.n); } }
function* steps(n) { for (let i = 0; i < n; i++) { const got = yield x.mul(i); if (got) return got; } }
const all = [...steps(3), ...new L()], [head] = steps(9), tag = String.raw\`a\${all.length}\`, o = { get v() { return new L().m(); }, [tag]: head };
enum E { A, B = all.length } const d = new Date(0); d.setHours(E.B); try { new K().m(); } catch (e) { throw e; } finally { void 0; }
export default total?.apply?.(t => t * a) ?? null;
`;

/** Many more texts. */
const LONG = process.env["BASK_LONG"] === "1";

/** Everything that the server makes of a text, at the present text and one edit later. */
async function everything(text: string, later = text): Promise<void> {
  const analysis = await analysed(text);
  factsOf(analysis);
  rootsOf(analysis.cells);
  for (const present of new Set([text, later])) {
    const shot = snapshot("file:///nowhere/test.ts", "/nowhere/test.ts", 1, present, analysis);
    codeLenses(shot, true);
    foldingRanges(shot);
    documentSymbols(shot);
    diagnostics(shot);
    inlayHints(shot);
    for (let at = 0; at < present.length; at += Math.max(1, Math.floor(present.length / 40))) {
      hover(shot, at, { html: true, theme: "dark", trusted: true, measured: new Map() });
      completions(shot, at);
    }
  }
}

describe("any text", () => {
  test("the example itself is understood", async () => {
    const { program, problems } = await analysed(EXAMPLE, { trusted: false });
    expect(problems).toEqual([]);
    expect(program.scope.vars.get("grid")).toHaveLength(2);
  });
  test("every prefix", async () => {
    for (let end = 0; end < EXAMPLE.length; end += LONG ? 29 : 173) await everything(EXAMPLE.slice(0, end), EXAMPLE);
  }, 120_000);
  test("random edits", async () => {
    const pieces = fc.constantFrom(
      "",
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      "`",
      "${",
      "'",
      "/*",
      "//",
      ";",
      ".",
      "...",
      "=>",
      "=",
      "await ",
      "const ",
      "x",
      "y",
      "0",
      "-1",
      "1e9",
      "null",
      "undefined",
      "for (;;) ",
      "while (true) ",
      "if (x) ",
      "class ",
      "\n// %%\n",
      "?.",
      "??",
      "async ",
      "function* ",
      "extends L ",
      "super",
      "this.#p",
      "static ",
      "get ",
      "yield* ",
      "...steps(9)",
      "Symbol.iterator",
      "new ",
      "delete ",
      "import ",
      "yield",
      "\u0000",
      "🦊",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ at: fc.nat(EXAMPLE.length), remove: fc.nat(30), insert: pieces }), { minLength: 1, maxLength: 5 }), async edits => {
        let text = EXAMPLE;
        for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
        await everything(text, EXAMPLE);
      }),
      { numRuns: LONG ? 200 : 10 },
    );
  }, 180_000);
  test("random characters", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300, unit: "binary" }), async text => everything(`import "bask";\n${text}`)),
      { numRuns: LONG ? 200 : 10 },
    );
  }, 60_000);
});

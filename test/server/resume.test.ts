/** A text that is evaluated again from where it changed is known as well as one that is evaluated from its beginning. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse, type Analysis, analyseInSteps } from "../../server/analysis/analysis.ts";
import { Memory } from "../../server/analysis/evaluate/resume.ts";
import { BUDGET } from "../../server/analysis/evaluate/state.ts";
import { exprOf, isLazy } from "../../server/analysis/evaluate/value.ts";
import { factsOf } from "../../server/analysis/facts.ts";
import { editorHost } from "../../server/analysis/host.ts";

const host = editorHost({ folders: ["/nowhere"], trusted: () => true, cwd: "/nowhere" });
/** Steps alone decide, and not how busy the machine is. */
const options = { file: "/nowhere/test.ts", host, budget: { ...BUDGET, statement: 20_000, time: 1e9 } };

/** Everything that features look at, by place. */
function known({ program: { evaluation, shown }, ...rest }: Analysis) {
  const places = [...evaluation.facts].map(([node, { value, several }]) =>
    isLazy(value) ? `${node.pos}-${node.end} ${several} ${exprOf(value).id} ${JSON.stringify(exprOf(value).sites)}` : "",
  );
  return {
    facts: factsOf({ program: { evaluation, shown, scope: rest["scope" as never] ?? ({} as never) }, ...rest } as never),
    places: places.sort(),
    doubts: [...evaluation.doubts].map(([node, why]) => `${node.pos} ${why.unknown}`).sort(),
    rows: [...evaluation.rows.keys()].map(node => node.pos).sort((a, b) => a - b),
    runs: evaluation.runs.map(run => `${run.offset} ${run.verb} ${run.exprs.map(node => node.id).join()}`),
    shown: [...shown.keys()],
  };
}
const all = (analysis: Analysis) => ({ ...known({ ...analysis, scope: analysis.program.scope } as never), steps: 0 });

const TEXT = `import * as da from "bask/array";
import * as db from "bask/bag";
const made = [];
class Box { static n = 0; #v; constructor(v) { this.#v = v; Box.n++; } get v() { return this.#v; } }
// %% one
const x = da.ones([10, 10], { chunks: 5 });
function twice(v) { made.push(v); return v.add(v); }
let total = 0;
// %% two
const y = twice(x);
total += 1;
const box = new Box(y);
y.sum().compute();
// %% three
for (const k of [1, 2]) { made.push(twice(x.mul(k))); total++; }
x.mean();
const b = db.fromSequence(made.map((_, i) => i), { npartitions: 2 }).map(n => ({ n })).filter(r => r.n > total);
// %% four
const z = made.length > 4 ? box.v : x; made.length = 1;
const when = Math.random() > 0.5 ? x : y; const n = Box.n;
const last = da.concatenate([z, z, made[0]]);
`;

test("from the change on", async () => {
  const memory = new Memory();
  const first = await analyse(TEXT, { ...options, memory });
  expect(memory.kept).toBe(0);
  const second = await analyse(TEXT.replace("made.length > 4", "made.length > 3"), { ...options, memory });
  expect(memory.kept).toBeGreaterThan(12);
  expect(all(second)).toEqual(all(await analyse(TEXT.replace("made.length > 4", "made.length > 3"), options)));
  expect(all(await analyse(TEXT, { ...options, memory }))).toEqual(all(first));
});

describe("any edits", () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat(TEXT.length),
      remove: fc.nat(12),
      insert: fc.constantFrom(
        "",
        " ",
        "\n",
        "1",
        "x",
        "y",
        "made.push(x);",
        "total++;",
        "\n// %%\n",
        "const w = twice(x);\n",
        "function extra() { return total; }\n",
        "(",
        "}",
        "/*",
        "new Box(1);",
        "import 'bask';\n",
      ),
      back: fc.boolean(),
      stop: fc.nat(30),
    }),
    { minLength: 1, maxLength: 5 },
  );
  test("give the same, also where one version stops another", async () => {
    await fc.assert(
      fc.asyncProperty(edits, async steps => {
        const memory = new Memory();
        await analyse(TEXT, { ...options, memory });
        let text = TEXT;
        for (const { at, remove, insert, back, stop } of steps) {
          text = back ? TEXT : text.slice(0, at) + insert + text.slice(at + remove);
          // Stopped after some statements: the next takes it up from there.
          const stopped = analyseInSteps(text.replace("[1, 2]", "[1, 2, 3]"), { ...options, memory });
          for (let i = 0; i < stop && stopped.next().done !== true; i++);
          expect(all(await analyse(text, { ...options, memory }))).toEqual(all(await analyse(text, options)));
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});

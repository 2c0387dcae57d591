/** What is answered at the cursor while a text is evaluated is what an evaluation of that text from the beginning gives. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { Documents } from "../../server/documents.ts";
import { snapshot } from "../../server/analysis/snapshot.ts";
import { completions } from "../../server/features/completion.ts";
import { signatureHelp } from "../../server/features/signature-help.ts";
import { analysed } from "./evaluate.ts";
import { folderOf } from "./features/fixture.ts";

const TEXT = `import * as da from "bask/array";
import * as dd from "bask/dataframe";
// %% read
const df = dd.readCsv("flights.csv");
const other = df.rename({ columns: { delay: "late" } });
// %% use
const grid = da.ones([10, 10], { chunks: 5 });
|
// %% more
const late = df.filter(r => r.delay > 0);
const total = grid.sum({ axis: 0 });
function mine(frame) { return frame.col.delay; }
mine(other);
`;
/** What is there before, what stands at the cursor, and what is typed there key by key. */
const CASES: readonly (readonly [what: string, change: (text: string) => string, typed: string])[] = [
  ["columns", text => text, "const a = df.col.delay.mean();"],
  ["rows of a function", text => text, "const b = df.assign({ x: row => row.delay }).col.x;"],
  ["arguments", text => text, "const c = grid.sum({ axis: 0 }).reshape([5, 2]);"],
  ["texts", text => text, `const d = df.groupby("origin").agg({ delay: "sum" });`],
  [
    "a variable that was renamed",
    text => text.replace("const df =", "const table =").replace("df.rename", "table.rename"),
    "const e = df.col.x + table.col.delay;",
  ],
  ["a cell that was deleted", text => text.replace(/\/\/ %% read[^]*(?=\/\/ %% use)/, ""), "const f = df.col.delay;"],
  [
    "another frame by the same name, right before",
    text => text.replace("const grid", "const df2 = other.get(['late']); const grid"),
    "const g = df2.col.late;",
  ],
  ["a function that is called below", text => text, "const h = frame => frame.col.delay; h(df);"],
  ["half a statement before", text => text.replace("|", "const i = grid.add(\n|"), "grid.T, { where: grid.gt(0) })"],
];

test.each(CASES)("%s", async (_what, change, typed) => {
  const folder = folderOf({ "flights.csv": "date,delay,origin\n2001-01-01,5,ATL\n2001-01-02,-3,ORD\n" });
  const file = join(folder, "test.ts");
  const uri = pathToFileURL(file).href;
  const errors: unknown[] = [];
  const documents = new Documents({
    folders: () => [folder],
    trusted: () => true,
    cwd: () => folder,
    onAnalysed: () => undefined,
    onError: error => void errors.push(error),
  });
  documents.update(uri, file, 1, TEXT.replace("|", ""));
  await documents.fresh(uri);
  const whole = change(TEXT);
  const start = whole.indexOf("|");
  let answers = 0;
  let early = 0;
  for (let at = 1; at <= typed.length; at++) {
    const text = whole.replace("|", () => typed.slice(0, at));
    const offset = start + at;
    documents.update(uri, file, 1 + at, text);
    const shot = await documents.at(uri, offset);
    if (shot!.analysis!.statements !== undefined) early++;
    const given = { items: completions(shot!, offset), signature: signatureHelp(shot!, offset) };
    const scratch = snapshot(uri, file, 1 + at, text, await analysed(text, { folder }));
    expect(given, typed.slice(0, at)).toEqual({ items: completions(scratch, offset), signature: signatureHelp(scratch, offset) });
    if (given.items.length > 0 || given.signature !== undefined) answers++;
    if (at % 5 === 0) await documents.fresh(uri);
  }
  if (typed.includes("df.col.delay.mean")) expect(answers).toBeGreaterThan(5);
  if (!typed.includes("=>") && typed.startsWith("const")) expect(early).toBeGreaterThan(typed.length / 2);
  expect(errors).toEqual([]);
  documents.close(uri);
});

test("nobody is answered for a text that is no longer there", async () => {
  const documents = new Documents({ folders: () => [], trusted: () => true, cwd: () => "/nowhere", onAnalysed: () => undefined, onError: () => undefined });
  documents.update("file:///nowhere/a.ts", "/nowhere/a.ts", 1, `import "bask";\nconst a = 1;`);
  const old = documents.at("file:///nowhere/a.ts", 20);
  documents.update("file:///nowhere/a.ts", "/nowhere/a.ts", 2, `import "bask";\nconst a = 12;`);
  const now = documents.at("file:///nowhere/a.ts", 20);
  expect(await old).toBeUndefined();
  expect((await now)?.version).toBe(2);
  const closed = documents.at("file:///nowhere/a.ts", 20);
  documents.update("file:///nowhere/a.ts", "/nowhere/a.ts", 3, `import "bask";`);
  const last = documents.at("file:///nowhere/a.ts", 1);
  documents.close("file:///nowhere/a.ts");
  expect(await closed).toBeDefined();
  expect(await last).toBeUndefined();
});

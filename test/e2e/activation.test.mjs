/** The packed extension installs, and wakes up for a TypeScript file with a cell. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorkbench, until } from "./harness.mjs";

const sample = `// %% load
import * as da from "bask/array";
const x = da.ones([1000, 1000], { chunks: [100, 100] });

// %% mean
const mean = await x.mean().compute();
console.log(mean, process.pid);
`;

let open;
before(async () => {
  open = await openWorkbench({ files: { "sample.ts": sample }, file: "sample.ts" });
});
after(() => open?.close());

test("the extension is installed and running", async () => {
  const { workbench } = open;
  await workbench.runCommand("Developer: Show Running Extensions");
  const row = workbench.page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Bask" });
  await row.first().waitFor({ timeout: 180_000 });
  const said = await until(async () => [await row.first().innerText()].find(text => /\d+ms/.test(text)), { seconds: 180, what: "an activation time" });
  assert.doesNotMatch(said, /error/i);
  await workbench.shot("activation-running");
});

test("lenses stand over each cell", async () => {
  const { workbench } = open;
  await workbench.page.getByRole("tab", { name: "sample.ts" }).click();
  await until(async () => (await workbench.lens("Run Cell").count()) === 2, { seconds: 180, what: "two lenses" });
  await until(async () => (await workbench.lens("Visualize Graph").count()) === 2, { what: "two lenses of graphs" });
  await until(async () => (await workbench.lens("Run Below").count()) === 1, { what: "a lens of the cells below" });
});

test("a bare file with cells has types and no errors", async () => {
  const { workbench } = open;
  await workbench.page.getByRole("tab", { name: "sample.ts" }).click();
  await workbench.hoverSaying("x", 'Array<"float64", 2>').catch(async error => {
    await workbench.shot("activation-types-failed");
    throw error;
  });
  await workbench.escape();
  await until(async () => (await workbench.squiggles("error").count()) === 0, { what: "no line marked as an error" });
  await workbench.shot("activation-types");
});

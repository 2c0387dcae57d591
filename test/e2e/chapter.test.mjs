/** The chapter on arrays, cell by cell in the workbench on small data: each ends well and shows what it gives; hovers and the graph on the way. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openWorkbench, until } from "./harness.mjs";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
/** The same program, with less to compute. */
const SMALLER = [
  ["[20_000, 20_000], chunks: [1_000, 1_000]", "[1_000, 1_000], chunks: [250, 250]"],
  ["const n = 2_000;", "const n = 200;"],
];
const chapter = SMALLER.reduce(
  (text, [from, to]) => {
    assert.ok(text.includes(from), `the chapter has ${from}`);
    return text.replace(from, to);
  },
  fs.readFileSync(path.join(top, "examples/03-array.ts"), "utf8"),
);

let open;
before(async () => {
  open = await openWorkbench({ files: { "chapter.ts": chapter }, file: "chapter.ts", size: { width: 1200, height: 800 } });
  const script = path.join(top, "scripts/data.mjs");
  execFileSync(process.execPath, [script, "--scale", "0.02", "--only", "random,weather-big", "--dir", open.server.path("data")], { stdio: "pipe" });
});
after(() => open?.close());

/** Cells as the results number them: code cells of the file, cell 0 the set-up. A cell has a value where its last line is an expression or it prints. */
const cells = chapter.split(/^\/\/ %% ?/m).map((text, index) => ({ index, text, isCode: index === 0 || !text.startsWith("[markdown]") }));
const givesSomething = ({ text, isCode }) => {
  // What only writes gives nothing back.
  if (/^await .*\.?to(Zarr|Hdf5)\(/m.test(text)) return false;
  const lines = text
    .trimEnd()
    .split("\n")
    .slice(1)
    .filter(line => line.trim() !== "" && !line.startsWith("//"));
  const last = lines.at(-1) ?? "";
  return isCode && (/console\.log|display\(/.test(text) || (!/^(const|import|function|\}|\s)/.test(last) && last !== ""));
};

const all = locator =>
  locator.evaluateAll(found =>
    found.map(each => ({
      head: each.querySelector("header").innerText,
      body: each.innerText,
      pictures: each.querySelectorAll("svg, canvas, img, table, pre").length,
    })),
  );

test("each cell ends without an error, and shows what it gives", async () => {
  const { workbench } = open;
  await workbench.lens("Run Below").first().waitFor({ timeout: 180_000 });
  await workbench.runCommand("Bask: Run All Cells");
  const ran = cells.filter(each => each.isCode && each.index > 0).map(({ index }) => index);
  let heads = [];
  // Only what says how far it is, now and then: to read all of the slots lays them out, beside the cells that run.
  const ended = async () => {
    heads = await workbench
      .webview()
      .locator(".slot > header")
      .allTextContents()
      .catch(() => []);
    return heads.some(head => /error$|interrupted$/.test(head)) || heads.filter(head => /fresh$/.test(head)).length >= ran.length;
  };
  await until(ended, { seconds: 600, every: 400, what: `${ran.length} cells fresh` }).catch(async error => {
    await workbench.shot("chapter-failed");
    throw new Error(`${error.message}; ${heads.filter(head => !/fresh$/.test(head)).join("; ")}`);
  });
  const last = await all(workbench.webview().locator(".slot"));
  const failed = last.find(({ head }) => /error|interrupted/.test(head));
  if (failed) throw new Error(`a cell failed: ${failed.body}`);
  const empty = [];
  for (const cell of cells.filter(each => each.index > 0 && givesSomething(each))) {
    const [slot] = last.filter(({ head }) => new RegExp(`^\\s*${cell.index}\\b`).test(head));
    if (slot === undefined || slot.pictures === 0) empty.push(cell.text.split("\n", 1)[0]);
  }
  assert.deepEqual(empty, [], "cells with a value that show nothing");
  await workbench.shot("chapter-results");
});

test("a lazy array is shown with its chunks, a picture as an image, a line as a line", async () => {
  const view = open.workbench.webview();
  await view.locator(".lazy .sketch img").first().waitFor();
  await view.locator(".heatmap canvas").first().waitFor({ state: "attached" });
  await view.locator(".linechart path.line").first().waitFor({ state: "attached" });
  await view.locator(".drawn").first().waitFor({ state: "attached" });
  await view.locator(".lazy .sketch").first().scrollIntoViewIfNeeded();
  await open.workbench.shot("chapter-lazy");
});

test("a hover gives shape and chunks, and draws them", async () => {
  const { workbench } = open;
  await workbench.page.locator('.tab[data-resource-name="chapter.ts"]').click();
  const line = 1 + chapter.slice(0, chapter.indexOf("const noise")).split("\n").length - 1;
  await workbench.goTo(line);
  // The first is the title of the cell.
  const hover = await workbench.hoverSaying("noise", /\[1,000 × 1,000\][\s\S]*4 × 4/, { nth: 1 });
  await hover.locator("img").first().waitFor();
  await workbench.shot("chapter-hover");
  await workbench.escape();
});

test("the graph of a cell opens", async () => {
  const { workbench } = open;
  await workbench.runCommand("Bask: Visualize Graph");
  await workbench.webview().locator(".node", { hasText: "normal" }).waitFor({ timeout: 180_000 });
  await workbench.shot("chapter-graph");
});

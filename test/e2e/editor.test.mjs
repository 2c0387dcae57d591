/** The editor's main thread: lenses, hovers, a run by key, its result, its graph, a click back to the line, an interrupt. */
import { existsSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { openWorkbench, until } from "./harness.mjs";

const sample = `import * as da from "bask/array";

// %% Make the data
const x = da.ones([4000, 4000], { chunks: [500, 500] });
const y = x.add(1).mul(2);
let kept = 41;

// %% Mean of each column
const means = await y.mean({ axis: 0 }).compute();
means;

// %% Total
const total = await y.sum().compute();
total;

// %% Never ends
kept = kept + 1;
for (;;) {}

// %% What was kept
kept;

// %% Slow
const noise = da.random.normal(0, 1, { size: [12000, 12000], chunks: [500, 500] });
await noise.sub(noise.mean()).pow(2).mean({ axis: 0 }).compute();

// %% Fails
const broken = () => { throw new RangeError("no such thing"); };
broken();
`;

let open;
before(async () => {
  // Long enough that a slow machine finds the command that holds the timer while it goes.
  open = await openWorkbench({ files: { "sample.ts": sample }, file: "sample.ts", settings: { "bask.session.terminateAfter": 60 } });
});
after(() => open?.close());
afterEach(async context => {
  if (!context.passed) await open?.workbench.shot(`failed-${context.name.replace(/\W+/g, "-")}`);
});

const slot = title => open.workbench.webview().locator(".slot", { hasText: title });
const stateOf = (title, state) => slot(title).locator("header").filter({ hasText: state }).waitFor({ timeout: 180_000 });
const runAt = async (line, key = "Shift+Enter") => {
  await open.workbench.page.locator('.tab[data-resource-name="sample.ts"]').click();
  await open.workbench.goTo(line);
  await open.workbench.page.keyboard.press(key);
};

/** Decorations are contents of styles, not text of the page. */
const lineEnds = () =>
  open.workbench.page.evaluate(() =>
    [...document.querySelectorAll(".monaco-editor .view-line span")].map(each => getComputedStyle(each, "::after").content).filter(text => text !== "none"),
  );
/** The cursor's place, with the editor in front. */
const cursorLine = async () => {
  await open.workbench.page.locator('.tab[data-resource-name="sample.ts"]').click();
  return (await open.workbench.cursor())[0];
};

test("lenses stand over each cell", async () => {
  const { workbench } = open;
  await workbench.lens("Run Below").waitFor({ timeout: 180_000 });
  // The editor shows lenses as each resolves.
  await until(async () => (await workbench.lens("Run Above").count()) >= 3, { seconds: 180, what: "lenses above the cells" });
  await until(async () => (await workbench.lens("Visualize Graph").count()) >= 4, { seconds: 180, what: "lenses of graphs" });
  await workbench.shot("editor-lenses");
});

test("a hover says what a value is, with nothing run", async () => {
  const { workbench } = open;
  const hover = await workbench.hoverSaying("y", "float64");
  await until(async () => /4,000/.test(await hover.innerText()), { what: "the shape" });
  await workbench.shot("editor-hover-before");
  await workbench.escape();
});

test("Shift+Enter runs the cell, moves on, and the result takes its slot", async () => {
  const { workbench } = open;
  await runAt(4);
  await until(async () => (await workbench.cursor())[0] === 9, { what: "the cursor in the next cell" });
  await stateOf("Make the data", "fresh");
  await workbench.page.keyboard.press("Shift+Enter");
  await stateOf("Mean of each column", "fresh");
  await slot("Mean of each column").locator("table.data td", { hasText: "4" }).first().waitFor();
  await slot("Mean of each column").locator("footer", { hasText: "float64 [4,000]" }).waitFor();
  await until(async () => (await lineEnds()).some(text => /✓ float64 \[4,000\] · \d+ tasks · .*s/.test(text)), { what: "the line after the cell" });
  await workbench.shot("editor-result");
});

test("a scalar is shown large, and replaces itself when the cell runs again", async () => {
  await runAt(13, "Control+Enter");
  await slot("Total").locator("pre.big", { hasText: "64000000" }).waitFor({ timeout: 180_000 });
  await runAt(13, "Control+Enter");
  await stateOf("Total", "fresh");
  await until(async () => (await slot("Total").count()) === 1, { what: "one slot for the cell" });
});

test("the same hover now has the measured figures", async () => {
  const { workbench } = open;
  await workbench.hoverSaying("mean", /measured[\s\S]*last run/i);
  await workbench.shot("editor-hover-after");
  await workbench.escape();
});

test("the graph opens, and a click on a node selects its call", async () => {
  const { workbench } = open;
  await workbench.lens("Visualize Graph").nth(1).click();
  const view = workbench.webview();
  await view.locator("svg.picture .node").first().waitFor({ timeout: 180_000 });
  await until(async () => (await view.locator(".node").count()) >= 4 && (await view.locator(".edge").count()) === 3, { what: "four nodes, three edges" });
  await view.locator(".legend", { hasText: "simple layout" }).waitFor({ state: "detached" });
  await view.locator(".node", { hasText: "ones" }).locator("text.m").click();
  await until(async () => (await cursorLine()) === 4, { what: "the cursor on line 4" });
  await view.locator(".pane", { hasText: /What it is[\s\S]*Cost/ }).waitFor();
  await workbench.shot("editor-graph");
});

test("the cursor on a call marks its node; E opens the tasks", async () => {
  const { workbench } = open;
  const view = workbench.webview();
  await cursorLine();
  await workbench.goTo(9, 26);
  await view.locator(".node.on", { hasText: "mean" }).waitFor();
  await view.locator("svg.picture").focus();
  await workbench.page.keyboard.press("e");
  await view.locator(".node.on path[class^=s-]").first().waitFor();
  await workbench.shot("editor-graph-tasks");
  await workbench.page.keyboard.press("t");
  await view.getByRole("tree").getByRole("treeitem", { name: /mean/ }).first().waitFor();
  await workbench.page.keyboard.press("t");
});

test("an endless loop is interrupted, and the session keeps its state", async () => {
  const { workbench } = open;
  await workbench.page.getByRole("tab", { name: "Results: sample.ts" }).click();
  await runAt(18, "Control+Enter");
  await workbench.statusBar("cell 4").waitFor();
  await stateOf("Never ends", "running");
  await workbench.shot("editor-running");
  await workbench.statusBar("cell 4").click();
  await stateOf("Never ends", "interrupted");
  await runAt(21, "Control+Enter");
  await slot("What was kept").locator("pre", { hasText: "42" }).waitFor({ timeout: 180_000 });
});

test("while a run goes on, the graph's nodes say how far it is", async () => {
  const { workbench } = open;
  await cursorLine();
  await workbench.goTo(24);
  await workbench.runCommand("Bask: Visualize Graph");
  const view = workbench.webview();
  await view.locator(".node", { hasText: "normal" }).waitFor();
  await workbench.page.keyboard.press("Control+Enter");
  // At once: each of them is there only while the run goes on.
  await Promise.all([
    view.locator(".live .meter").waitFor(),
    view.locator(".node .progress").first().waitFor(),
    view
      .locator(".node", { hasText: /\d of 576 tasks/ })
      .first()
      .waitFor(),
  ]);
  await workbench.shot("editor-graph-live");
  await view.locator(".live").waitFor({ state: "detached", timeout: 240_000 });
  await view.locator('.node use[href="#st-memory"]').first().waitFor();
  await view.locator(".node .heat").first().waitFor();
  await workbench.page.getByRole("tab", { name: "Results: sample.ts" }).click();
  await stateOf("Slow", "fresh");
});

test("after a run the lines say what they cost, through edits, until the setting takes it away", async () => {
  const { workbench, server } = open;
  /** A line's end may be drawn in several pieces of the page: each text once. */
  const hot = async () => [...new Set((await lineEnds()).filter(text => /\d+ %/.test(text)))].sort();
  await cursorLine();
  await workbench.goTo(24);
  // The last runs' costs come one after the other: what stays the same for a second is all of it.
  let before = "";
  let same = 0;
  await until(
    async () => {
      const now = (await hot()).join();
      same = now === before && /s\u2002\d+ %\u2002/.test(now) ? same + 1 : 0;
      before = now;
      return same >= 10;
    },
    { seconds: 90, what: "heat at a line's end" },
  );
  await workbench.shot("editor-heat");
  await workbench.goTo(1);
  await workbench.page.keyboard.press("Home");
  await workbench.type("\n");
  await until(async () => (await hot()).join() === before, { what: "the same lines are hot" }).catch(async error => {
    throw new Error(`${error.message}: ${before} and now ${(await hot()).join()}`);
  });
  await workbench.page.keyboard.press("Control+Z");
  server.configure({ "bask.results.heat": false });
  await until(async () => (await hot()).length === 0, { what: "no heat" });
  server.configure({});
  await until(async () => (await hot()).join() === before, { what: "heat again" });
});

test("the buttons above the editor speak of the file: its whole graph", async () => {
  const { workbench } = open;
  await cursorLine();
  await workbench.page.locator(".editor-actions").getByRole("button", { name: "Visualize Graph" }).first().click();
  const view = workbench.webview();
  await view.locator(".node", { hasText: "ones" }).waitFor();
  await view.locator(".node", { hasText: "normal" }).waitFor();
  await workbench.shot("editor-graph-file");
  await workbench.page.getByRole("tab", { name: "Results: sample.ts" }).click();
});

test("an error names the line, and its frame leads there", async () => {
  const { workbench } = open;
  await runAt(29, "Control+Enter");
  await stateOf("Fails", "error");
  await slot("Fails").locator(".message", { hasText: "RangeError: no such thing" }).waitFor();
  await workbench.shot("editor-error");
  await slot("Fails").locator(".lvl .link").first().click();
  await until(async () => (await cursorLine()) === 28, { what: "the cursor on line 28" });
});

test("an edit makes its cell stale; undo makes it fresh again", async () => {
  const { workbench } = open;
  await cursorLine();
  await workbench.goTo(14, 1);
  await workbench.type("1 + ");
  await stateOf("Total", "stale");
  // What needs a cell that was interrupted is stale too.
  await workbench.statusBar(/run \d stale cells/).waitFor();
  // The editor undoes word by word.
  const isFresh = () => slot("Total").locator("header").filter({ hasText: "fresh" }).isVisible();
  await until(async () => (await isFresh()) || (await workbench.page.keyboard.press("Control+Z"), await workbench.page.waitForTimeout(300), isFresh()), {
    what: "the cell fresh again",
  });
});

test("a session that ends by itself puts an error into the running cell", async () => {
  const { workbench } = open;
  await cursorLine();
  await workbench.page.keyboard.press("Control+End");
  await workbench.type("\n// %% Ends\nprocess.exit(3);\n");
  await workbench.page.keyboard.press("Control+Enter");
  await stateOf("Ends", "error");
  await slot("Ends").locator(".message", { hasText: "code 3" }).waitFor();
  await workbench.statusBar("no session").waitFor();
  await workbench.shot("editor-crash");
});

test("what an interrupt cannot end is terminated: the timer shows, may be held, and a click goes on at once", async () => {
  const { workbench } = open;
  await cursorLine();
  await workbench.page.keyboard.press("Control+End");
  await workbench.type('\n// %% Blocks\nconst { execSync } = await import("node:child_process");\nexecSync("touch blocks.txt; sleep 60");\n');
  await workbench.page.keyboard.press("Control+Enter");
  await stateOf("Blocks", "running");
  await workbench.statusBar(/cell \d+/).waitFor();
  // The process that blocks has begun: before it, an interrupt would be enough.
  await until(() => existsSync(open.server.path("blocks.txt")), { what: "the cell's own process" });
  await workbench.runCommand("Bask: Interrupt");
  await workbench.statusBar(/interrupting, terminate in \d+ s/).waitFor();
  await workbench.runCommand("Bask: Hold");
  await workbench.statusBar("interrupting, held").waitFor();
  await workbench.shot("editor-stopping");
  await workbench.statusBar("held").click();
  await stateOf("Blocks", "interrupted");
  await slot("Blocks").locator(".message", { hasText: "The session was stopped. Its variables are gone" }).waitFor();
});

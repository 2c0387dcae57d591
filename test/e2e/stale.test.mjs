/** Which results are still what their cells say: through the dataflow of cells, undo, comments, Run Needed, and cells edited while they wait. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { openWorkbench, until } from "./harness.mjs";

/** What runs leaves a line in a file: slots are replaced, and would not tell how often. */
const sample = `import * as da from "bask/array";
import { appendFileSync, existsSync } from "node:fs";
const ran = (name: string) => appendFileSync("ran.txt", name + " ");

// %% Make
const x = da.ones([40, 40], { chunks: [20, 20] });
const factor = 2;
ran("make");

// %% Twice
const twice = await x.mul(factor).sum().compute();
ran("twice");
twice;

// %% Alone
const alone = await da.arange(10, { chunks: 5 }).sum().compute();
ran("alone");
alone;

// %% More
const more = twice + 1;
ran("more");
more;

// %% Slow
while (existsSync("hold.txt")) await new Promise(done => setTimeout(done, 50));
"waited";
`;
/** Counted from 1. */
const LINES = { factor: 7, twice: 11, alone: 16 };

let open;
before(async () => {
  open = await openWorkbench({ files: { "stale.ts": sample }, file: "stale.ts" });
});
after(() => open?.close());
afterEach(async context => {
  if (!context.passed) await open?.workbench.shot(`failed-${context.name.replace(/\W+/g, "-")}`);
});

const slot = title => open.workbench.webview().locator(".slot", { hasText: title });
const stateOf = async title => (await slot(title).locator("header").innerText()).match(/fresh|stale|queued|running|error|interrupted/)?.[0];
const states = async () => Object.fromEntries(await Promise.all(["Make", "Twice", "Alone", "More", "Slow"].map(async title => [title, await stateOf(title)])));
const become = async (wanted, seconds = 90) => {
  let last = {};
  const there = async () => {
    last = await states().catch(() => ({}));
    return Object.entries(wanted).every(([title, state]) => last[title] === state);
  };
  await until(there, { seconds, what: JSON.stringify(wanted) }).catch(error => {
    throw new Error(`${error.message}; last: ${JSON.stringify(last)}`);
  });
};
const allFresh = { Make: "fresh", Twice: "fresh", Alone: "fresh", More: "fresh", Slow: "fresh" };
const focus = () => open.workbench.page.locator('.tab[data-resource-name="stale.ts"]').click();
const edit = async (line, column, text) => {
  await focus();
  await open.workbench.goTo(line, column);
  await open.workbench.type(text);
};
/** The editor undoes word by word. */
const undoUntil = async (condition, what) => {
  await focus();
  await until(
    async () => (await condition()) || (await open.workbench.page.keyboard.press("Control+Z"), await open.workbench.page.waitForTimeout(700), condition()),
    {
      what,
    },
  );
};
const ran = () => (open.server.read("ran.txt") ?? "").trim().split(/\s+/);

test("an edit makes stale what comes of it, through other cells, and nothing else", async () => {
  const { workbench } = open;
  await workbench.lens("Run Below").waitFor({ timeout: 180_000 });
  await workbench.runCommand("Bask: Run All Cells");
  await become(allFresh, 180);
  assert.deepEqual(ran(), ["make", "twice", "alone", "more"]);
  await edit(LINES.factor, 17, "0");
  await become({ Make: "stale", Twice: "stale", More: "stale", Alone: "fresh", Slow: "fresh" });
  await workbench.statusBar("run 3 stale cells").waitFor();
  await workbench.shot("stale-transitive");
});

test("undo makes all of it fresh again", async () => {
  await undoUntil(async () => (await states()).More === "fresh" && (await states()).Make === "fresh", "the cells fresh again");
  await become(allFresh);
});

test("comments and white space make nothing stale", async () => {
  const { workbench } = open;
  await edit(LINES.factor, 1, "/* how much */  ");
  await edit(LINES.twice, 1, "// by how much\n\n");
  // The analysis of the edited text has arrived once an edit after it has made its cell stale.
  await open.workbench.clickLine(/^alone;/);
  await workbench.page.keyboard.press("Home");
  await workbench.type("1 + ");
  await become({ Alone: "stale" });
  await become({ Make: "fresh", Twice: "fresh", More: "fresh", Slow: "fresh" });
  await workbench.statusBar("run 1 stale cell").waitFor();
});

test("Run Needed runs exactly what is missing, in order", async () => {
  const { workbench } = open;
  await undoUntil(async () => (await stateOf("Alone")) === "fresh", "the cell fresh again");
  const before = ran().length;
  await workbench.clickLine("const factor");
  await workbench.page.keyboard.press("End");
  await workbench.page.keyboard.press("ArrowLeft");
  await workbench.type("1");
  await become({ Make: "stale", Twice: "stale", More: "stale" });
  await workbench.runCommand("Bask: Run Needed");
  await become(allFresh);
  assert.deepEqual(ran().slice(before), ["make", "twice", "more"]);
  await slot("Twice").locator("pre.big", { hasText: "33600" }).waitFor();
});

test("a cell edited while it waits runs as it was asked, and is stale afterwards", async () => {
  const { workbench } = open;
  // The cell before it runs as long as this file is there.
  const hold = open.server.path("hold.txt");
  writeFileSync(hold, "");
  await focus();
  await workbench.clickLine("setTimeout(done");
  await workbench.page.keyboard.press("Control+Enter");
  await become({ Slow: "running" });
  await workbench.clickLine("const more");
  await workbench.page.keyboard.press("Control+Enter");
  await become({ More: "queued" });
  await workbench.clickLine("const more");
  await workbench.page.keyboard.press("End");
  await workbench.page.keyboard.press("ArrowLeft");
  await workbench.type("000");
  rmSync(hold);
  await become({ Slow: "fresh", More: "stale" });
  await slot("More")
    .locator("pre.big", { hasText: /^33601$/ })
    .waitFor();
  await undoUntil(async () => (await stateOf("More")) === "fresh", "the cell fresh again");
});

test("after an edit the graph shows what it changes: added, removed and changed expressions, with tasks and bytes", async () => {
  const { workbench } = open;
  await focus();
  await workbench.clickLine("const x");
  await workbench.runCommand("Bask: Visualize Graph");
  await workbench.webview().locator(".node", { hasText: "ones" }).waitFor({ timeout: 180_000 });
  await workbench.page.locator(".editor-actions").getByRole("button", { name: "Visualize Graph" }).first().click();
  const view = workbench.webview();
  await view.locator(".node", { hasText: "arange" }).waitFor();
  await until(async () => (await view.locator(".diff").count()) === 0, { what: "no difference to begin with" });
  await focus();
  await workbench.clickLine("const x");
  await workbench.page.keyboard.press("End");
  await workbench.page.keyboard.press("ArrowLeft");
  await workbench.type(".add(1)");
  await view.locator(".diff", { hasText: /Since the last run: \+1 expression, 2 changed, 0 removed, \d+ tasks become \d+/ }).waitFor();
  await view.locator(".node.added", { hasText: "add" }).waitFor();
  await until(async () => (await view.locator(".node.changed").count()) === 2, { what: "two changed nodes" });
  await view.locator(".node.changed").first().locator("text.m").click();
  await view.locator(".pane", { hasText: /Since the last run changed/ }).waitFor();
  await view.locator(".pane", { hasText: /With all it needs/ }).waitFor();
  await workbench.shot("graph-difference");
  await view.getByRole("button", { name: "Show only changes" }).click();
  await view.locator(".node.faint", { hasText: "arange" }).waitFor();
  await view.getByRole("button", { name: /Changes since the last run/ }).click();
  await view.locator(".node.changed").first().waitFor({ state: "detached" });
  await view.getByRole("button", { name: /Changes since the last run/ }).click();
  await undoUntil(async () => (await view.locator(".diff").count()) === 0, "no difference");
  await workbench.clickLine("const alone");
  await workbench.page.keyboard.press("Home");
  await workbench.page.keyboard.press("Shift+End");
  await workbench.type("const alone = 1;");
  await view.locator(".node.removed", { hasText: "arange" }).waitFor();
  await workbench.shot("graph-removed");
  await undoUntil(async () => (await view.locator(".diff").count()) === 0, "no difference");
});

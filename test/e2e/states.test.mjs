/** What is said when something is missing: no cells, no trust, a Node that is too old. And the panels in three themes. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, test } from "node:test";
import { openWorkbench, themes, until } from "./harness.mjs";

const cells = `import * as da from "bask/array";

// %% Make the data
const x = da.ones([400, 400], { chunks: [100, 100] });
await x.mean().compute();
`;

const opened = [];
const openWith = async options => {
  const each = await openWorkbench(options);
  opened.push(each);
  return each;
};
after(async () => {
  for (const each of opened) await each.close().catch(() => {});
});
const closeLast = () => opened.pop().close();

test("a file without cells: the panel says so, and makes them", async () => {
  const { workbench } = await openWith({ files: { "report.ts": "const a = 1;\n\nconst b = a + 1;\nconsole.log(b);\n" }, file: "report.ts" });
  await workbench.runCommand("Bask: Run Cell");
  const view = workbench.webview();
  await view.locator("h1", { hasText: "No cells in report.ts" }).waitFor({ timeout: 180_000 });
  await workbench.shot("states-no-cells");
  await view.getByRole("button", { name: "Make cells" }).click();
  await until(async () => (await workbench.line("// %%").count()) === 2, { what: "two cells" });
  await view.locator("h1", { hasText: "Nothing has run yet" }).waitFor();
  await closeLast();
});

test("an untrusted folder: nothing runs, the graph is drawn", async () => {
  const { workbench } = await openWith({ files: { "sample.ts": cells }, file: "sample.ts", trust: false });
  await workbench.lens("Visualize Graph").first().waitFor({ timeout: 180_000 });
  await until(async () => (await workbench.lens("Run Cell").count()) === 0, { what: "no lens that runs" });
  await workbench.clickLine("const x");
  await workbench.page.keyboard.press("Shift+Enter");
  await workbench.notification("nothing runs in restricted mode").waitFor();
  await workbench.shot("states-untrusted");
  await workbench.lens("Visualize Graph").first().click();
  await workbench.webview().locator(".node", { hasText: "ones" }).waitFor({ timeout: 180_000 });
  await closeLast();
});

test("a Node that is too old is named, in the cell and in a message", async () => {
  const old = "#!/bin/sh\necho 18.2.0\n";
  const { server, workbench } = await openWith({ files: { "sample.ts": cells, "old-node": old }, file: "sample.ts" });
  fs.chmodSync(server.path("old-node"), 0o755);
  server.configure({ "bask.session.node": server.path("old-node") });
  await workbench.lens("Run Cell").first().waitFor({ timeout: 180_000 });
  await workbench.clickLine("const x");
  await workbench.page.keyboard.press("Shift+Enter");
  await workbench.notification("Node 18.2.0 is too old").waitFor();
  const slot = workbench.webview().locator(".slot", { hasText: "Set-up" });
  await slot.locator(".message", { hasText: "Expected Node 20.19 or newer, got 18.2.0" }).waitFor();
  await workbench.statusBar("no session").waitFor();
  await workbench.shot("states-old-node");
  server.configure({});
  await until(
    async () => {
      await workbench.clickLine("const x");
      await workbench.page.keyboard.press("Control+Enter");
      return workbench
        .webview()
        .locator(".slot", { hasText: "Make the data" })
        .locator("header", { hasText: "fresh" })
        .waitFor({ timeout: 8000 })
        .then(
          () => true,
          () => false,
        );
    },
    { seconds: 180, what: "the cell runs on another Node" },
  );
  await closeLast();
});

/** A value that shows itself as a Jupyter or Deno value does. */
const rich = `
// %% Rich
const shows = (type: string, text: string) => display({ [Symbol.for("Jupyter.display")]: () => ({ [type]: text }) });
shows("text/markdown", "## A heading\\n\\nSome **bold** text, a [link](https://example.org/) and a list:\\n\\n- one\\n- two\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |");
shows("text/html", "<p>From <i>HTML</i></p><script>document.title = 'run'</script><img src=x onerror=alert(1)><form><input name=q></form><style>* { color: red }</style>");
`;

test("panels in three themes, with no finding of the accessibility check", async () => {
  const source = `import { display } from "bask";\n${cells}`.replace(
    "await x.mean().compute();",
    `console.log("printed");\nawait da.arange(2500, { chunks: 500 }).reshape([50, 50]).compute();\n\n// %% Rows\n[{ name: "a", value: 1.5 }, { name: "b", value: 2 }];\n${rich}\n// %% Fails\nnull.x;`,
  );
  const { server, workbench } = await openWith({ files: { "sample.ts": source }, file: "sample.ts" });
  const findings = [];
  const check = async what => findings.push(...(await workbench.accessibility()).map(each => `${what}: ${each}`));
  await workbench.lens("Run Cell").first().waitFor({ timeout: 180_000 });
  await workbench.runCommand("Bask: Run All Cells");
  await workbench.webview().locator(".slot", { hasText: "Fails" }).locator("header", { hasText: "error" }).waitFor({ timeout: 180_000 });
  await until(async () => (await workbench.webview().locator(".heatmap canvas").count()) === 2, { what: "two pictures of values" });
  await workbench.webview().getByRole("grid").getByRole("gridcell", { name: "1.5" }).waitFor();
  const shown = workbench.webview().locator(".rich");
  await shown.first().getByRole("heading", { name: "A heading" }).waitFor();
  await until(async () => (await shown.first().locator("table td").count()) === 2, { what: "two fields of the table" });
  assert.equal(await shown.nth(1).innerHTML(), "<p>From <i>HTML</i></p>");
  for (const [name, theme] of Object.entries(themes)) {
    server.configure({ "workbench.colorTheme": theme });
    const kind = { dark: "vscode-dark", light: "vscode-light", contrast: "vscode-high-contrast" }[name];
    await workbench.webview().locator(`body.${kind}`).waitFor();
    await workbench.shot(`states-results-${name}`);
    await check(`results, ${name}`);
  }
  await workbench.lens("Visualize Graph").first().click();
  await workbench.webview().locator(".node").first().waitFor({ timeout: 180_000 });
  for (const [name, theme] of Object.entries(themes)) {
    server.configure({ "workbench.colorTheme": theme });
    const kind = { dark: "vscode-dark", light: "vscode-light", contrast: "vscode-high-contrast" }[name];
    await workbench.webview().locator(`body.${kind}`).waitFor();
    await workbench.shot(`states-graph-${name}`);
    await check(`graph, ${name}`);
  }
  for (const key of ["t", "p"]) {
    await workbench.webview().locator("svg.picture").focus();
    await workbench.page.keyboard.press(key);
    await workbench.webview().locator(".tree, .plan").waitFor();
    await check(key === "t" ? "tree" : "plan");
    await workbench.page.keyboard.press(key);
  }
  await workbench.line("await da.arange").first().click({ force: true });
  await workbench.runCommand("Bask: Show Profile");
  const profile = workbench.webview();
  await profile.locator(".timeline canvas").waitFor();
  await profile.getByRole("button", { name: "reshape" }).first().click();
  await profile.locator("tr.on", { hasText: "reshape" }).waitFor();
  await workbench.page.locator('.tab[data-resource-name="sample.ts"]').click();
  await until(async () => (await workbench.cursor())[0] === 7, { what: "the cursor on the call of the row" });
  for (const [name, theme] of Object.entries(themes)) {
    server.configure({ "workbench.colorTheme": theme });
    const kind = { dark: "vscode-dark", light: "vscode-light", contrast: "vscode-high-contrast" }[name];
    await profile.locator(`body.${kind}`).waitFor();
    await workbench.shot(`states-profile-${name}`);
    await check(`profile, ${name}`);
  }
  assert.equal(findings.join("\n"), "");
  await closeLast();
});

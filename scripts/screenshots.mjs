/**
 * `node scripts/screenshots.mjs`: the README's pictures, docs/images/*.png, taken in the real workbench over the flights
 * example. Needs what the workbench tests need: `npm run test:e2e` installs it.
 */
import "./need-node.mjs";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { at } from "./place.mjs";

const { openWorkbench, until } = await import("../test/e2e/harness.mjs");

/** The example's files; its data is made by `npm run data`, or by running the example once. */
function exampleFiles() {
  const folder = at("examples");
  const files = {};
  for (const name of ["flights.ts", "hubs.ts"]) if (existsSync(join(folder, name))) files[name] = readFileSync(join(folder, name), "utf8");
  const data = join(folder, "data");
  for (const name of existsSync(data) ? readdirSync(data) : []) if (name.startsWith("flights")) files[`data/${name}`] = readFileSync(join(data, name));
  if (!Object.keys(files).some(name => name.startsWith("data/"))) throw new Error("Expected data in examples/data; found none. Run `npm start` once.");
  return files;
}

const size = { width: 1120, height: 660 };
const settings = { "workbench.activityBar.location": "hidden", "editor.fontSize": 13, "workbench.statusBar.visible": true, "editor.lineNumbersMinChars": 3 };
const images = at("docs/images");
mkdirSync(images, { recursive: true });
const { workbench, close } = await openWorkbench({ files: exampleFiles(), file: "flights.ts", size, settings });
const { page } = workbench;
const shoot = async name => {
  await page.mouse.move(300, size.height - 8);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
};
const front = () => page.locator('.tab[data-resource-name="flights.ts"]').click();

try {
  await workbench.runCommand("View: Close Primary Side Bar").catch(() => {});
  await workbench.lens("Run Cell").first().waitFor({ timeout: 60_000 });
  await front();
  const hover = await workbench.hoverSaying("late", "columns");
  await hover.hover();
  await page.screenshot({ path: join(images, "hover.png") });
  console.log("docs/images/hover.png");
  await workbench.escape();

  await workbench.runCommand("Bask: Run All Cells");
  const settled = async () => (await workbench.webview().locator(".slot header", { hasText: "fresh" }).count()) === 6;
  await until(settled, { seconds: 180, what: "all cells have run" });
  await page.waitForTimeout(1000);
  await shoot("results");

  await front();
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.locator(".editor-actions").getByRole("button", { name: "Visualize Graph" }).first().click();
  await workbench.webview().locator(".node").first().waitFor();
  // A wide graph beside a narrow editor.
  const [editor] = [await page.locator(".editor-group-container").first().boundingBox()];
  await page.mouse.move(editor.x + editor.width, 400);
  await page.mouse.down();
  await page.mouse.move(400, 400, { steps: 8 });
  await page.mouse.up();
  await page.waitForTimeout(1000);
  await workbench.webview().locator(".node", { hasText: "filter" }).first().locator("text.m").click();
  await page.waitForTimeout(1500);
  await shoot("graph");
} finally {
  await close();
}

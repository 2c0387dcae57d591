/**
 * What is built from what. A group is one esbuild run; the entry points of one group share chunks, so that a module
 * imported through two of them (the settings of `bask`, say) is one module at run time.
 */
import { existsSync, readdirSync } from "node:fs";
import { at, manifest } from "../place.mjs";
import { loadedApart, onFirstUse, stripperOnFirstUse } from "./apart.mjs";

/** The library: its public faces, what it starts as threads, and what the session process starts. */
const library = {
  index: "runtime/index.ts",
  array: "runtime/array.ts",
  dataframe: "runtime/dataframe.ts",
  bag: "runtime/bag.ts",
  distributed: "runtime/distributed.ts",
  ml: "runtime/ml.ts",
  "worker-main": "runtime/executors/worker-main.ts",
  "process-main": "runtime/executors/process-main.ts",
  "coordinator-main": "runtime/executors/coordinator-main.ts",
  "session/main": "runtime/session/main.ts",
  "session/control": "runtime/session/control.ts",
};

/** A bundled CommonJS library may use these three; an ES module has to make them. */
const requireInModules =
  'import { createRequire as baskCreateRequire } from "node:module";\n' +
  'import { fileURLToPath as baskFileURLToPath } from "node:url";\n' +
  "const require = baskCreateRequire(import.meta.url);\n" +
  "const __filename = baskFileURLToPath(import.meta.url);\n" +
  'const __dirname = baskFileURLToPath(new URL(".", import.meta.url));';

const forNode = { platform: "node", target: "node20.19", bundle: true };
const modules = { ...forNode, format: "esm", splitting: true, chunkNames: "chunk-[hash]", banner: { js: requireInModules } };
/** What an ES module learns from `import.meta.url`, a CommonJS one learns from its file name. */
const urlInCommonjs = 'const baskModuleUrl = require("node:url").pathToFileURL(__filename).href;';
/** The server and the client run on VS Code's own Node, which may be a little older than the one the session asks for. */
const commonjs = {
  ...forNode,
  target: "node20.9",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  banner: { js: urlInCommonjs },
  plugins: [loadedApart(["typescript"]), stripperOnFirstUse],
  define: { "import.meta.url": "baskModuleUrl" },
};

/** The views: every folder of client/webview with a main file, and the workers beside it. */
function views() {
  const root = at("client/webview");
  const entries = {};
  if (!existsSync(root)) return entries;
  for (const folder of readdirSync(root, { withFileTypes: true }).filter(each => each.isDirectory())) {
    for (const file of readdirSync(`${root}/${folder.name}`)) {
      if (/^main\.tsx?$/.test(file)) entries[folder.name] = `client/webview/${folder.name}/${file}`;
      const worker = /^(.*worker)\.ts$/.exec(file);
      if (worker) entries[`${folder.name}-${worker[1]}`] = `client/webview/${folder.name}/${file}`;
    }
  }
  return entries;
}

/** Every group: where it goes, its entry points (output name -> source) and esbuild's settings. */
export function groups({ sourcemap = false } = {}) {
  const dependencies = Object.keys(manifest().dependencies ?? {}).flatMap(name => [name, `${name}/*`]);
  const all = [
    {
      name: "library",
      folder: "dist",
      entries: { ...library, cli: "cli/main.ts" },
      settings: { ...modules, external: dependencies, plugins: [onFirstUse, loadedApart(["typescript"]), stripperOnFirstUse] },
    },
    {
      // The extension has no node_modules: its copy of the library carries everything.
      name: "bundled",
      folder: "dist/bundled",
      entries: library,
      settings: { ...modules, minifyWhitespace: true, external: ["koffi"], plugins: [onFirstUse, loadedApart(["typescript"], ".."), stripperOnFirstUse] },
    },
    { name: "server", folder: "dist", entries: { server: "server/main.ts" }, settings: { ...commonjs, minifyWhitespace: true } },
    {
      name: "typescript plugin",
      folder: "dist/ts-plugin",
      entries: { index: "server/ts-plugin/index.ts" },
      settings: { ...commonjs, footer: { js: "module.exports = module.exports.default;" } },
    },
    {
      name: "extension",
      folder: "dist",
      entries: { extension: "client/extension.ts" },
      settings: { ...commonjs, external: ["vscode"] },
    },
    {
      name: "views",
      folder: "dist/webview",
      entries: views(),
      settings: {
        platform: "browser",
        target: "es2022",
        bundle: true,
        format: "iife",
        minify: true,
        jsx: "automatic",
        jsxImportSource: "preact",
        loader: { ".ttf": "file", ".svg": "text" },
        assetNames: "[name]",
      },
    },
  ];
  return all.map(group => ({ ...group, settings: { ...group.settings, sourcemap: sourcemap ? "linked" : false } }));
}

/**
 * The .vsix: a folder laid out as the extension is installed, then packed by vsce. In that folder the TypeScript server
 * plugin is an ordinary dependency, so vsce takes its node_modules along as it stands.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { at, manifest, top } from "../place.mjs";
import { run } from "../run-command.mjs";
import { pluginName, writePluginPackage } from "./plugin-package.mjs";

/** The library as plain Node uses it, with its dependencies outside: the extension has dist/bundled in its place. */
const libraryOnly = path => /^dist\/(?:[^/]+\.js|session\/.*)$/.test(path);
const unwanted = path => libraryOnly(path) || path.endsWith(".map") || basename(path).startsWith(".") || path.endsWith(".new");

/** Every file of the extension, from the manifest's one list. */
export function extensionFiles() {
  const listed = manifest().files.filter(each => !each.startsWith("!") && existsSync(at(each)));
  const walk = path => (statSync(path).isDirectory() ? readdirSync(path).flatMap(name => walk(join(path, name))) : [relative(top, path).split(sep).join("/")]);
  return listed.flatMap(each => walk(at(each))).filter(path => !unwanted(path));
}

/** The manifest as an installed extension needs it. */
export function extensionManifest() {
  const { scripts: _scripts, devDependencies: _dev, overrides: _overrides, allowScripts: _allow, files: _files, bin: _bin, ...rest } = manifest();
  return { ...rest, dependencies: { [pluginName]: rest.version } };
}

export function stageExtension(folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const path of extensionFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(at(path), join(folder, path));
  }
  const { version } = manifest();
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(extensionManifest(), null, 2)}\n`);
  writeFileSync(join(folder, ".vscodeignore"), "# This folder is laid out for packing: all of it is the extension.\n");
  writePluginPackage(folder, { version });
}

/** Packs `out/vsix` into `target`. */
export async function packExtension(target, { quiet = false } = {}) {
  const folder = at("out/vsix");
  stageExtension(folder);
  const flags = ["--allow-missing-repository", "--no-rewrite-relative-links", "--allow-package-all-secrets", "--skip-license"];
  await run(process.execPath, [at("node_modules/@vscode/vsce/vsce"), "package", "--out", target, ...flags], { cwd: folder, quiet });
}

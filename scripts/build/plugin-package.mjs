/**
 * VS Code looks for a TypeScript server plugin as a package in the extension's node_modules, and nowhere else. This one
 * only points at the built file.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const pluginName = "bask-typescript-plugin";

/** Writes `folder`/node_modules/bask-typescript-plugin; `target` is where its code is, as `require` is to find it. */
export function writePluginPackage(folder, { version, target = "../../dist/ts-plugin/index.cjs" }) {
  const place = join(folder, "node_modules", pluginName);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), `${JSON.stringify({ name: pluginName, version, license: "MIT", main: "index.js" }, null, 2)}\n`);
  writeFileSync(join(place, "index.js"), `module.exports = require(${JSON.stringify(target)});\n`);
  return place;
}

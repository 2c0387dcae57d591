/**
 * `npm run package`: bask-VERSION.vsix at the top, and a check of what it contains.
 * --no-build packs what stands in dist; --plugin-only prepares this folder for debugging the extension from its sources.
 */
import "./need-node.mjs";
import { existsSync, readFileSync, statSync } from "node:fs";
import { at, manifest, top, vsixName } from "./place.mjs";
import { install } from "./install.mjs";
import { node } from "./run-command.mjs";

const flags = new Set(process.argv.slice(2));
const quiet = flags.has("--quiet");
await install();

if (flags.has("--plugin-only")) {
  const { writePluginPackage } = await import("./build/plugin-package.mjs");
  writePluginPackage(top, { version: manifest().version });
  process.exit(0);
}

if (!flags.has("--no-build")) await node(["scripts/build.mjs", ...(quiet ? ["--quiet"] : [])]);
const { packExtension } = await import("./build/vsix.mjs");
const { entriesOf, missingFrom } = await import("./build/archive.mjs");
const target = at(vsixName());
await packExtension(target, { quiet });

const missing = missingFrom(entriesOf(readFileSync(target)), existsSync);
if (missing.length > 0) {
  console.error(`${vsixName()} lacks: ${missing.join(", ")}`);
  process.exit(1);
}
console.log(`${vsixName()}: ${(statSync(target).size / 1e6).toFixed(1)} MB`);

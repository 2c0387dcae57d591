/** `npm run check`: types, lint, format, unused files and exports. Runs them all, then says which failed. */
import "./need-node.mjs";
import { existsSync, readdirSync } from "node:fs";
import { at } from "./place.mjs";
import { install } from "./install.mjs";
import { node } from "./run-command.mjs";

const steps = {
  types: ["node_modules/ts7/bin/tsc", "-p", "tsconfig.json"],
  "types of the views": ["node_modules/ts7/bin/tsc", "-p", "tsconfig.webview.json"],
  lint: ["node_modules/oxlint/bin/oxlint", "--quiet"],
  format: ["node_modules/oxfmt/bin/oxfmt", "--check"],
  unused: ["node_modules/knip/bin/knip.js", "--no-progress"],
};

/** tsc takes a project without files for a mistake. */
const hasViews = existsSync(at("client/webview")) && readdirSync(at("client/webview"), { recursive: true }).some(name => /\.tsx?$/.test(name));
if (!hasViews) delete steps["types of the views"];

await install();
const wanted = process.argv.slice(2);
const failed = [];
for (const [name, args] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const begin = performance.now();
  const status = await node(args, { tolerate: true });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(", ")}`);
  process.exit(1);
}

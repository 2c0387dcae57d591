/** `npm run test:e2e`: drives the real workbench in a browser. Its tools live in test/e2e with a manifest of their own. */
import "./need-node.mjs";
import { at } from "./place.mjs";
import { install, installed } from "./install.mjs";
import { node, run } from "./run-command.mjs";

await install();
await node(["scripts/package.mjs", "--quiet"]);
const folder = at("test/e2e");
if (!installed(folder)) await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
await node(["setup.mjs"], { cwd: folder });
await node(["run.mjs", ...process.argv.slice(2)], { cwd: folder });

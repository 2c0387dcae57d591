/** `npm start` on a fresh clone: install, build, pack the extension, then the example from its source to its profile. */
import "./need-node.mjs";
import { existsSync } from "node:fs";
import { at, vsixName } from "./place.mjs";
import { install } from "./install.mjs";
import { node } from "./run-command.mjs";

await install();
await node(["scripts/build.mjs", "--quiet"]);
await node(["scripts/package.mjs", "--quiet", "--no-build"]);

const { ensureFlights } = await import("./data/flights.mjs");
await ensureFlights(at("examples/data"));

const args = process.argv.slice(2);
const cell = existsSync(at("dist/cli.js"));
if (cell) await node(["dist/cli.js", "run", ...(args.length ? args : ["examples/flights.ts"])]);
else console.error("dist/cli.js was not built: cli/main.ts is missing.");

console.log(`\nThe VS Code extension is ${at(vsixName())}`);
console.log(`Install it with:  code --install-extension ${vsixName()}`);
console.log("or in VS Code: Extensions view, menu ..., Install from VSIX.");
if (!cell) process.exit(1);

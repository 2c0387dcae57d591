/**
 * `npm run bench|conformance`: builds Bask, bundles the job's own TypeScript to out/, and runs it in plain Node.
 * A job imports the library as its users do (`bask/array`): the package's name leads to its own dist folder.
 */
import "./need-node.mjs";
import { existsSync } from "node:fs";
import { at } from "./place.mjs";
import { install } from "./install.mjs";
import { node } from "./run-command.mjs";

const jobs = {
  bench: "bench/main.ts",
  conformance: "test/conformance/main.ts",
};

const [name, ...args] = process.argv.slice(2);
const source = jobs[name];
if (source === undefined) {
  console.error(`Expected one of ${Object.keys(jobs).join(", ")}; got ${name ?? "nothing"}.`);
  process.exit(1);
}
if (!existsSync(at(source))) {
  console.error(`${source} is missing: there is nothing to run for "${name}".`);
  process.exit(1);
}
await install();
await node(["scripts/build.mjs", "--quiet"]);
const { buildJob } = await import("./build.mjs");
await node([await buildJob(name, source), ...args]);

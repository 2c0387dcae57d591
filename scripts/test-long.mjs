/**
 * `npm run test:long [-- --rounds N] [--only PATTERN]`: what is too long for each change. First the tests that BASK_LONG
 * opens (much data in a small budget, long stress runs), then N rounds (10 unless told) of every test that draws random
 * cases, each with a new seed, which a failure names: `BASK_SEED=N npx vitest run FILE` repeats it.
 */
import "./need-node.mjs";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";
import { at } from "./place.mjs";
import { node } from "./run-command.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "10" }, only: { type: "string", default: "" } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 0) {
  console.error(`--rounds: expected a count, got ${values.rounds}`);
  process.exit(1);
}
const tests = readdirSync(at("test"), { recursive: true, withFileTypes: true })
  .filter(entry => entry.name.endsWith(".test.ts") && !entry.parentPath.includes("node_modules"))
  .map(entry => path.join(entry.parentPath, entry.name))
  .filter(file => file.includes(values.only));
const having = word => tests.filter(file => readFileSync(file, "utf8").includes(word));

await install();
await node(["scripts/build.mjs", "--quiet"]);
const vitest = (files, env) => node(["node_modules/vitest/vitest.mjs", "run", ...files], { env, tolerate: true });
const failures = [];
const long = having("BASK_LONG");
if (long.length > 0 && (await vitest(long, { BASK_LONG: "1" })) !== 0) failures.push("the long tests");
const random = having('from "fast-check"');
for (let round = 0; random.length > 0 && round < rounds; round++) {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`\nround ${round + 1} of ${rounds}, seed ${seed}`);
  if ((await vitest(random, { BASK_SEED: String(seed) })) !== 0) failures.push(`seed ${seed}`);
}
console.log(failures.length === 0 ? "\nall passed" : `\nfailed: ${failures.join(", ")}`);
process.exit(failures.length === 0 ? 0 : 1);

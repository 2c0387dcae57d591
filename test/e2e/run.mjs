/**
 * Runs every *.test.mjs here, one file after the other (each starts a server and a browser), and ends with a line of
 * totals: `e2e: N passed, N failed`. Arguments choose files by a part of their name.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter(name => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some(part => name.includes(part))))
  .map(name => path.join(here, name));

let passed = 0;
let failed = 0;
const begin = performance.now();
const stream = run({ files, concurrency: 1, timeout: 20 * 60_000 });
const isTest = event => event.details?.type !== "suite" && !files.includes(event.name);
stream.on("test:pass", event => isTest(event) && !event.skip && !event.todo && passed++);
stream.on("test:fail", event => isTest(event) && failed++);
// A file that fails before its first test (a hook, a syntax error) counts as one.
stream.on("test:fail", event => files.includes(event.name) && failed === 0 && failed++);
stream.compose(spec).pipe(process.stdout);
stream.on("close", finish);
stream.on("end", finish);

let done = false;
function finish() {
  if (done) return;
  done = true;
  // Node's reporter ends after the stream: its summary comes first.
  setTimeout(() => {
    console.log(`\ne2e took ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    console.log(`e2e: ${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
  }, 100);
}

/** `npm run data`: makes the tutorial's data sets from a seed. What is there already and was made alike is left alone. */
import "./need-node.mjs";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";
import { at } from "./place.mjs";

const HELP = `Usage: npm run data -- [options]

  --scale N      how much data; bytes grow in proportion (default 1: about 60 MB)
  --seed N       another seed makes other data (default 0)
  --only A,B     only these sets
  --dir FOLDER   where they go (default: examples/data)
  --list         names the sets
`;

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(message);
  process.exit(1);
}

function options() {
  try {
    return parseArgs({
      options: {
        scale: { type: "string", default: "1" },
        seed: { type: "string", default: "0" },
        only: { type: "string" },
        dir: { type: "string", default: at("examples/data") },
        list: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    return stop(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

const { scale: scaleText, seed: seedText, only, dir, list, help } = options();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const scale = Number(scaleText);
if (!(scale > 0 && scale <= 1_000)) stop(`--scale: expected a number above 0 and at most 1,000; got "${scaleText}"`);
const seed = Number(seedText);
if (!Number.isSafeInteger(seed)) stop(`--seed: expected a whole number; got "${seedText}"`);

await install();
const { sets } = await import("./data/sets.mjs");
const { ensure } = await import("./data/make.mjs");
const names = sets.map(set => set.name);
if (list) {
  console.log(names.join("\n"));
  process.exit(0);
}
const wanted = only?.split(",") ?? names;
const unknown = wanted.find(name => !names.includes(name));
if (unknown !== undefined) stop(`--only: expected names out of ${names.join(", ")}; got "${unknown}"`);

for (const set of sets.filter(({ name }) => wanted.includes(name))) {
  const start = performance.now();
  const { made, files, bytes } = await ensure(dir, set, { seed, scale }, line => console.error(line)).catch(error => stop(error.message));
  const size = `${(bytes / 1e6).toFixed(1)} MB in ${files} ${files === 1 ? "file" : "files"}`;
  console.log(`${set.name.padEnd(14)} ${size}${made ? `, ${((performance.now() - start) / 1000).toFixed(1)} s` : ", there already"}`);
}

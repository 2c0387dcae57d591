/**
 * Making a data set, or leaving it where it is.
 *
 * A set is made in a hidden sibling of its place and moved when it is whole, so a run that is killed leaves nothing that looks
 * finished. The manifest names a set only from after the move until before the next one: whatever it names is complete.
 */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./lock.mjs";
import { extent, isCurrent, readManifest, writeManifest } from "./manifest.mjs";

/**
 * @typedef {object} Recipe
 * @property {number} seed
 * @property {number} scale 1 is the ordinary size; bytes grow in proportion
 *
 * @typedef {object} DataSet
 * @property {string} name
 * @property {number} version to be raised when what `make` writes changes
 * @property {(folder: string, recipe: Recipe) => void | Promise<void>} make writes its files and folders into an empty folder
 *
 * @typedef {object} Outcome
 * @property {boolean} made false if it was there already
 * @property {number} files
 * @property {number} bytes
 */

/**
 * @param {string} folder where the set's files and folders go
 * @param {DataSet} set
 * @param {Recipe} recipe
 * @param {(line: string) => void} [log]
 * @returns {Promise<Outcome>}
 */
export async function ensure(folder, set, { seed, scale }, log = () => {}) {
  const recipe = `version ${set.version}, seed ${seed}, scale ${scale}`;
  const current = () => {
    const entry = readManifest(folder)[set.name];
    return entry !== undefined && isCurrent(folder, entry, recipe) ? outcome(false, entry) : null;
  };
  return current() ?? await alone(folder, async () => {
    const byAnother = current();
    if (byAnother) return byAnother;
    const unfinished = join(folder, `.unfinished-${set.name}`);
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    try {
      await set.make(unfinished, { seed, scale });
      return outcome(true, move(folder, unfinished, set.name, recipe));
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }, log);
}

/** @param {boolean} made @param {import("./manifest.mjs").Entry} entry @returns {Outcome} */
function outcome(made, { products }) {
  const extents = Object.values(products);
  return { made, files: extents.reduce((n, e) => n + e.files, 0), bytes: extents.reduce((n, e) => n + e.bytes, 0) };
}

/**
 * Moves what was made into place. What was there is renamed first and removed last, since removing takes time and a folder half
 * removed would still look like a data set.
 * @param {string} folder @param {string} from @param {string} name @param {string} recipe
 */
function move(folder, from, name, recipe) {
  const { [name]: earlier, ...others } = readManifest(folder);
  if (earlier) writeManifest(folder, others);
  const products = readdirSync(from).toSorted();
  const replaced = join(folder, `.replaced-${name}`);
  rmSync(replaced, { recursive: true, force: true });
  mkdirSync(replaced);
  for (const product of new Set([...Object.keys(earlier?.products ?? {}), ...products])) {
    if (existsSync(join(folder, product))) renameSync(join(folder, product), join(replaced, product));
  }
  /** @type {import("./manifest.mjs").Entry} */
  const entry = { recipe, products: {} };
  for (const product of products) {
    renameSync(join(from, product), join(folder, product));
    entry.products[product] = extent(join(folder, product)) ?? { files: 0, bytes: 0 };
  }
  writeManifest(folder, { ...others, [name]: entry });
  rmSync(replaced, { recursive: true, force: true });
  return entry;
}

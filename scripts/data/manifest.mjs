/** What a data folder holds: for each set how it was made, and the size of what came out, so that a damaged set is noticed. */

import { lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ files: number; bytes: number }} Extent
 * @typedef {{ recipe: string; products: { [name: string]: Extent } }} Entry `recipe`: version, seed and scale as one text
 * @typedef {{ [set: string]: Entry }} Manifest
 */

const FILE = ".manifest.json";

/** @param {string} folder @returns {Manifest} empty if there is none, or none that can be read */
export function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8"));
  } catch {
    return {};
  }
}

/** @param {string} folder @param {Manifest} manifest */
export function writeManifest(folder, manifest) {
  const unfinished = join(folder, `${FILE}.new`);
  writeFileSync(unfinished, JSON.stringify(manifest, null, 2) + "\n");
  renameSync(unfinished, join(folder, FILE));
}

/**
 * The number of files at a path and their bytes.
 * @param {string} path a file or a folder
 * @returns {Extent | null} null if nothing is there
 */
export function extent(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isDirectory()) return { files: 1, bytes: stat.size };
  const total = { files: 0, bytes: 0 };
  for (const name of readdirSync(path)) {
    const part = extent(join(path, name));
    total.files += part?.files ?? 0;
    total.bytes += part?.bytes ?? 0;
  }
  return total;
}

/**
 * Whether a set is there, made by this recipe, and whole.
 * @param {string} folder @param {Entry | undefined} entry @param {string} recipe
 */
export function isCurrent(folder, entry, recipe) {
  return entry?.recipe === recipe && Object.entries(entry.products).every(([name, { files, bytes }]) => {
    const found = extent(join(folder, name));
    return found?.files === files && found.bytes === bytes;
  });
}

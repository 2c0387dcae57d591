/** Installs the libraries when they are missing or do not match the lockfile. Uses nothing but Node's own modules. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run-command.mjs";
import { top } from "./place.mjs";

/** npm leaves the tree it installed in node_modules/.package-lock.json: the two lists must agree. */
export function installed(folder = top) {
  const record = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const have = JSON.parse(readFileSync(record, "utf8")).packages;
  const want = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([path, entry]) => {
    if (path === "" || entry.optional || entry.link) return true;
    return have[path]?.version === entry.version;
  });
}

/** `npm ci`, once. Install scripts stay off: no library here needs one. */
export async function install(folder = top) {
  if (installed(folder)) return;
  console.log("Installing libraries (npm ci) ...");
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
}

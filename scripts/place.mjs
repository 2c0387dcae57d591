/** Where things are: every path of the scripts, from the top of the repository. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const top = dirname(dirname(fileURLToPath(import.meta.url)));
export const at = (...parts) => join(top, ...parts);
export const manifest = () => JSON.parse(readFileSync(at("package.json"), "utf8"));
export const vsixName = () => `bask-${manifest().version}.vsix`;

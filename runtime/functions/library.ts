/** Where `bask` and `bask/*` lead in cells and linked modules: to the copy that this process runs, so that there is one only. */

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const MODULES: Readonly<Record<string, string>> = {
  bask: "index",
  "bask/array": "array",
  "bask/bag": "bag",
  "bask/dataframe": "dataframe",
  "bask/distributed": "distributed",
  "bask/ml": "ml",
};

/** The folder of the built library: beside this file, or above it where this is `session/main.js`; the sources when run from them. */
function folder(): { readonly path: string; readonly extension: ".js" | ".ts" } {
  const here = path.dirname(fileURLToPath(import.meta.url));
  for (const candidate of [here, path.dirname(here)]) {
    for (const extension of [".js", ".ts"] as const) {
      if (existsSync(path.join(candidate, `array${extension}`)) && existsSync(path.join(candidate, `index${extension}`))) return { path: candidate, extension };
    }
  }
  return { path: here, extension: ".js" };
}
const library = folder();

export const libraryFolder = library.path;

export function resolveBask(specifier: string): string | undefined {
  const name = MODULES[specifier];
  return name === undefined ? undefined : pathToFileURL(path.join(library.path, `${name}${library.extension}`)).href;
}

/** Where the page of a rule lies: it comes with the program, so that it can be read without a network. */

import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

let folder: string | null | undefined;

/** A `file:` address of `docs/rules/CODE.md`, or undefined where the pages are not installed. */
export function pageOf(code: string): string | undefined {
  if (folder === undefined)
    folder =
      ["../docs/rules/", "../../docs/rules/", "../../../docs/rules/"].map(place => fileURLToPath(new URL(place, import.meta.url))).find(existsSync) ?? null;
  return folder === null ? undefined : pathToFileURL(`${folder}${code}.md`).href;
}

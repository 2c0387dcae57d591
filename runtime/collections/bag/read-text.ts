/** `readText`: lines of files as a bag. */

import { type ReadTextOptions, textSource } from "../../io/text/read-text.ts";
import { build } from "../lazy.ts";
import { Bag } from "./bag.ts";

/** Lines come without their ending; an empty line is "". One partition a file, or by byte ranges of `blocksize`. */
export function readText(path: string | readonly string[], options: ReadTextOptions = {}): Bag {
  return new Bag(build("readText", [], textSource(path, options)));
}

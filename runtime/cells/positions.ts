/** From generated text back to the text it was made of. Lines are equal; columns are looked up, when an error asks. */

import type MagicString from "magic-string";
import type { Place } from "./cell.ts";

/** Lines and columns from 1, as in a stack frame; `startLine` is the file's line of the text's first, from 0. */
export function frameMap(edits: MagicString, startLine: number): (line: number, column: number) => Place {
  let lines: readonly (readonly (readonly number[])[])[] | undefined;
  return (line, column) => {
    lines ??= edits.generateDecodedMap({ hires: true }).mappings as unknown as number[][][];
    const segments = lines[line - 1 - startLine] ?? [];
    let found = segments[0];
    for (const segment of segments) {
      if (segment[0]! > column - 1) break;
      found = segment;
    }
    return { line: (found?.[2] ?? line - 1 - startLine) + startLine + 1, column: (found?.[3] ?? 0) + 1 };
  };
}

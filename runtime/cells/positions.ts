/** From generated text back to the text it was made of. Lines are equal; columns are looked up, when an error asks. */

import type { Place } from "./cell.ts";
import { placeAt } from "./place.ts";
import type { Rewriting } from "./rewrite.ts";

/** Lines and columns from 1, as in a stack frame; `startLine` is the file's line of the text's first, from 0; `starts` are the text's line starts. */
export function frameMap(
  { edits, callees }: Pick<Rewriting, "edits" | "callees">,
  starts: readonly number[],
  startLine = 0,
): (line: number, column: number) => Place {
  let lines: readonly (readonly (readonly number[])[])[] | undefined;
  return (line, column) => {
    lines ??= edits.generateDecodedMap({ hires: true }).mappings as unknown as number[][][];
    const segments = lines[line - 1 - startLine] ?? [];
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle]![0]! <= column - 1) low = middle;
      else high = middle - 1;
    }
    const [, , originalLine = line - 1 - startLine, originalColumn = 0] = segments[low] ?? [];
    const callee = callees.get((starts[originalLine] ?? 0) + originalColumn);
    const place = callee === undefined ? { line: originalLine, column: originalColumn } : placeAt(starts, callee);
    return { line: place.line + startLine + 1, column: place.column + 1 };
  };
}

/** One way in for analysis and transpiling: text to tree, or the problem that stops it, at its place in the text. */

import type { Problem } from "./cell.ts";
import { blankTypes, isProblem, type Enum } from "./blank.ts";
import { reservedName } from "./names.ts";
import { lineStarts, placeAt } from "./place.ts";
import { parseTree, type Tree } from "./tree.ts";

export interface Source {
  /** JavaScript, each character where the user wrote it. */
  readonly code: string;
  readonly tree: Tree;
  readonly enums: readonly Enum[];
  readonly starts: readonly number[];
}

export function readSource(text: string, typed = true): Source | Problem {
  const blanked = typed ? blankTypes(text) : { code: text, enums: [] };
  if (isProblem(blanked)) return blanked;
  const starts = lineStarts(text);
  try {
    const tree = parseTree(blanked.code);
    const reserved = reservedName(tree);
    if (reserved) return { ...placeAt(starts, reserved.start), message: `the name "${reserved.name}" is one that Bask gives to cells: choose another` };
    return { code: blanked.code, tree, enums: blanked.enums, starts };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = placeAt(starts, (error as SyntaxError & { pos?: number }).pos ?? 0);
    return { ...at, message: error.message.replace(/ \(\d+:\d+\)$/, "") };
  }
}

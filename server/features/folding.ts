/** Cells fold, the blank lines after them excepted. */

import type { FoldingRange } from "vscode-languageserver";
import type { Snapshot } from "../analysis/snapshot.ts";

export function foldingRanges({ cells }: Pick<Snapshot, "cells">): FoldingRange[] {
  return cells
    .filter(cell => cell.index > 0)
    .map(({ startLine, text, kind }) => ({
      startLine,
      endLine: startLine + text.trimEnd().split("\n").length - 1,
      ...(kind === "markdown" ? { kind: "comment" as const } : {}),
    }))
    .filter(({ startLine, endLine }) => endLine > startLine);
}

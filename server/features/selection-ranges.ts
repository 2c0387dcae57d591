/** What a selection grows to: the code around, the cell's code, the cell. */

import type TS from "typescript";
import type { SelectionRange } from "vscode-languageserver";
import { nodeAt } from "../analysis/lookup.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";

export function selectionRange(snapshot: Snapshot, offset: number): SelectionRange {
  const { analysis, text, cells } = snapshot;
  const starts = lineStarts(text);
  const spans: (readonly [number, number])[] = [[0, text.length]];
  const cell = cells.findLast(each => each.startOffset <= offset);
  if (cell !== undefined) {
    const end = cell.startOffset + cell.text.trimEnd().length;
    const code = starts[cell.codeStartLine] ?? cell.startOffset;
    spans.push([cell.startOffset, cell.endOffset], [cell.startOffset, end], [code + (/^\s*/.exec(text.slice(code, end))?.[0].length ?? 0), end]);
  }
  if (analysis?.text === text) for (const node of chain(nodeAt(analysis.source, offset))) spans.push([node.getStart(analysis.source), node.end]);
  let found: SelectionRange | undefined;
  let [low, high] = [0, text.length];
  for (const [start, end] of spans) {
    if (start > offset || end < offset || start < low || end > high || (found !== undefined && start === low && end === high)) continue;
    [low, high] = [start, end];
    found = { range: { start: positionAt(starts, start), end: positionAt(starts, end) }, ...(found === undefined ? {} : { parent: found }) };
  }
  return found!;
}

/** Outermost first, the file itself left out. */
function chain(node: TS.Node): TS.Node[] {
  const found: TS.Node[] = [];
  for (let each = node; each.parent !== undefined; each = each.parent) found.unshift(each);
  return found;
}

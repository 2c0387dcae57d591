/** The dataflow of cells as a call hierarchy: a cell calls those whose values it uses. */

import type TS from "typescript";
import { type CallHierarchyIncomingCall, type CallHierarchyItem, type CallHierarchyOutgoingCall, type Range, SymbolKind } from "vscode-languageserver";
import type { Cell } from "../../runtime/cells/cell.ts";
import { dataflow } from "../../runtime/cells/dataflow.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { K } from "../analysis/typescript.ts";
import { subjectOf } from "../rules/subject.ts";

export function cellItem(snapshot: Snapshot, offset: number): CallHierarchyItem[] {
  const cell = snapshot.cells.findLast(each => each.startOffset <= offset);
  return cell === undefined || cell.kind !== "code" || snapshot.cells.length < 2 ? [] : [itemOf(snapshot, lineStarts(snapshot.text), cell)];
}

/** Cells that use values of this one. */
export function cellUsers(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const index = indexOf(item);
  const starts = lineStarts(snapshot.text);
  return dataflow(snapshot.cells)
    .filter(each => each.inputs.includes(index))
    .flatMap(({ index: user }) => {
      const cell = snapshot.cells[user];
      return cell === undefined ? [] : [{ from: itemOf(snapshot, starts, cell), fromRanges: uses(snapshot, starts, cell, index) }];
    });
}

/** Cells whose values this one uses. */
export function cellNeeds(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const index = indexOf(item);
  const starts = lineStarts(snapshot.text);
  const cell = snapshot.cells[index];
  const inputs = dataflow(snapshot.cells).find(each => each.index === index)?.inputs ?? [];
  if (cell === undefined) return [];
  return inputs.flatMap(input => {
    const to = snapshot.cells[input];
    return to === undefined ? [] : [{ to: itemOf(snapshot, starts, to), fromRanges: uses(snapshot, starts, cell, input) }];
  });
}

const indexOf = ({ data }: CallHierarchyItem): number => ((data as { cell?: unknown } | undefined)?.cell as number | undefined) ?? -1;

function itemOf({ uri, text }: Snapshot, starts: readonly number[], cell: Cell): CallHierarchyItem {
  const firstEnd = text.indexOf("\n", cell.startOffset);
  const end = cell.startOffset + cell.text.trimEnd().length;
  const start = positionAt(starts, cell.startOffset);
  return {
    name: cell.index === 0 ? "Set-up" : cell.title || `Cell ${cell.index}`,
    kind: SymbolKind.Module,
    uri,
    range: { start, end: positionAt(starts, end) },
    selectionRange: { start, end: positionAt(starts, firstEnd < 0 ? end : Math.min(end, firstEnd)) },
    data: { cell: cell.index },
  };
}

/** Where a cell names what another one declares; its first line where that is not known. */
function uses(snapshot: Snapshot, starts: readonly number[], cell: Cell, other: number): Range[] {
  const { analysis } = snapshot;
  const names = new Set((analysis?.variables ?? []).filter(each => each.cell === other).map(each => each.name));
  const found: Range[] = [];
  if (analysis !== undefined) {
    const subject = subjectOf(analysis);
    for (const node of subject.all<TS.Identifier>(K.Identifier)) {
      const start = names.has(node.text) ? snapshot.fromAnalysed(node.getStart(analysis.source)) : undefined;
      if (start === undefined || start < cell.startOffset || start >= cell.endOffset || subject.resolve(node)?.scope !== analysis.source) continue;
      found.push({ start: positionAt(starts, start), end: positionAt(starts, start + node.text.length) });
    }
  }
  const start = positionAt(starts, cell.startOffset);
  return found.length > 0 ? found : [{ start, end: start }];
}

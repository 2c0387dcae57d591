/**
 * One version of one document. Cells come from a line scan when somebody asks; the analysis is that of this version, or the last finished one, whose places
 * are shifted through what was edited since.
 */

import type { Cell } from "../../runtime/cells/cell.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import type { Analysis } from "./analysis.ts";

/** Longer texts get cells and lenses only. */
export const MAX_TEXT = 1_000_000;

export interface Snapshot {
  readonly uri: string;
  readonly file: string;
  readonly version: number;
  readonly text: string;
  readonly cells: readonly Cell[];
  readonly analysis: Analysis | undefined;
  /** A place of this text in the analysed one, and back; undefined where it was edited. */
  toAnalysed(offset: number): number | undefined;
  fromAnalysed(offset: number): number | undefined;
}

export function snapshot(uri: string, file: string, version: number, text: string, analysis: Analysis | undefined): Snapshot {
  let cells: readonly Cell[] | undefined;
  let edit: Edit | undefined;
  const since = () => (edit ??= editBetween(analysis?.text ?? text, text));
  return {
    uri,
    file,
    version,
    text,
    analysis,
    get cells() {
      return (cells ??= splitCells(text));
    },
    toAnalysed: offset => shifted(offset, since().start, since().newEnd, since().oldEnd),
    fromAnalysed: offset => shifted(offset, since().start, since().oldEnd, since().newEnd),
  };
}

interface Edit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The one stretch in which two texts differ. */
export function editBetween(before: string, after: string): Edit {
  if (before === after) return { start: after.length, oldEnd: after.length, newEnd: after.length };
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < limit - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

function shifted(offset: number, start: number, end: number, otherEnd: number): number | undefined {
  if (offset <= start) return offset;
  return offset >= end ? offset - end + otherEnd : undefined;
}

/** Line starts of a text, for places. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
export function positionAt(starts: readonly number[], offset: number): { line: number; character: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - starts[low]! };
}

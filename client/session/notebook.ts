/**
 * The cells of one file through its edits: a cell keeps its id when cells are inserted above it or its text changes, so that
 * its slot, its decoration and its stale mark stay with it. Pure.
 */
import type { Cell } from "../../runtime/cells/cell.ts";

export interface NotebookCell {
  readonly id: string;
  readonly cell: Cell;
}

export interface Notebook {
  readonly file: string;
  readonly cells: readonly NotebookCell[];
  readonly nextId: number;
}

export const emptyNotebook = (file: string): Notebook => ({ file, cells: [], nextId: 0 });

/** The text that decides whether a cell is the same: trailing blank lines belong to nobody. */
export const textOf = (cell: Pick<Cell, "text">): string => cell.text.trimEnd();

/**
 * The notebook after an edit. Cells with the same text are matched first, in order; then, between those, cells are matched
 * one by one from the top: an edit inside one cell leaves exactly one on each side.
 */
export function follow(notebook: Notebook, cells: readonly Cell[]): Notebook {
  const before = notebook.cells;
  const pairs = sameText(before, cells);
  let nextId = notebook.nextId;
  const ids: (string | undefined)[] = cells.map(() => undefined);
  let b = 0;
  let c = 0;
  for (const [i, j] of [...pairs, [before.length, cells.length] as const]) {
    // Cell 0 is a place, not a text: it is always the same cell.
    for (; b < i && c < j; b++, c++) ids[c] = before[b]!.id;
    if (j < cells.length) ids[j] = before[i]!.id;
    b = i + 1;
    c = j + 1;
  }
  return {
    file: notebook.file,
    cells: cells.map((cell, k) => ({ id: ids[k] ?? `${notebook.file}#${nextId++}`, cell })),
    nextId,
  };
}

/** Matched positions [before, after], increasing in both: equal heads, equal tails, then equal texts in order. */
function sameText(before: readonly NotebookCell[], after: readonly Cell[]): (readonly [number, number])[] {
  const old = before.map(each => textOf(each.cell));
  const now = after.map(textOf);
  const head: [number, number][] = [];
  if (before.length > 0 && after.length > 0) head.push([0, 0]);
  let start = head.length;
  while (start < old.length && start < now.length && old[start] === now[start]) head.push([start, start++]);
  const tail: [number, number][] = [];
  let oldEnd = old.length;
  let nowEnd = now.length;
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) tail.unshift([--oldEnd, --nowEnd]);
  const middle: [number, number][] = [];
  let from = start;
  for (let j = start; j < nowEnd; j++) {
    const i = old.findIndex((text, k) => k >= from && k < oldEnd && text === now[j]);
    if (i < 0) continue;
    middle.push([i, j]);
    from = i + 1;
  }
  return [...head, ...middle, ...tail];
}

/** The cell that holds a line. */
export function cellAt(notebook: Notebook, line: number): NotebookCell | undefined {
  return notebook.cells.findLast(each => each.cell.startLine <= line);
}

/** Those that run: code, and not only white space. Cell 0 counts as set-up. */
export function runnable(notebook: Notebook): readonly NotebookCell[] {
  return notebook.cells.filter(
    ({ cell }) =>
      cell.kind === "code" &&
      cell.text
        .split("\n")
        .slice(cell.index === 0 ? 0 : 1)
        .join("\n")
        .trim() !== "",
  );
}

/** The last line with something on it, for the decoration after the cell. */
export function lastLine(cell: Cell): number {
  return cell.startLine + textOf(cell).split("\n").length - 1;
}

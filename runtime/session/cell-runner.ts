/** Runs cells of files in this thread, one scope a file: the session and the command line share it. */

import { pathToFileURL } from "node:url";
import { duplicateNames } from "../cells/duplicates.ts";
import { isProblem } from "../cells/blank.ts";
import { analyseCell } from "../cells/analyse.ts";
import { createScope, type CellScope } from "../cells/scope.ts";
import { splitCells } from "../cells/split.ts";
import { transpileCell, type Transpiled } from "../cells/transpile.ts";
import type { Problem } from "../cells/cell.ts";
import { runCell } from "../functions/compile.ts";
import { createNodeLinker } from "../functions/linker.ts";
import { mark } from "../functions/marks.ts";
import { mapPlacesWith } from "../functions/places.ts";
import type { CellText } from "../../protocol/session.ts";
import { resolveBask } from "../functions/library.ts";
import { timerModule } from "./timers.ts";

/** A cell that cannot be run as it is written. */
export class CellSyntaxError extends SyntaxError {
  readonly place: { readonly file: string; readonly line: number; readonly character: number };
  constructor(file: string, problem: Problem) {
    super(problem.message);
    this.name = "SyntaxError";
    this.place = { file, line: problem.line, character: problem.column };
  }
}

interface FileState {
  readonly scope: CellScope;
  /** The latest text of each cell that ran, newest last. */
  readonly cells: Map<number, { readonly cell: CellText; readonly code: Transpiled }>;
}

export interface CellRunner {
  /** The value of the cell's last expression, awaited. */
  run(cell: CellText, fileText: string): Promise<unknown>;
  variables(file: string): readonly { readonly name: string; readonly value: unknown }[];
  close(): Promise<void>;
}

export function createCellRunner(): CellRunner {
  const linker = createNodeLinker({ resolveBask });
  const files = new Map<string, FileState>();
  mapPlacesWith(place => {
    const inCell = mapInCells(files.get(place.file), place.line, place.column);
    return { ...place, ...(inCell ?? linker.map(place.file, place.line, place.column)) };
  });
  return {
    async run(cell, fileText) {
      const { file } = cell;
      const names = checkedNames(cell, fileText);
      const code = transpileCell({ text: cell.text, startLine: cell.startLine }, names);
      if (isProblem(code)) throw new CellSyntaxError(file, code as Problem);
      let state = files.get(file);
      if (state === undefined) {
        state = { scope: createScope(file), cells: new Map() };
        files.set(file, state);
      }
      forgetStale(state, cell, fileText);
      state.cells.set(cell.index, { cell, code });
      const load = linker.loadFor(file);
      const loadForCells = (specifier: string, options?: unknown) => {
        const own = timerModule(specifier);
        return own === undefined ? load(specifier, options) : Promise.resolve(own);
      };
      return runCell(code, state.scope, {
        load: mark(loadForCells, { kind: "load", from: pathToFileURL(file).href }),
        meta: linker.metaFor(file),
        key: cell.index,
      });
    },
    variables(file) {
      const values = files.get(file)?.scope.values ?? {};
      return Object.keys(values).map(name => ({ name, value: readSafely(values, name) }));
    },
    async close() {
      for (const { scope } of files.values()) await scope.close();
    },
  };
}

/** Top-level names of all cells of the file; a name that a cell before this one declares is an error. */
function checkedNames(cell: CellText, fileText: string): Set<string> {
  const cells = splitCells(fileText).map(each => ({ cell: each, analysis: analyseCell(each) }));
  const mine = { cell: { index: cell.index }, analysis: analyseCell({ text: cell.text, startLine: cell.startLine }) };
  const all = [...cells.filter(each => each.cell.index !== cell.index), mine].sort((a, b) => a.cell.index - b.cell.index);
  const clash = duplicateNames(all).find(duplicate => duplicate.cell === cell.index);
  if (clash !== undefined) throw new CellSyntaxError(cell.file, clash);
  return new Set(all.flatMap(each => each.analysis.declares.map(d => d.name)));
}

/** Cells whose text or place is another by now no longer say where a frame is. */
function forgetStale(state: FileState, running: CellText, fileText: string): void {
  const present = splitCells(fileText);
  for (const [index, { cell }] of state.cells) {
    const now = present[index];
    if (index === running.index || now === undefined || now.startLine !== cell.startLine || now.text !== cell.text) state.cells.delete(index);
  }
}

function mapInCells(state: FileState | undefined, line: number, column: number): { line: number; column: number } | undefined {
  if (state === undefined) return undefined;
  for (const { cell, code } of [...state.cells.values()].reverse()) {
    const lines = cell.text.split("\n").length;
    if (line - 1 < cell.startLine || line - 1 >= cell.startLine + lines) continue;
    const place = code.map(line, column);
    return { line: place.line, column: place.column };
  }
  // What wraps a cell's code: no line of the user's.
  return { line: 0, column: 0 };
}

function readSafely(values: Record<string, unknown>, name: string): unknown {
  try {
    return values[name];
  } catch {
    return undefined;
  }
}

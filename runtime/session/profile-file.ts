/** The profile that each run leaves for the editor: the latest run of each cell of a file, bounded, written whole or not at all. */

import { cellHash, type ProfileFile, type RunProfile } from "../../protocol/profile.ts";
import type { CellText } from "../../protocol/session.ts";
import { writeProfile } from "../profile/file.ts";

/** Runs of one cell that are kept; a cell that runs many is known by its last. */
const RUNS_OF_A_CELL = 8;

export class ProfileLog {
  readonly #cacheDir: string;
  readonly #files = new Map<string, Map<number, { cell: CellText; runs: RunProfile[] }>>();
  constructor(cacheDir: string) {
    this.#cacheDir = cacheDir;
  }
  /** A cell is about to run: what it left before goes. */
  begin(cell: CellText): void {
    let cells = this.#files.get(cell.file);
    if (cells === undefined) this.#files.set(cell.file, (cells = new Map()));
    cells.set(cell.index, { cell, runs: [] });
  }
  add(cell: CellText, profile: RunProfile): void {
    const runs = this.#files.get(cell.file)?.get(cell.index)?.runs;
    runs?.push(profile);
    if (runs !== undefined && runs.length > RUNS_OF_A_CELL) runs.shift();
  }
  /** Gives the path, or undefined where nothing could be written: a profile is never worth an error. */
  write(file: string): string | undefined {
    const cells = [...(this.#files.get(file)?.values() ?? [])];
    const content: ProfileFile = {
      version: 1,
      file,
      cells: cells.map(({ cell }) => ({ index: cell.index, startLine: cell.startLine, hash: cellHash(cell.text) })),
      runs: cells.flatMap(({ cell, runs }) => runs.map(run => ({ ...run, cell: cell.index }))),
    };
    try {
      return writeProfile(this.#cacheDir, content);
    } catch {
      return undefined;
    }
  }
}

/** Runs a whole text of cells as the session does, for tests. */

import { transpileCell, type Transpiled } from "../../runtime/cells/transpile.ts";
import { analyseCell } from "../../runtime/cells/analyse.ts";
import { createScope, type CellScope } from "../../runtime/cells/scope.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import { runCell, type Load } from "../../runtime/functions/compile.ts";

export interface Ran {
  readonly scope: CellScope;
  readonly results: unknown[];
  readonly cells: Transpiled[];
}

export function transpileAll(text: string): Transpiled[] {
  const cells = splitCells(text);
  const names = cells.flatMap(c => analyseCell(c).declares.map(d => d.name));
  return cells.map(c => {
    const made = transpileCell(c, names);
    if ("message" in made) throw new SyntaxError(`${made.message} at ${made.line}:${made.column}`);
    return made;
  });
}

/** `upTo` leaves the cells from that index on unrun. */
export async function runCells(
  text: string,
  file = "/somewhere/cells.ts",
  load: Load = s => import(s),
  scope = createScope(file),
  meta: object = { url: `file://${file}` },
  upTo = Infinity,
): Promise<Ran> {
  const cells = transpileAll(text);
  const results: unknown[] = [];
  for (const [key, cell] of cells.slice(0, upTo).entries()) results.push(await runCell(cell, scope, { load, meta, key }));
  return { scope, results, cells };
}

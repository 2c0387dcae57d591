/** Code of cells and modules as functions that can be called. The only place, with `rebuild.ts`, where text becomes code. */

import { compileFunction } from "node:vm";
import { usingStack } from "../cells/disposal.ts";
import type { CellScope } from "../cells/scope.ts";
import type { Transpiled } from "../cells/transpile.ts";

/** What `import()` in a cell or module calls. */
export type Load = (specifier: string, options?: unknown) => Promise<object>;

const HEAD = '"use strict"; return (async () => { ';
const TAIL = "\n})()";

/** An async function of `names` whose frames stand in `file` at the code's own lines; `line` is that of the first, from 0. */
export function compileBody(code: string, names: readonly string[], file: string, line = 0): (...values: unknown[]) => Promise<unknown> {
  // The head is on the first line, so its columns are taken off again.
  return compileFunction(HEAD + code + TAIL, [...names], { filename: file, lineOffset: line, columnOffset: -HEAD.length }) as (
    ...values: unknown[]
  ) => Promise<unknown>;
}

export interface RunCellOptions {
  readonly load: Load;
  readonly meta: object;
  /** The cell's own for as long as the session knows it. */
  readonly key: string | number;
}

/** Runs a cell in a scope; the promise has the value of its last expression. */
export async function runCell(cell: Transpiled, scope: CellScope, { load, meta, key }: RunCellOptions): Promise<unknown> {
  const body = compileBody(cell.code, ["$cell", "$def", "$load", "$bind", "$own", "$using", "$meta"], scope.facts.file, cell.startLine);
  const { $def, $bind, $own } = await scope.begin(key, cell);
  return await body(scope.values, $def, load, $bind, $own, usingStack, meta);
}

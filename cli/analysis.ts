/** The static analysis of a file, as the editor makes it, and the graphs it sees. */

import type { GraphView } from "../protocol/graph.ts";
import { graphView, type ViewRoot } from "../runtime/view/graph-view.ts";
import { analyse, workspaceReader, type Analysis, type CellAnalysis } from "../server/analysis/analysis.ts";
import { exprOf, isLazy } from "../server/analysis/evaluate/value.ts";

import type { SourceFile } from "./source.ts";

export const analysisOf = ({ file, text, host }: SourceFile): Promise<Analysis> => analyse(text, { file, host, reader: workspaceReader(() => true) });

/** What a cell builds: what it runs and shows, else what it names. */
export function rootsOf(cell: CellAnalysis): ViewRoot[] {
  const named = cell.variables.filter(({ value }) => isLazy(value)).map(({ name, value }) => ({ expr: exprOf(value as never), variable: name }));
  const run = [...cell.runs.flatMap(each => each.exprs), ...cell.shown.map(value => exprOf(value as never))];
  const variables = new Map(named.map(({ expr, variable }) => [expr.id, variable]));
  const roots = [...new Map(run.map(expr => [expr.id, { expr, variable: variables.get(expr.id) }])).values()];
  return roots.length > 0 ? [...roots, ...named.filter(({ expr }) => !roots.some(root => root.expr.id === expr.id))] : named;
}

export function graphOf(analysis: Analysis, { cell, optimized = false }: { cell?: number | undefined; optimized?: boolean }): GraphView {
  const cells = cell === undefined ? analysis.cells : analysis.cells.filter(each => each.cell.index === cell);
  if (cells.length === 0) throw new TypeError(`expected a cell from 0 to ${analysis.cells.length - 1}, got ${cell}`);
  const title = cell === undefined ? "" : cells[0]!.cell.title || `cell ${cell}`;
  const roots = [...new Map(cells.flatMap(rootsOf).map(root => [root.expr.id, root])).values()];
  if (roots.length === 0) throw new TypeError(`${cell === undefined ? "the file" : `cell ${cell}`} makes no lazy value`);
  return graphView(roots, { optimized, title });
}

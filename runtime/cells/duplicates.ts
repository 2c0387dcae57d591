/** A cell file is one module: a name is declared once in it. */

import type { Cell, Problem } from "./cell.ts";
import type { CellAnalysis } from "./analyse.ts";

export interface Duplicate extends Problem {
  readonly name: string;
  /** Index of the cell that declares it first. */
  readonly firstCell: number;
  readonly firstLine: number;
  readonly cell: number;
  /** A name nobody uses yet. */
  readonly suggestion: string;
}

export function duplicateNames(cells: readonly { readonly cell: Pick<Cell, "index">; readonly analysis: CellAnalysis }[]): Duplicate[] {
  const first = new Map<string, { cell: number; line: number }>();
  const taken = new Set(cells.flatMap(({ analysis }) => [...analysis.declares, ...analysis.references].map(n => n.name)));
  const duplicates: Duplicate[] = [];
  for (const { cell, analysis } of cells) {
    for (const { name, line, column } of analysis.declares) {
      const before = first.get(name);
      if (!before) {
        first.set(name, { cell: cell.index, line });
      } else if (before.cell !== cell.index) {
        const suggestion = freshName(name, taken);
        taken.add(suggestion);
        duplicates.push({
          name,
          firstCell: before.cell,
          firstLine: before.line,
          cell: cell.index,
          line,
          column,
          suggestion,
          message: `"${name}" is declared in line ${before.line + 1} already: a file of cells is one module. Rename this one, to "${suggestion}" for example, or assign without declaring.`,
        });
      }
    }
  }
  return duplicates;
}

function freshName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/\d+$/, "");
  for (let n = 2; ; n++) if (!taken.has(`${stem}${n}`)) return `${stem}${n}`;
}

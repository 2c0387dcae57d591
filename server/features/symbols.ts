/** The outline: cells, and in them the names they declare. */

import { SymbolKind, type DocumentSymbol } from "vscode-languageserver";
import { describe } from "../../runtime/collections/describe.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { uncertainty } from "../analysis/evaluate/join.ts";
import { exprOf, isLazy } from "../analysis/evaluate/value.ts";
import { safely } from "../analysis/facts.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { tasksOf } from "../analysis/tasks.ts";

export function documentSymbols(snapshot: Snapshot): DocumentSymbol[] {
  const { cells, analysis, text } = snapshot;
  if (cells.length < 2) return [];
  const starts = lineStarts(text);
  const placed = (analysis?.variables ?? []).flatMap(({ name, value, start: declared }) => {
    const start = snapshot.fromAnalysed(declared);
    return start === undefined ? [] : [{ name, value, start }];
  });
  let next = 0;
  return cells
    .filter(cell => cell.index > 0 || cell.text.trim() !== "")
    .map((cell): DocumentSymbol => {
      const end = Math.max(cell.startOffset, cell.startOffset + cell.text.trimEnd().length);
      const firstLine = cell.text.indexOf("\n");
      const children: DocumentSymbol[] = [];
      while (next < placed.length && placed[next]!.start < cell.startOffset) next++;
      for (; next < placed.length && placed[next]!.start < cell.endOffset; next++) {
        const { name, value, start } = placed[next]!;
        const range = { start: positionAt(starts, start), end: positionAt(starts, start + name.length) };
        const detail = isLazy(value) ? told(exprOf(value)) : undefined;
        children.push({
          name,
          kind: typeof value === "function" ? SymbolKind.Function : SymbolKind.Variable,
          range,
          selectionRange: range,
          ...(detail === undefined ? {} : { detail }),
        });
      }
      return {
        name: cell.index === 0 ? "Set-up" : cell.title || (cell.kind === "markdown" ? "Text" : `Cell ${cell.index}`),
        kind: cell.kind === "markdown" ? SymbolKind.String : SymbolKind.Module,
        range: { start: positionAt(starts, cell.startOffset), end: positionAt(starts, end) },
        selectionRange: {
          start: positionAt(starts, cell.startOffset),
          end: positionAt(starts, firstLine < 0 ? end : Math.min(end, cell.startOffset + firstLine)),
        },
        children,
      };
    });
}

/** With counts of tasks, by what is computed: after an edit most values are what they were. */
const details = new Map<string, string | undefined>();
const MAX_DETAILS = 20_000;

/** Counts the tasks that outlines tell, a value a step: that takes a graph, which nobody should wait for while typing. */
export function* detailsInSteps({ analysis }: Snapshot): Generator<undefined, true> {
  for (const { value } of analysis?.variables ?? []) {
    if (!isLazy(value)) continue;
    const expr = exprOf(value);
    const key = keyOf(expr);
    if (details.has(key)) continue;
    if (details.size >= MAX_DETAILS) details.clear();
    details.set(
      key,
      safely(() => describe(expr, tasksOf(expr))),
    );
    yield;
  }
  return true;
}

const keyOf = (expr: Expr): string => `${expr.id} ${uncertainty(expr) ?? ""}`;

/** Without the number of tasks as long as that is not known. */
const told = (expr: Expr): string | undefined => details.get(keyOf(expr)) ?? safely(() => describe(expr, null));

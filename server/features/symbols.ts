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
  const news = { left: MAX_NEW };
  return cells
    .filter(cell => cell.index > 0 || cell.text.trim() !== "")
    .map((cell): DocumentSymbol => {
      const end = Math.max(cell.startOffset, cell.startOffset + cell.text.trimEnd().length);
      const firstLine = cell.text.indexOf("\n");
      const children: DocumentSymbol[] = [];
      for (const variable of analysis?.variables ?? []) {
        const start = snapshot.fromAnalysed(variable.start);
        if (start === undefined || start < cell.startOffset || start >= cell.endOffset) continue;
        const range = { start: positionAt(starts, start), end: positionAt(starts, start + variable.name.length) };
        const { value } = variable;
        const detail = isLazy(value) ? told(exprOf(value), news) : undefined;
        children.push({
          name: variable.name,
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

/** By what is computed: after an edit most values are what they were. */
const details = new Map<string, string | undefined>();
const MAX_DETAILS = 20_000;
/** What one outline may find out; the others have their details when it is asked for again. */
const MAX_NEW = 20;

/** Finds out what outlines tell, a value a step. */
export function* detailsInSteps({ analysis }: Snapshot): Generator<undefined, true> {
  for (const { value } of analysis?.variables ?? []) {
    if (!isLazy(value)) continue;
    told(exprOf(value), { left: 1 });
    yield;
  }
  return true;
}

function told(expr: Expr, news: { left: number }): string | undefined {
  const key = `${expr.id} ${uncertainty(expr) ?? ""}`;
  if (!details.has(key)) {
    if (news.left-- <= 0) return undefined;
    if (details.size >= MAX_DETAILS) details.clear();
    details.set(
      key,
      safely(() => describe(expr, tasksOf(expr))),
    );
  }
  return details.get(key);
}

/** Column names from the data: after `df.col.` and after the row parameter of a function given to a frame; in texts and among arguments, what can stand there. */

import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import type { Host } from "../../runtime/expr/host.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import type { ColumnMeta } from "../../runtime/meta/meta.ts";
import { exprOf, isLazy, type Value } from "../analysis/evaluate/value.ts";
import { nodeAt, rowsOf } from "../analysis/lookup.ts";
import type { Snapshot } from "../analysis/snapshot.ts";
import { ts } from "../analysis/typescript.ts";
import { subjectOf } from "../rules/subject.ts";
import { amongArguments } from "./completion-options.ts";
import { inText } from "./completion-text.ts";
import { dtypeText } from "./summary.ts";

/** `host` is what files may be seen through. */
export function completions(snapshot: Snapshot, offset: number, host?: Host): CompletionItem[] {
  const { analysis, text } = snapshot;
  if (analysis === undefined || analysis.text !== text) return [];
  const dot = dotBefore(text, offset);
  if (dot < 0) {
    const subject = subjectOf(analysis);
    return inText(subject, offset, host) ?? amongArguments(subject, offset) ?? [];
  }
  let node = nodeAt(analysis.source, dot);
  while (node.parent !== undefined && !(ts.isPropertyAccessExpression(node) && node.expression.end <= dot && node.name.end >= dot)) node = node.parent;
  if (!ts.isPropertyAccessExpression(node)) return [];
  const target = node.expression;
  const { facts } = analysis.program.evaluation;
  if (ts.isPropertyAccessExpression(target) && target.name.text === "col") return items(facts.get(target.expression)?.value);
  return ts.isIdentifier(target) ? items(rowsOf(analysis, target)) : [];
}

function dotBefore(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /[\w$\s]/.test(text[at - 1]!)) at--;
  return text[at - 1] === "." && !/(^|[^\w$])\d[\d_]*$/.test(text.slice(Math.max(0, at - 40), at - 1)) && !inQuotes(text, at - 1) ? at - 1 : -1;
}
/** An odd number of quotes before it in its line. */
function inQuotes(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replaceAll(/\\./g, "");
  return [`"`, "'", "`"].some(quote => line.split(quote).length % 2 === 0);
}

function items(value: Value): CompletionItem[] {
  if (!isLazy(value)) return [];
  const { meta } = exprOf(value);
  if (meta.kind !== "frame" || isUnknown(meta.columns)) return [];
  const columns: readonly ColumnMeta[] = [...meta.columns, ...meta.index.filter(column => column.name !== "")];
  return columns
    .map(({ name, dtype }, i) => ({ label: name, kind: CompletionItemKind.Field, detail: dtypeText(dtype), sortText: String(i).padStart(4, "0") }))
    .filter(item => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(item.label));
}

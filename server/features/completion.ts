/** Column names from the data: after `df.col.` and after the row parameter of a function given to a frame. */

import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { isUnknown } from "../../runtime/meta/dim.ts";
import type { ColumnMeta } from "../../runtime/meta/meta.ts";
import { exprOf, isLazy, type Value } from "../analysis/evaluate/value.ts";
import { nodeAt, rowsOf } from "../analysis/lookup.ts";
import type { Snapshot } from "../analysis/snapshot.ts";
import { ts } from "../analysis/typescript.ts";
import { dtypeText } from "./summary.ts";

export function completions(snapshot: Snapshot, offset: number): CompletionItem[] {
  const { analysis, text } = snapshot;
  if (analysis === undefined || analysis.text !== text) return [];
  const dot = text.slice(0, offset).search(/\.\s*[\w$]*$/);
  if (dot < 0) return [];
  let node = nodeAt(analysis.source, dot);
  while (node.parent !== undefined && !(ts.isPropertyAccessExpression(node) && node.expression.end <= dot && node.name.end >= dot)) node = node.parent;
  if (!ts.isPropertyAccessExpression(node)) return [];
  const target = node.expression;
  const { facts } = analysis.program.evaluation;
  if (ts.isPropertyAccessExpression(target) && target.name.text === "col") return items(facts.get(target.expression)?.value);
  return ts.isIdentifier(target) ? items(rowsOf(analysis, target)) : [];
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

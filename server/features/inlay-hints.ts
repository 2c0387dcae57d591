/** Facts behind names, only where they change: at the source, not on every step after it. */

import { type InlayHint, InlayHintKind } from "vscode-languageserver";
import type { Expr } from "../../runtime/expr/expr.ts";
import { exprOf, isLazy } from "../analysis/evaluate/value.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { hintOf } from "./summary.ts";

/** What `bask.hints.show` can be: where facts change, behind every lazy name, or nowhere. */
export type HintsShown = "changes" | "all" | "off";
export const hintsShown = (given: unknown): HintsShown => (given === "all" || given === "off" ? given : "changes");

/** Hints between two offsets of the text, at most one a line. */
export function inlayHints(snapshot: Snapshot, from = 0, to = snapshot.text.length, shown: HintsShown = "changes"): InlayHint[] {
  const { analysis, text } = snapshot;
  if (analysis === undefined || shown === "off") return [];
  const starts = lineStarts(text);
  const named = new Map<string, string>();
  const hints: InlayHint[] = [];
  let lastLine = -1;
  for (const { value, end } of analysis.variables) {
    if (!isLazy(value)) continue;
    const node = exprOf(value);
    const label = hintOf(node.meta);
    const before = shown === "all" ? [] : [...nearestNamed(node, named)];
    named.set(node.id, label);
    const offset = snapshot.fromAnalysed(end);
    if (label === "" || before.some(each => each === label || each.startsWith(`${label} ×`)) || offset === undefined || offset < from || offset > to) continue;
    const position = positionAt(starts, offset);
    if (position.line === lastLine) continue;
    lastLine = position.line;
    hints.push({ position, label: `: ${label}`, kind: InlayHintKind.Type, paddingLeft: false });
  }
  return hints;
}

/** Hints of the nearest values above that have a name of their own. */
function nearestNamed(node: Expr, named: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const stack = [...node.inputs];
  while (stack.length > 0 && seen.size < 2000) {
    const each = stack.pop()!;
    if (seen.has(each.id)) continue;
    seen.add(each.id);
    const label = named.get(each.id);
    if (label !== undefined) found.add(label);
    else stack.push(...each.inputs);
  }
  return found;
}

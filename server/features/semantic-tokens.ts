/** Names of lazy values against names of what is there: results of a run. */

import type TS from "typescript";
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from "vscode-languageserver";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { K, ts } from "../analysis/typescript.ts";
import { runsOf } from "../rules/graph.ts";
import { type Declaration, type Subject, subjectOf } from "../rules/subject.ts";
import { unwrap } from "../rules/syntax.ts";

export const TOKENS: SemanticTokensLegend = { tokenTypes: ["variable", "parameter"], tokenModifiers: ["lazy", "concrete"] };
const LAZY = 1;
const CONCRETE = 2;

/** Of a stretch of the text, or all of it. */
export function semanticTokens(snapshot: Snapshot, from = 0, to = snapshot.text.length): SemanticTokens {
  const { analysis } = snapshot;
  const builder = new SemanticTokensBuilder();
  if (analysis === undefined) return builder.build();
  const subject = subjectOf(analysis);
  const results = computed(subject);
  const starts = lineStarts(snapshot.text);
  for (const node of subject.all<TS.Identifier>(K.Identifier)) {
    const { parent } = node;
    if ((ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node)) continue;
    const start = snapshot.fromAnalysed(node.end - node.text.length);
    if (start === undefined || start < from || start >= to) continue;
    const lazy = subject.lazy(node) !== undefined;
    const declared = lazy && results.size === 0 ? undefined : subject.resolve(node);
    const concrete = declared !== undefined && results.has(declared);
    if ((!lazy && !concrete) || declared?.kind === "function" || declared?.kind === "import") continue;
    const { line, character } = positionAt(starts, start);
    const type = ts.isParameter(parent) || declared?.kind === "parameter" ? 1 : 0;
    builder.push(line, character, node.text.length, type, concrete ? CONCRETE : LAZY);
  }
  return builder.build();
}

/** What is declared as the result of a run: `const total = await x.sum().compute()`. */
function computed(s: Subject): Set<Declaration> {
  const found = new Set<Declaration>();
  for (const { call, verb } of runsOf(s)) {
    if (verb !== "compute") continue;
    let node: TS.Node = call.node.parent;
    while (node !== undefined && (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node))) node = node.parent;
    if (node === undefined || !ts.isVariableDeclaration(node) || node.initializer === undefined || !ts.isAwaitExpression(unwrap(node.initializer))) continue;
    const names = ts.isIdentifier(node.name)
      ? [node.name]
      : node.name.elements.flatMap(each => (ts.isBindingElement(each) && ts.isIdentifier(each.name) ? [each.name] : []));
    for (const name of names) {
      const declared = s.resolve(name);
      if (declared !== undefined) found.add(declared);
    }
  }
  return found;
}

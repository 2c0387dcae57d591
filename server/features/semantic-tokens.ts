/** Names of lazy values against names of what is there: results of a run. */

import type TS from "typescript";
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from "vscode-languageserver";
import type { Analysis } from "../analysis/analysis.ts";
import { lineStarts, positionAt, type Snapshot } from "../analysis/snapshot.ts";
import { K, ts } from "../analysis/typescript.ts";
import { runsOf } from "../rules/graph.ts";
import { type Declaration, type Subject, subjectOf } from "../rules/subject.ts";
import { unwrap } from "../rules/syntax.ts";

export const TOKENS: SemanticTokensLegend = { tokenTypes: ["variable", "parameter"], tokenModifiers: ["lazy", "concrete"] };
const LAZY = 1;
const CONCRETE = 2;

interface Token {
  readonly start: number;
  readonly length: number;
  readonly type: number;
  readonly modifiers: number;
}
const tokens = new WeakMap<Analysis, readonly Token[]>();

/** Are they found already? Asking for them costs a walk of the whole tree otherwise. */
export const tokensKnown = (analysis: Analysis): boolean => tokens.has(analysis);

/** Of a stretch of the text, or all of it. */
export function semanticTokens(snapshot: Snapshot, from = 0, to = snapshot.text.length): SemanticTokens {
  const { analysis } = snapshot;
  const builder = new SemanticTokensBuilder();
  if (analysis === undefined) return builder.build();
  let all = tokens.get(analysis);
  if (all === undefined) tokens.set(analysis, (all = find(subjectOf(analysis))));
  const starts = lineStarts(snapshot.text);
  for (const { start, length, type, modifiers } of all) {
    const at = snapshot.fromAnalysed(start);
    if (at === undefined || at < from || at >= to || snapshot.fromAnalysed(start + length) !== at + length) continue;
    const { line, character } = positionAt(starts, at);
    builder.push(line, character, length, type, modifiers);
  }
  return builder.build();
}

function find(subject: Subject): Token[] {
  const results = computed(subject);
  const found: Token[] = [];
  for (const node of subject.all<TS.Identifier>(K.Identifier)) {
    const { parent } = node;
    if ((ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node)) continue;
    const lazy = subject.lazy(node) !== undefined;
    if (!lazy && results.size === 0) continue;
    const declared = subject.resolve(node);
    const concrete = declared !== undefined && results.has(declared);
    if ((!lazy && !concrete) || declared?.kind === "function" || declared?.kind === "import") continue;
    const type = declared?.kind === "parameter" ? 1 : 0;
    found.push({ start: node.end - node.text.length, length: node.text.length, type, modifiers: concrete ? CONCRETE : LAZY });
  }
  return found;
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

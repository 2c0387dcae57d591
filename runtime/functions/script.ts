/** A running script's text as a tree, parsed once, and a function's node in it. */

import { lineStarts, placeAt } from "../cells/place.ts";
import { importsOf } from "../cells/imports.ts";
import { isFunctionNode, parseTree, type Node, type Reference, type Tree } from "../cells/tree.ts";
import type { Engine, FunctionFacts, Script } from "./engine.ts";

export interface ParsedScript {
  readonly code: string;
  readonly tree: Tree;
  readonly starts: readonly number[];
  /** All uses of names, in the order of the text. */
  readonly references: readonly Reference[];
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly imported: string }>;
  readonly functions: readonly Node[];
}

/** Each run of a cell is another script, so only the last ones used are kept. */
const KEPT = 64;
const parsed = new Map<string, ParsedScript | undefined>();

/** `undefined` where the text cannot be read as JavaScript by the parser. */
export function parsedScript(engine: Engine, script: Script): ParsedScript | undefined {
  const found = parsed.has(script.id) ? parsed.get(script.id) : read(engine.source(script), script.isModule);
  parsed.delete(script.id);
  parsed.set(script.id, found);
  if (parsed.size > KEPT) parsed.delete(parsed.keys().next().value!);
  return found;
}

export function read(code: string, isModule: boolean): ParsedScript | undefined {
  let tree: Tree;
  try {
    tree = parseTree(code, isModule ? {} : { sourceType: "script", allowReturnOutsideFunction: true });
  } catch {
    return undefined;
  }
  const references = tree.scopes.scopes.flatMap(s => s.references).sort((a, b) => startOf(a) - startOf(b));
  const imports = importsOf(tree).flatMap(i => i.names.map(n => [n.local, { specifier: i.specifier, imported: n.imported }] as const));
  return {
    code,
    tree,
    starts: lineStarts(code),
    references,
    imports: new Map(imports),
    functions: [...tree.parents.keys()].filter(n => isFunctionNode(n) || n.type === "ClassDeclaration" || n.type === "ClassExpression"),
  };
}

export const startOf = (reference: Reference): number => (reference.identifier as unknown as Node).start;

export interface Found {
  readonly node: Node;
  /** Where the function's own text begins: before the node for a method. */
  readonly start: number;
  readonly text: string;
}

/** The node whose text the function has, at its place. */
export function findFunction(script: ParsedScript, text: string, facts: FunctionFacts): Found | undefined {
  const line = facts.line - facts.script.startLine;
  const column = facts.column - (line === 0 ? facts.script.startColumn : 0);
  const offset = (script.starts[line] ?? 0) + column;
  let best: Found | undefined;
  for (const node of script.functions) {
    const start = node.end - text.length;
    // `k => x => x + k` ends where the function inside it ends.
    if (start > offset || offset >= node.end || start < 0 || node.start < start || script.code.slice(start, node.end) !== text) continue;
    if (!best || start > best.start) best = { node, start, text };
  }
  return best;
}

/** Line and column in the file, from 1. */
export function placeInFile(script: ParsedScript, of: Script, offset: number): { line: number; column: number } {
  const { line, column } = placeAt(script.starts, offset);
  return { line: line + of.startLine + 1, column: column + (line === 0 ? of.startColumn : 0) + 1 };
}

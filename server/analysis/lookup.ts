/** What stands at a place of an analysed text. */

import type TS from "typescript";
import { K, ts } from "./typescript.ts";
import type { Analysis } from "./analysis.ts";
import { because, exprOf, isLazy, isUnknown, type Value } from "./evaluate/value.ts";
import type { ColumnMeta } from "../../runtime/meta/meta.ts";

export interface Found {
  readonly node: TS.Node;
  readonly name: string;
  readonly value: Value;
  readonly several: boolean;
  /** A parameter that stands for one row of this frame. */
  readonly isRow: boolean;
  readonly declaration: "const" | "let" | "var" | "parameter" | undefined;
}

export function nodeAt(source: TS.SourceFile, offset: number): TS.Node {
  let found: TS.Node = source;
  for (;;) {
    const inner: TS.Node | undefined = ts.forEachChild(found, child =>
      child.pos <= offset && offset <= child.end && child.getStart(source) <= offset && (offset < child.end || child.kind === K.Identifier) ? child : undefined,
    );
    if (inner === undefined) return found;
    found = inner;
  }
}

/** The lazy value of the name at a place, if it has one. */
export function lazyAt(analysis: Analysis, offset: number): Found | undefined {
  const node = nodeAt(analysis.source, offset);
  if (node.kind !== K.Identifier) return undefined;
  const name = (node as TS.Identifier).text;
  const fact = analysis.program.evaluation.facts.get(node);
  if (fact !== undefined) return { node, name, value: fact.value, several: fact.several, isRow: false, declaration: declarationOf(node) };
  const rows = rowsOf(analysis, node as TS.Identifier);
  return rows === undefined ? undefined : { node, name, value: rows, several: false, isRow: true, declaration: "parameter" };
}

/** The name at a place whose value is not known, with the reason. */
export function doubtAt(analysis: Analysis, offset: number): { readonly node: TS.Node; readonly name: string; readonly why: string } | undefined {
  const node = nodeAt(analysis.source, offset);
  const value = analysis.program.evaluation.doubts.get(node);
  return value === undefined ? undefined : { node, name: (node as TS.Identifier).text, why: because(value) };
}

function declarationOf(node: TS.Node): Found["declaration"] {
  const { parent } = node;
  if (ts.isParameter(parent)) return "parameter";
  if (!ts.isVariableDeclaration(parent) && !ts.isBindingElement(parent)) return undefined;
  let list: TS.Node = parent;
  while (list.parent !== undefined && list.kind !== K.VariableDeclarationList) list = list.parent;
  return (list.flags & ts.NodeFlags.Const) !== 0 ? "const" : (list.flags & ts.NodeFlags.Let) !== 0 ? "let" : "var";
}

/** The frame whose rows a name stands for: the first parameter of a function given to one of its methods. */
export function rowsOf(analysis: Analysis, node: TS.Identifier): Value | undefined {
  for (let each: TS.Node | undefined = node; each !== undefined; each = each.parent) {
    const rows = analysis.program.evaluation.rows.get(each);
    if (rows === undefined) continue;
    const [parameter] = (each as TS.ArrowFunction).parameters;
    if (parameter !== undefined && parameter.name.kind === K.Identifier && (parameter.name as TS.Identifier).text === node.text)
      return isLazy(rows) ? rows : undefined;
  }
  return undefined;
}

/** The column that a field of a row stands for, where a frame's rows are given to a function. */
export function columnAt(analysis: Analysis, offset: number): ColumnMeta | undefined {
  const node = nodeAt(analysis.source, offset);
  const access = node.parent;
  if (
    node.kind !== K.Identifier ||
    access === undefined ||
    !ts.isPropertyAccessExpression(access) ||
    access.name !== node ||
    !ts.isIdentifier(access.expression)
  )
    return undefined;
  const rows = rowsOf(analysis, access.expression);
  if (!isLazy(rows)) return undefined;
  const { meta } = exprOf(rows);
  if (meta.kind !== "frame" || isUnknown(meta.columns)) return undefined;
  return [...meta.columns, ...meta.index].find(column => column.name === access.name.text);
}

/** Questions about the tree that several rules ask. */

import type TS from "typescript";
import { parseBytes } from "../../runtime/meta/format.ts";
import { K, ts } from "../analysis/typescript.ts";
import type { Fix } from "./rule.ts";

export type FunctionNode = TS.ArrowFunction | TS.FunctionExpression | TS.FunctionDeclaration | TS.MethodDeclaration;

export const isFunction = (node: TS.Node): node is FunctionNode =>
  node.kind === K.ArrowFunction || node.kind === K.FunctionExpression || node.kind === K.FunctionDeclaration || node.kind === K.MethodDeclaration;

/** Without parentheses, type assertions and `!`. */
export function unwrap(node: TS.Expression): TS.Expression {
  let each = node;
  while (
    each.kind === K.ParenthesizedExpression ||
    each.kind === K.NonNullExpression ||
    each.kind === K.AsExpression ||
    each.kind === K.SatisfiesExpression ||
    each.kind === K.TypeAssertionExpression
  )
    each = (each as TS.ParenthesizedExpression).expression;
  return each;
}
/** The node that uses this one, past parentheses and assertions. */
export function userOf(node: TS.Node): TS.Node {
  let each = node.parent;
  while (each.kind === K.ParenthesizedExpression || each.kind === K.NonNullExpression || each.kind === K.AsExpression) each = each.parent;
  return each;
}

export function contains(node: TS.Node, test: (each: TS.Node) => boolean, into: (each: TS.Node) => boolean = () => true): boolean {
  let found = false;
  const visit = (each: TS.Node): void => {
    if (found) return;
    if (test(each)) found = true;
    else if (into(each)) ts.forEachChild(each, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}
export function descendants<T extends TS.Node>(node: TS.Node, test: (each: TS.Node) => each is T): T[] {
  const found: T[] = [];
  const visit = (each: TS.Node): void => {
    if (test(each)) found.push(each);
    ts.forEachChild(each, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}
export const isInside = (node: TS.Node, outer: TS.Node): boolean => outer.pos <= node.pos && node.end <= outer.end;

const LOOPS: readonly (keyof typeof TS.SyntaxKind)[] = ["ForStatement", "ForOfStatement", "ForInStatement", "WhileStatement", "DoStatement"];
export const isLoop = (node: TS.Node): boolean => LOOPS.some(name => node.kind === K[name]);
const EACH = new Set(["map", "forEach", "flatMap", "from"]);

/** The loop that a node is run in again and again, within its function; a function that is called for each element of a list is one. */
export function loopOf(node: TS.Node, isLazy: (receiver: TS.Expression) => boolean): TS.Node | undefined {
  for (let each = node; each.parent !== undefined; each = each.parent) {
    const { parent } = each;
    if (isLoop(parent)) {
      const once =
        parent.kind === K.ForOfStatement || parent.kind === K.ForInStatement
          ? (parent as TS.ForOfStatement).expression
          : (parent as TS.ForStatement).initializer;
      if (each !== once) return parent;
    }
    if (!isFunction(each)) continue;
    if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression) || !EACH.has(parent.expression.name.text)) return undefined;
    return isLazy(parent.expression.expression) || /client/i.test(parent.expression.expression.getText()) ? undefined : parent;
  }
  return undefined;
}

/** An option of a call, where its last argument is an object literal. */
export function option(args: readonly TS.Expression[], name: string): TS.Expression | undefined {
  const last = args.at(-1);
  if (last === undefined || !ts.isObjectLiteralExpression(last)) return undefined;
  for (const property of last.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
  }
  return undefined;
}
/** True where the options are not spelled out, so that any may be there. */
export const hasOpenOptions = (args: readonly TS.Expression[]): boolean => {
  const last = args.at(-1);
  return last !== undefined && ts.isObjectLiteralExpression(last) && last.properties.some(property => ts.isSpreadAssignment(property));
};

export function numberOf(node: TS.Expression | undefined): number | undefined {
  if (node === undefined) return undefined;
  const inner = unwrap(node);
  if (ts.isNumericLiteral(inner)) return Number(inner.text);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === K.MinusToken) {
    const operand = numberOf(inner.operand);
    return operand === undefined ? undefined : -operand;
  }
  if (ts.isBinaryExpression(inner)) {
    const [a, b] = [numberOf(inner.left), numberOf(inner.right)];
    if (a === undefined || b === undefined) return undefined;
    if (inner.operatorToken.kind === K.AsteriskToken) return a * b;
    if (inner.operatorToken.kind === K.AsteriskAsteriskToken) return a ** b;
    if (inner.operatorToken.kind === K.PlusToken) return a + b;
  }
  return undefined;
}
export function bytesIn(node: TS.Expression | undefined): number | undefined {
  if (node === undefined) return undefined;
  if (!ts.isStringLiteralLike(node)) return numberOf(node);
  try {
    return parseBytes(node.text);
  } catch {
    return undefined;
  }
}
export const stringOf = (node: TS.Expression | undefined): string | undefined => (node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined);
/** The expressions that a function may give back. */
export function returned(f: FunctionNode): TS.Expression[] {
  const { body } = f;
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [unwrap(body)];
  const found: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined) found.push(unwrap(node.expression));
    } else if (!isFunction(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}
export const parameterName = (f: FunctionNode, i = 0): string | undefined => {
  const name = f.parameters[i]?.name;
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
};
/** `f` of `f.a.b[0]`. */
export function rootName(node: TS.Expression): TS.Identifier | undefined {
  let each = unwrap(node);
  while (ts.isPropertyAccessExpression(each) || ts.isElementAccessExpression(each)) each = unwrap(each.expression);
  return ts.isIdentifier(each) ? each : undefined;
}
export const replace = (title: string, node: TS.Node, text: string, safe?: boolean): Fix => ({
  title,
  edits: [{ start: node.getStart(), end: node.end, text }],
  ...(safe === true ? { safe } : {}),
});
export const insert = (title: string, start: number, text: string, safe?: boolean): Fix => ({
  title,
  edits: [{ start, end: start, text }],
  ...(safe === true ? { safe } : {}),
});
/** An option more for a call; undefined where its options are not spelled out. */
export function withOption(title: string, call: TS.CallExpression, text: string, safe?: boolean): Fix | undefined {
  const last = call.arguments.at(-1);
  if (last !== undefined && ts.isObjectLiteralExpression(last)) {
    if (hasOpenOptions(call.arguments)) return undefined;
    const end = last.properties.end;
    return insert(
      title,
      last.properties.length > 0 ? (last.properties.hasTrailingComma ? end : end) : last.getStart() + 1,
      last.properties.length > 0 ? `${last.properties.hasTrailingComma ? " " : ", "}${text}` : ` ${text} `,
      safe,
    );
  }
  if (last !== undefined && ts.isIdentifier(last) && call.arguments.length > 1) return undefined;
  return insert(title, last?.end ?? call.end - 1, `${last === undefined ? "" : ", "}{ ${text} }`, safe);
}

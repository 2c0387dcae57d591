/** Columns of frames as the text names them, and where each was made. */

import type TS from "typescript";
import { siteKey } from "../../protocol/graph.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import type { ColumnMeta, Meta } from "../../runtime/meta/meta.ts";
import { type Call, type Subject, subjectOf } from "../rules/subject.ts";
import { unwrap } from "../rules/syntax.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { exprOf, isLazy } from "../analysis/evaluate/value.ts";
import { rowsOf } from "../analysis/lookup.ts";
import { K, ts } from "../analysis/typescript.ts";

/** One place that names a column. */
export interface ColumnUse {
  readonly name: string;
  /** Of the name alone, without quotes. */
  readonly start: number;
  readonly end: number;
  /** The frame that has it. */
  readonly frame: Expr;
  /** How it stands there, which decides how it can be written anew. */
  readonly as: "member" | "text" | "key" | "shorthand";
  /** The call that makes the column here. */
  readonly makes: boolean;
}
/** Where a column comes from: the expression that made it. */
export interface Origin {
  readonly expr: Expr;
  readonly name: string;
}

/** Columns and named index levels; undefined where they are not known. */
export function columnsOf(meta: Meta): readonly ColumnMeta[] | undefined {
  if (meta.kind === "series") return [meta.column];
  return meta.kind !== "frame" || isUnknown(meta.columns) ? undefined : [...meta.columns, ...meta.index.filter(each => each.name !== "")];
}
const has = ({ meta }: Expr, name: string): boolean => columnsOf(meta)?.some(each => each.name === name) === true;

export function originOf(frame: Expr, name: string): Origin {
  for (let each = frame; ;) {
    const { op, params, inputs } = each;
    const made =
      op === "frame.assign" || op === "frame.assign.rows" ? (params["columns"] as readonly { name: string }[]).some(spec => spec.name === name) : false;
    const renamed = op === "frame.rename" && Object.values(params["columns"] as object).includes(name);
    const before = made || renamed ? undefined : inputs.find(input => has(input, name));
    if (before === undefined) return { expr: each, name };
    each = before;
  }
}
export const sameOrigin = (a: Origin, b: Origin): boolean => a.name === b.name && a.expr.id === b.expr.id;

/** Methods whose first argument names columns, one or a list of them. */
export const FIRST: ReadonlySet<string> = new Set(["get", "groupby", "setIndex", "sortValues", "drop", "explode", "shuffle"]);
/** Options that do. */
export const OPTIONS: ReadonlySet<string> = new Set(["on", "leftOn", "subset", "columns", "partitionOn", "by", "rightOn"]);
/** Methods whose first argument is an object with columns as its names. */
export const KEYED: ReadonlySet<string> = new Set(["agg", "aggregate", "astype"]);
/** What stands between a frame and a method that takes its columns. */
const BETWEEN = new Set(["groupby", "rolling", "col", "loc", "iloc"]);

/** The frame that a method's columns are those of: of a group-by, the frame it groups. */
export function frameOf(s: Subject, node: TS.Expression | undefined, depth = 0): Expr | undefined {
  if (node === undefined || depth > 8) return undefined;
  let inner = unwrap(node);
  if (ts.isAwaitExpression(inner)) inner = unwrap(inner.expression);
  const expr = s.lazy(inner);
  if (expr !== undefined) return expr.meta.kind === "frame" ? expr : undefined;
  if (ts.isIdentifier(inner)) {
    const rows = rowsOf(s.analysis, inner);
    if (isLazy(rows)) return exprOf(rows).meta.kind === "frame" ? exprOf(rows) : undefined;
    return frameOf(s, s.resolve(inner)?.initializer, depth + 1);
  }
  if (ts.isPropertyAccessExpression(inner) && BETWEEN.has(inner.name.text)) return frameOf(s, inner.expression, depth + 1);
  const call = s.callOf(inner);
  return call !== undefined && BETWEEN.has(call.name) ? frameOf(s, call.on, depth + 1) : undefined;
}

/** The frame whose columns the members of an expression are: `df.col` and a row. */
export function membersOf(s: Subject, node: TS.Expression): Expr | undefined {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner) && inner.name.text === "col") return frameOf(s, inner.expression);
  const rows = ts.isIdentifier(inner) ? rowsOf(s.analysis, inner) : undefined;
  return isLazy(rows) && exprOf(rows).meta.kind === "frame" ? exprOf(rows) : undefined;
}

const uses = new WeakMap<Analysis, readonly ColumnUse[]>();

/** Every place of a text that names a column, in order. */
export function columnUses(analysis: Analysis): readonly ColumnUse[] {
  let found = uses.get(analysis);
  if (found === undefined) uses.set(analysis, (found = find(subjectOf(analysis))));
  return found;
}

export const useAt = (analysis: Analysis, offset: number): ColumnUse | undefined =>
  columnUses(analysis).find(each => each.start <= offset && offset <= each.end);

function find(s: Subject): ColumnUse[] {
  if (!s.made.some(({ expr }) => expr.meta.kind === "frame" || expr.meta.kind === "series")) return [];
  const found: ColumnUse[] = [];
  const add = (node: TS.Node, name: string, frame: Expr | undefined, as: ColumnUse["as"], makes = false): void => {
    if (frame === undefined || !has(frame, name)) return;
    const quoted = ts.isStringLiteralLike(node) ? 1 : 0;
    found.push({ name, frame, as, makes, start: node.getStart(s.source) + quoted, end: node.end - quoted });
  };
  const texts = (node: TS.Expression | undefined, frame: Expr | undefined, makes = false): void => {
    const inner = node === undefined ? undefined : unwrap(node);
    if (inner === undefined || frame === undefined) return;
    if (ts.isStringLiteralLike(inner)) add(inner, inner.text, frame, "text", makes);
    else if (ts.isArrayLiteralExpression(inner)) for (const each of inner.elements) texts(each, frame, makes);
  };
  const keys = (node: TS.Expression | undefined, frame: Expr | undefined, makes = false): void => {
    if (node === undefined || frame === undefined || !ts.isObjectLiteralExpression(node)) return;
    for (const { name, kind } of node.properties)
      if (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)))
        add(name, name.text, frame, ts.isStringLiteralLike(name) ? "text" : kind === K.ShorthandPropertyAssignment ? "shorthand" : "key", makes);
  };
  for (const node of s.all<TS.PropertyAccessExpression>(K.PropertyAccessExpression))
    if (ts.isIdentifier(node.name)) add(node.name, node.name.text, membersOf(s, node.expression), "member");
  for (const node of s.all<TS.ElementAccessExpression>(K.ElementAccessExpression))
    if (ts.isStringLiteralLike(node.argumentExpression)) texts(node.argumentExpression, membersOf(s, node.expression));
  for (const call of s.calls) inCall(s, call, texts, keys);
  return found.sort((a, b) => a.start - b.start);
}

type Adding = (node: TS.Expression | undefined, frame: Expr | undefined, makes?: boolean) => void;

function inCall(s: Subject, call: Call, texts: Adding, keys: Adding): void {
  const given = frameOf(s, call.on);
  const result = s.lazy(call.node);
  const [first] = call.args;
  if (given !== undefined) {
    if (FIRST.has(call.name)) texts(first, given);
    if (KEYED.has(call.name)) keys(first, given);
    if (call.name === "assign") keys(first, result, true);
  }
  const options = call.args.at(-1);
  if (options === undefined || !ts.isObjectLiteralExpression(options) || call.name === "assign" || KEYED.has(call.name)) return;
  for (const property of options.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    const name = property.name.getText(s.source);
    if (call.name === "rename" && name === "columns" && ts.isObjectLiteralExpression(property.initializer)) {
      keys(property.initializer, given);
      for (const each of property.initializer.properties) if (ts.isPropertyAssignment(each)) texts(each.initializer, result, true);
    } else if (OPTIONS.has(name)) texts(property.initializer, name === "rightOn" ? frameOf(s, first) : (given ?? result));
  }
}

/** The call of this text that made an expression. */
export function callThatMade(analysis: Analysis, expr: Expr): Call | undefined {
  const keysOf = new Set(expr.sites.map(siteKey));
  return subjectOf(analysis).made.find(({ expr: each }) => each.id === expr.id && each.sites.some(site => keysOf.has(siteKey(site))))?.call;
}

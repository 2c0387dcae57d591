/**
 * Reads a row lambda's text as an expression. What it does not read (calls of other functions, assignments, several statements) is no error:
 * the function then runs row by row. Reading does not look at types: `types.ts` says whether the columns allow it.
 */

import { parseExpressionAt, type Expression, type Node, type Pattern } from "acorn";
import type { FunctionRef } from "../expr/function-ref.ts";
import type { BinaryOperator, ColumnExpr, LogicalOperator, RowExpr, UnaryOperator } from "./column-expr.ts";
import { CALLS, METHODS, NAMED_CONSTANTS } from "./known.ts";

/** What the lambda takes: a row, whose fields it reads; one value; or several, which are fields by the names of its parameters. */
export type Takes = "row" | "value" | "values";

export const readLambda = (
  source: string,
  takes: Takes,
  values: Readonly<Record<string, unknown>> = {},
  captured: readonly string[] = [],
): ColumnExpr | undefined =>
  attempt(() => {
    const { body, scope } = open(source, takes, values, captured);
    return read(body, scope);
  });

/** A lambda whose result is an object literal: one expression a column. */
export const readRowLambda = (source: string, values: Readonly<Record<string, unknown>> = {}, captured: readonly string[] = []): RowExpr | undefined =>
  attempt(() => {
    const { body, scope, row } = open(source, "row", values, captured);
    if (body.type !== "ObjectExpression") throw NOT_READ;
    const columns = new Map<string, ColumnExpr>();
    let spread = false;
    for (const [position, property] of body.properties.entries()) {
      if (property.type === "SpreadElement") {
        if (position !== 0 || row === undefined || property.argument.type !== "Identifier" || property.argument.name !== row) throw NOT_READ;
        spread = true;
        continue;
      }
      if (property.kind !== "init" || property.method) throw NOT_READ;
      columns.set(keyName(property.key, property.computed), read(property.value, scope));
    }
    return { spread, columns: [...columns] };
  });

/** A lambda of several values, and the names of its parameters in order. */
export const readValues = (ref: FunctionRef): { readonly names: readonly string[]; readonly body: ColumnExpr } | undefined =>
  attempt(() => {
    const { body, scope, parameters } = open(ref.source, "values", ref.values ?? {}, ref.captured);
    return { names: parameters, body: read(body, scope) };
  });

export const readFunction = (ref: FunctionRef, takes: Takes): ColumnExpr | undefined => readLambda(ref.source, takes, ref.values, ref.captured);

const NOT_READ = new Error("not an expression of fields");

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error === NOT_READ || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What names stand for: fields, the row, values from around the function. */
interface Scope {
  readonly names: ReadonlyMap<string, ColumnExpr>;
  readonly row: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly captured: ReadonlySet<string>;
}

function open(
  source: string,
  takes: Takes,
  values: Readonly<Record<string, unknown>>,
  captured: readonly string[],
): { body: Expression; scope: Scope; row: string | undefined; parameters: readonly string[] } {
  const f = parseExpressionAt(`(${source}\n)`, 0, { ecmaVersion: 2024 });
  if ((f.type !== "ArrowFunctionExpression" && f.type !== "FunctionExpression") || f.async || f.generator || (f.params.length > 1 && takes !== "values"))
    throw NOT_READ;
  const names = new Map<string, ColumnExpr>();
  let row: string | undefined;
  const param = f.params[0];
  const parameters: string[] = [];
  if (takes !== "row") {
    for (const each of f.params) {
      if (each.type !== "Identifier") throw NOT_READ;
      names.set(each.name, { kind: "field", name: takes === "value" ? "" : each.name });
      parameters.push(each.name);
    }
  } else if (param?.type === "Identifier") row = param.name;
  else if (param !== undefined) destructured(param, names);
  let scope: Scope = { names, row, values, captured: new Set(captured) };
  if (f.body.type !== "BlockStatement") return { body: f.body, scope, row, parameters };
  for (const statement of f.body.body) {
    if (statement.type === "ReturnStatement" && statement.argument) return { body: statement.argument, scope, row, parameters };
    if (statement.type !== "VariableDeclaration" || statement.kind !== "const") throw NOT_READ;
    const known = new Map(scope.names);
    scope = { ...scope, names: known };
    for (const { id, init } of statement.declarations) {
      if (id.type === "ObjectPattern" && init?.type === "Identifier" && init.name === row) destructured(id, known);
      else if (id.type === "Identifier" && init) known.set(id.name, read(init, scope));
      else throw NOT_READ;
    }
  }
  throw NOT_READ;
}

function destructured(pattern: Pattern, names: Map<string, ColumnExpr>): void {
  if (pattern.type !== "ObjectPattern") throw NOT_READ;
  for (const property of pattern.properties) {
    if (property.type !== "Property" || property.value.type !== "Identifier") throw NOT_READ;
    names.set(property.value.name, { kind: "field", name: keyName(property.key, property.computed) });
  }
}

function keyName(key: Node & { name?: string; value?: unknown }, computed: boolean): string {
  if (!computed && key.type === "Identifier") return key.name!;
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  throw NOT_READ;
}

function read(node: Node, scope: Scope): ColumnExpr {
  const e = node as Expression;
  switch (e.type) {
    case "ParenthesizedExpression":
      return read(e.expression, scope);
    case "ChainExpression":
      if (shortCircuitsBelow(e.expression)) throw NOT_READ;
      return read(e.expression, scope);
    case "Literal":
      if (e.regex) return { kind: "regex", source: e.regex.pattern, flags: e.regex.flags };
      return constant(e.value);
    case "Identifier":
      return identifier(e.name, scope);
    case "UnaryExpression":
      if (e.operator !== "-" && e.operator !== "+" && e.operator !== "!" && e.operator !== "~") throw NOT_READ;
      return folded({ kind: "unary", op: e.operator as UnaryOperator, arg: read(e.argument, scope) });
    case "BinaryExpression":
      if (e.operator === "in" || e.operator === "instanceof") throw NOT_READ;
      return { kind: "binary", op: e.operator as BinaryOperator, left: read(e.left, scope), right: read(e.right, scope) };
    case "LogicalExpression":
      return { kind: "logical", op: e.operator as LogicalOperator, left: read(e.left, scope), right: read(e.right, scope) };
    case "ConditionalExpression":
      return { kind: "cond", test: read(e.test, scope), then: read(e.consequent, scope), otherwise: read(e.alternate, scope) };
    case "TemplateLiteral":
      return { kind: "template", texts: e.quasis.map(quasi => quasi.value.cooked ?? ""), args: e.expressions.map(arg => read(arg, scope)) };
    case "MemberExpression": {
      const name = e.computed ? computedName(read(e.property, scope)) : (e.property as { name: string }).name;
      if (e.object.type === "Identifier") {
        if (e.object.name === scope.row) return { kind: "field", name };
        const held = scope.names.has(e.object.name) ? undefined : scope.values[e.object.name];
        if (typeof held === "object" && held !== null && !(held instanceof Date) && Object.hasOwn(held, name))
          return constant((held as Record<string, unknown>)[name]);
        const value = NAMED_CONSTANTS[`${e.object.name}.${name}`];
        if (value !== undefined && isGlobal(e.object.name, scope)) return { kind: "const", value };
      }
      if (name !== "length") throw NOT_READ;
      return { kind: "length", object: read(e.object, scope), optional: e.optional === true };
    }
    case "CallExpression": {
      const args = e.arguments.map(arg => read(arg, scope));
      if (e.callee.type === "Identifier") {
        if (CALLS[e.callee.name] === undefined || !isGlobal(e.callee.name, scope)) throw NOT_READ;
        return { kind: "call", name: e.callee.name, args };
      }
      if (e.callee.type !== "MemberExpression" || e.callee.computed || e.optional) throw NOT_READ;
      const name = (e.callee.property as { name: string }).name;
      if (e.callee.object.type === "Identifier" && isGlobal(e.callee.object.name, scope)) {
        const full = `${e.callee.object.name}.${name}`;
        if (CALLS[full] !== undefined) return { kind: "call", name: full, args };
      }
      if (!METHODS.has(name)) throw NOT_READ;
      return { kind: "method", name, object: read(e.callee.object, scope), args, optional: e.callee.optional === true };
    }
    case "NewExpression":
      if (e.callee.type !== "Identifier" || e.callee.name !== "Date" || !isGlobal("Date", scope) || e.arguments.length === 0) throw NOT_READ;
      return { kind: "call", name: "new Date", args: e.arguments.map(arg => read(arg, scope)) };
    default:
      throw NOT_READ;
  }
}

/** `a?.b().c()`: what follows is skipped too, which the expression form does not say. */
function shortCircuitsBelow(top: Node): boolean {
  let below: Node & { object?: Node; callee?: Node; optional?: boolean } = top;
  for (let depth = 0; below.type === "MemberExpression" || below.type === "CallExpression"; depth++) {
    const calls = depth === 1 && top.type === "CallExpression";
    if (depth > 0 && !calls && below.optional === true) return true;
    below = (below.object ?? below.callee)!;
  }
  return false;
}

const isGlobal = (name: string, scope: Scope): boolean => name !== scope.row && !scope.names.has(name) && !scope.captured.has(name);

function identifier(name: string, scope: Scope): ColumnExpr {
  const own = scope.names.get(name);
  if (own !== undefined) return own;
  if (Object.hasOwn(scope.values, name)) return constant(scope.values[name]);
  if (isGlobal(name, scope) && NAMED_CONSTANTS[name] !== undefined) return { kind: "const", value: NAMED_CONSTANTS[name] };
  throw NOT_READ;
}

function constant(value: unknown): ColumnExpr {
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean") return { kind: "const", value };
  if (value instanceof Date) return { kind: "call", name: "new Date", args: [{ kind: "const", value: +value }] };
  throw NOT_READ;
}

function computedName(node: ColumnExpr): string {
  if (node.kind === "const" && typeof node.value === "string") return node.value;
  throw NOT_READ;
}

/** `-1` is a constant. */
function folded(node: ColumnExpr & { kind: "unary" }): ColumnExpr {
  return node.op === "-" && node.arg.kind === "const" && typeof node.arg.value === "number" ? { kind: "const", value: -node.arg.value } : node;
}

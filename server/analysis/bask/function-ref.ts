/** A user function as data, from its syntax: text with types blanked, and the names it takes from around it. */

import type TS from "typescript";
import { CaptureError } from "../../../runtime/errors.ts";
import type { FunctionRef } from "../../../runtime/expr/function-ref.ts";
import { hashOf } from "../../../runtime/meta/hash.ts";
import { K, stripTypes, ts } from "../typescript.ts";
import type { Evaluation } from "../evaluate/state.ts";
import { builtinOf, closureOf, isLazy, isModel, isUnknown, opaque, type Value } from "../evaluate/value.ts";

export function functionRef(ev: Evaluation, f: unknown): FunctionRef {
  const builtin = builtinOf(f);
  if (builtin !== undefined)
    return { kind: "function", id: hashOf(["builtin", builtin.name]), name: (f as { name: string }).name, source: builtin.name, captured: [] };
  const closure = closureOf(f);
  if (closure === undefined) {
    const name = typeof f === "function" ? f.name || "function" : "function";
    return { kind: "function", id: hashOf(["library", name]), name, source: name, captured: [] };
  }
  const { node, source } = closure;
  const captured = freeNames(node).filter(name => closure.scope.find(name) !== undefined && !ev.globals.vars.has(name));
  const values = captured.map(name => ({ name, value: closure.scope.find(name)!.vars.get(name) }));
  for (const { name, value } of values) if (isLazy(value)) throw new CaptureError(name, "it is a lazy value: pass it as an argument");
  const text = javascript(node, source);
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return {
    kind: "function",
    id: hashOf([text, ...values.map(({ name, value }) => [name, capturedText(value)])]),
    name: closure.name || `${source.fileName.slice(source.fileName.lastIndexOf("/") + 1)}:${line + 1}`,
    source: text,
    file: source.fileName,
    line: line + 1,
    column: character + 1,
    captured,
    values: Object.fromEntries(values.filter(({ value }) => isPlain(value, 0, { left: 5000 })).map(({ name, value }) => [name, value])),
  };
}

/** Known values that a kernel may take as constants. */
function isPlain(value: Value, depth: number, budget: { left: number }): boolean {
  if (--budget.left < 0) return false;
  if (value === null || value instanceof Date) return true;
  if (isUnknown(value) || typeof value === "function" || typeof value === "symbol" || value === undefined) return false;
  if (typeof value !== "object") return true;
  if (!isModel(value) || opaque.has(value) || depth > 3) return false;
  const items = value instanceof Map ? [...value.values()] : value instanceof Set ? [...value] : Object.values(value);
  return items.length <= 1000 && items.every(item => isPlain(item, depth + 1, budget));
}

function capturedText(value: Value): unknown {
  const closure = closureOf(value);
  if (closure !== undefined) return closure.node.getText(closure.source);
  if (typeof value === "function" || typeof value === "symbol") return String((value as { name?: string }).name ?? "");
  if (isUnknown(value)) return "?";
  if (isModel(value)) return opaque.has(value) ? "?" : shallow(value);
  return value instanceof Date || typeof value !== "object" ? value : "object";
}
function shallow(value: object): unknown {
  let left = 10_000;
  try {
    return JSON.stringify(value, (_key, item: unknown) => {
      // Lists that share their parts may be far longer as text than they are in memory.
      if (--left < 0) throw new RangeError("too long");
      return typeof item === "bigint" ? `${item}n` : item;
    })?.slice(0, 10_000);
  } catch {
    return "object";
  }
}

const texts = new WeakMap<TS.Node, string>();

/** The function's text as JavaScript: types blanked, positions kept. */
export function javascript(node: TS.FunctionLikeDeclaration, source: TS.SourceFile): string {
  let text = texts.get(node);
  if (text === undefined) {
    const start = node.getStart(source);
    const slice = source.text.slice(start, node.end);
    const method = node.kind === K.MethodDeclaration;
    text = method ? `function ${slice.replace(/^async\s+/, "")}` : slice;
    if (hasTypes(node)) text = blank(text);
    texts.set(node, text);
  }
  return text;
}

/** The same functions stand in a text after every edit. */
const blanked = new Map<string, string>();
const MAX_BLANKED = 2000;

function blank(text: string): string {
  let code = blanked.get(text);
  if (code === undefined) {
    try {
      code = stripTypes(`(${text}\n)`).slice(1, -2);
    } catch {
      code = text;
    }
    if (blanked.size >= MAX_BLANKED) blanked.clear();
    blanked.set(text, code);
  }
  return code;
}

function hasTypes(node: TS.Node): boolean {
  let found = false;
  const visit = (each: TS.Node): void => {
    if (found) return;
    if (
      ts.isTypeNode(each) ||
      each.kind === K.NonNullExpression ||
      each.kind === K.TypeParameter ||
      each.kind === K.TypeAliasDeclaration ||
      each.kind === K.InterfaceDeclaration
    )
      found = true;
    else ts.forEachChild(each, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

const free = new WeakMap<TS.Node, readonly string[]>();

/** Names that are used but not declared inside, in order of appearance. */
export function freeNames(node: TS.Node): readonly string[] {
  let names = free.get(node);
  if (names === undefined) {
    const used = new Set<string>();
    const declared = new Set<string>();
    const visit = (each: TS.Node): void => {
      if (ts.isTypeNode(each)) return;
      if (each.kind === K.Identifier) {
        if (isUse(each as TS.Identifier)) used.add((each as TS.Identifier).text);
        return;
      }
      if (ts.isVariableDeclaration(each) || ts.isParameter(each) || ts.isBindingElement(each)) bound(each.name, declared);
      else if ((ts.isFunctionDeclaration(each) || ts.isFunctionExpression(each) || ts.isClassDeclaration(each)) && each.name) declared.add(each.name.text);
      ts.forEachChild(each, visit);
    };
    visit(node);
    names = [...used].filter(name => !declared.has(name) && name !== "undefined" && name !== "arguments");
    free.set(node, names);
  }
  return names;
}

function bound(name: TS.BindingName, into: Set<string>): void {
  if (name.kind === K.Identifier) into.add((name as TS.Identifier).text);
}

function isUse(node: TS.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isMethodDeclaration(parent) || ts.isFunctionDeclaration(parent) || ts.isFunctionExpression(parent) || ts.isLabeledStatement(parent)) return false;
  return true;
}

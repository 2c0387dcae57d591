/**
 * Calls of the library: the real functions and methods, with the values that are known. The only place where the evaluator calls anything that is not its
 * own, so what can be reached from here decides what user code can make the server do: members of the library's objects but those every object has.
 */

import type TS from "typescript";
import { EXPR } from "../../../runtime/collections/lazy.ts";
import { withEnvironment } from "../../../runtime/expr/environment.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import type { Meta } from "../../../runtime/meta/meta.ts";
import { BaskError, ColumnError, PathTakenError } from "../../../runtime/errors.ts";
import { K, ts } from "../typescript.ts";
import { isSource, rememberedSource } from "./sources.ts";
import { callFunction } from "../evaluate/calls.ts";
import { join } from "../evaluate/join.ts";
import { type Evaluation, OverBudget, report, Thrown } from "../evaluate/state.ts";
import {
  because,
  isLazy,
  isPlainObject,
  isUnknown,
  Namespace,
  opaque,
  PromiseValue,
  setFollower,
  unknown,
  type Unknown,
  unknownType,
  type Value,
} from "../evaluate/value.ts";

const FORBIDDEN: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).filter(name => name !== "toString"),
  "prototype",
  "caller",
  "callee",
  "arguments",
]);

/** A member of an object of the library; a getter may build an expression. */
export function readNative(ev: Evaluation, target: object, name: string | symbol, node: TS.Node): Value {
  if (typeof name === "symbol" || FORBIDDEN.has(name)) return unknown("a member that is not followed");
  return attempt(ev, node, [], () => {
    const value = importValue((target as Record<string, Value>)[name]);
    if (value === undefined && !(name in target)) return unknown(`"${name}" is not followed`);
    return isLazy(target) && typeof value !== "function" ? withDoubt(value, target) : value;
  });
}

/** A size that the analysis cannot tell is NaN to the library's readers; here it is unknown. */
function withDoubt(value: Value, target: { readonly [EXPR]: Expr }): Value {
  const doubt = doubtOf(target[EXPR].meta);
  if (doubt === undefined) return value;
  const mark = (item: Value): Value =>
    typeof item === "number" && Number.isNaN(item)
      ? unknown(doubt.unknown, "number")
      : Array.isArray(item)
        ? item.map(mark)
        : item === undefined || isUnknown(item)
          ? unknown(doubt.unknown)
          : item;
  return mark(value);
}

function doubtOf(meta: Meta): Unknown | undefined {
  if (meta.kind === "array") return [meta.dtype, ...meta.shape, ...meta.chunks].find(isUnknown) as Unknown | undefined;
  if (meta.kind === "frame") return [meta.npartitions, meta.columns].find(isUnknown) as Unknown | undefined;
  if (meta.kind === "series") return [meta.npartitions, meta.column.dtype].find(isUnknown) as Unknown | undefined;
  return meta.kind === "bag" && isUnknown(meta.npartitions) ? meta.npartitions : undefined;
}

/** A call of a function of the library, at the place where the engine would report it. */
export function callNative(ev: Evaluation, f: (...args: Value[]) => Value, self: Value, args: readonly Value[], node: TS.Node): Value {
  const doubts: Doubts = Object.assign([], { left: MAX_EXPORTED });
  const known = args.map(arg => exportValue(arg, doubts, 0));
  const call = (values: readonly Value[]) =>
    importValue(
      self instanceof Namespace && isSource(f.name)
        ? rememberedSource(ev.host, f.name, values, () => f.apply(self, values as Value[]))
        : f.apply(self, values as Value[]),
    );
  if (doubts.length === 0) return attempt(ev, node, args, () => call(known));
  const vague = args.find(arg => isUnknown(arg) && unknownType(arg) === undefined);
  return vague !== undefined ? unknown(because(vague as Unknown)) : probe(ev, node, known, doubts, call);
}

/** What it would be for several values in place of each unknown one, joined: sizes that depend on it come out unknown, all else is known. */
function probe(ev: Evaluation, node: TS.Node, args: readonly Value[], doubts: readonly Unknown[], call: (values: readonly Value[]) => Value): Value {
  const why = because(doubts[0]!);
  const runs = ev.runs.length;
  let result: { value: Value } | undefined;
  for (let k = 0; k < 3; k++) {
    try {
      const value = withSite(ev, node, () => call(args.map(arg => fill(arg, k))));
      result = { value: result === undefined ? value : join(result.value, value, why) };
    } catch (error) {
      // Not a value the call takes.
      if (error instanceof OverBudget) throw error;
    }
    if (ev.runs.length > runs + 1) ev.runs.length = runs + 1;
  }
  return result === undefined ? unknown(why) : result.value;
}
const PROBES: Readonly<Record<string, readonly Value[]>> = {
  number: [2, 3, 2.5],
  string: ["?", "??", "???"],
  boolean: [true, false, true],
  object: [{}, {}, {}],
  undefined: [2, 3, "?"],
};

function fill(value: Value, k: number): Value {
  if (isUnknown(value)) return PROBES[unknownType(value) ?? "undefined"]?.[k];
  if (Array.isArray(value)) return value.map(item => fill(item, k));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, k)]));
  return value;
}

/** Building, with its errors as problems at the call. Inside a user's `try` they are thrown instead. */
export function attempt(ev: Evaluation, node: TS.Node, args: readonly Value[], build: () => Value): Value {
  try {
    return withSite(ev, node, build);
  } catch (error) {
    if (error instanceof Thrown || error instanceof OverBudget) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RangeError && /call stack/.test(message)) return unknown("too deep to follow");
    if (ev.tries > 0)
      throw new Thrown(error instanceof Error ? { name: error.name, message, ...(error instanceof BaskError ? { code: error.code } : {}) } : error);
    if (error instanceof BaskError || args.every(arg => !isUnknown(arg))) {
      const closest = (error as { closest?: string }).closest;
      const bask = error instanceof BaskError;
      // What is not built yet is no mistake of the user's; an error that is not ours may be. What lies where a program writes may be gone when it runs.
      report(ev, {
        code: bask ? error.code : "CALL",
        message,
        severity: !bask ? "warning" : error.code === "NOT_SUPPORTED" || error instanceof PathTakenError ? "hint" : "error",
        ...(namedIn(ev, node, error) ?? errorRange(ev, node)),
        closest,
      });
    }
    return unknown(message);
  }
}

/** What one call of the library counts in steps of the evaluator. */
const CALL_STEPS = 10;

function withSite<T>(ev: Evaluation, node: TS.Node, build: () => T): T {
  ev.statementSteps += CALL_STEPS;
  const before = ev.callee;
  const { emitWarning } = process;
  ev.callee = { source: ev.active, offset: callOffset(node, ev.active) };
  // What the library warns of belongs to the call, not on the server's own output.
  process.emitWarning = (warning: string | Error) =>
    report(ev, { code: "WARNING", message: typeof warning === "string" ? warning : warning.message, severity: "hint", ...errorRange(ev, node) });
  const begin = performance.now();
  const follower = setFollower((f, args) => callFunction(ev, f, undefined, args, node));
  try {
    return withEnvironment(ev.environment, build);
  } finally {
    setFollower(follower);
    // A first look at a file takes as long as the disk does; that is no fault of the text.
    const took = performance.now() - begin;
    if (took > 20) ev.deadline += took;
    ev.callee = before;
    process.emitWarning = emitWarning;
  }
}

/** Where the engine places a call: at the called name, or at the opening parenthesis where the callee has none. */
export function callOffset(node: TS.Node, source: TS.SourceFile): number {
  if (node.kind === K.CallExpression) {
    const { expression } = node as TS.CallExpression;
    if (expression.kind === K.PropertyAccessExpression) return (expression as TS.PropertyAccessExpression).name.getStart(source);
    if (expression.kind === K.Identifier) return expression.getStart(source);
    const open = source.text.indexOf("(", (node as TS.CallExpression).typeArguments?.end ?? expression.end);
    return open < 0 ? expression.end : open;
  }
  if (node.kind === K.PropertyAccessExpression) return (node as TS.PropertyAccessExpression).name.getStart(source);
  if (node.kind === K.ElementAccessExpression) return (node as TS.ElementAccessExpression).expression.end;
  return node.getStart(source);
}

/** Where the column that does not exist is named inside the call. */
function namedIn(ev: Evaluation, node: TS.Node, error: unknown): { start: number; end: number } | undefined {
  if (!(error instanceof ColumnError)) return undefined;
  let found: TS.Node | undefined;
  const visit = (each: TS.Node): void => {
    const named =
      each.kind === K.StringLiteral ||
      (each.kind === K.Identifier && each.parent.kind === K.PropertyAccessExpression && (each.parent as TS.PropertyAccessExpression).name === each);
    if (named && (each as TS.Identifier).text === error.column) found ??= each;
    else ts.forEachChild(each, visit);
  };
  (node.kind === K.CallExpression ? (node as TS.CallExpression).arguments : []).forEach(visit);
  return found === undefined ? undefined : { start: found.getStart(ev.active), end: found.end };
}

function errorRange(ev: Evaluation, node: TS.Node): { start: number; end: number } {
  if (node.kind === K.CallExpression) {
    const { expression, arguments: args } = node as TS.CallExpression;
    const name = expression.kind === K.PropertyAccessExpression ? (expression as TS.PropertyAccessExpression).name : expression;
    return { start: name.getStart(ev.active), end: args.length > 0 ? Math.min(node.end, args.end + 1) : node.end };
  }
  const named = node.kind === K.PropertyAccessExpression ? (node as TS.PropertyAccessExpression).name : node;
  return { start: named.getStart(ev.active), end: named.end };
}

/** What is not known in the arguments of a call; and how many values may still be handed on. */
type Doubts = Unknown[] & { left: number };
const MAX_EXPORTED = 500_000;

/** An argument as the library may keep it: copied, with what is not known marked. */
function exportValue(value: Value, doubts: Doubts, depth: number): Value {
  if (--doubts.left < 0) throw new OverBudget("a very long list");
  if (isUnknown(value)) {
    doubts.push(value);
    return value;
  }
  if (typeof value !== "object" || value === null || isLazy(value)) return value;
  const why = opaque.get(value) ?? (value instanceof Namespace ? "a module as a value" : depth > 40 ? "too deep to follow" : undefined);
  if (why !== undefined) {
    const doubt = unknown(why, "object");
    doubts.push(doubt);
    return doubt;
  }
  if (Array.isArray(value)) return value.map(item => exportValue(item, doubts, depth + 1));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exportValue(item, doubts, depth + 1)]));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [exportValue(key, doubts, depth + 1), exportValue(item, doubts, depth + 1)]));
  if (value instanceof Set) return new Set([...value].map(item => exportValue(item, doubts, depth + 1)));
  return value;
}

/** A result as the evaluator may change it: lists and records are copied, everything else is the library's own. */
function importValue(value: Value, depth = 0): Value {
  if (typeof value !== "object" || value === null || isUnknown(value)) return value;
  if (value instanceof Promise) {
    value.catch(() => undefined);
    return new PromiseValue(unknown("known after the run"));
  }
  if (depth > 8) return value;
  if (Array.isArray(value)) return value.map(item => importValue(item, depth + 1));
  if (isPlainObject(value) && Object.getOwnPropertySymbols(value).length === 0) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, importValue(item, depth + 1)]));
  }
  return value;
}

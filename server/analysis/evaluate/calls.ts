/** Calls: of the user's functions, followed within a budget; of built-in functions; of the library's. */

import type TS from "typescript";
import { callNative } from "../bask/call.ts";
import { K } from "../typescript.ts";
import { callable } from "./builtins/globals.ts";
import { execute } from "./statements.ts";
import { evaluate } from "./expressions.ts";
import { classOf, instantiate } from "./classes.ts";
import { runGenerator } from "./generators.ts";
import { born, makeOpaque, recording } from "./heap.ts";
import { join, smear } from "./join.ts";
import { bindPattern } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { type Evaluation, type Frame, isOwn, step, Thrown } from "./state.ts";
import {
  builtinOf,
  closureOf,
  type Closure,
  harmless,
  isLazy,
  isModel,
  isPlainObject,
  isUnknown,
  memberOf,
  Namespace,
  PromiseValue,
  awaited,
  unknown,
  type Unknown,
  type Value,
} from "./value.ts";

export function callFunction(ev: Evaluation, f: Value, self: Value, args: readonly Value[], node: TS.Node): Value {
  step(ev);
  if (isUnknown(f)) return callUnknown(ev, f, args, node);
  const closure = closureOf(f);
  if (closure !== undefined) return callClosure(ev, closure, self, args, f);
  if (classOf(f) !== undefined) {
    if (ev.tries > 0) throw new Thrown({ name: "TypeError", message: "a class is called without new" });
    return unknown("a class is called without new");
  }
  const builtin = builtinOf(f);
  if (builtin !== undefined) {
    try {
      return builtin.call(ev, self, args, node);
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) return unknown(error.message);
      throw error;
    }
  }
  if (typeof f === "function") {
    if (isLazy(self)) for (const arg of args) for (const each of isPlainObject(arg) ? Object.values(arg) : [arg]) rememberRows(ev, each, self);
    return callNative(ev, f as (...all: Value[]) => Value, self, args, node);
  }
  const inner = f instanceof Namespace ? callable.get(f) : undefined;
  if (inner !== undefined) return callFunction(ev, inner, self, args, node);
  if (ev.tries > 0 && (f === undefined || f === null)) throw new Thrown({ name: "TypeError", message: "not a function" });
  return unknown("a call of something that is not a function");
}

export function construct(ev: Evaluation, f: Value, args: readonly Value[], node: TS.Node): Value {
  step(ev);
  if (f instanceof Namespace || builtinOf(f) !== undefined) return callFunction(ev, f, undefined, args, node);
  if (classOf(f) !== undefined) return instantiate(ev, f, args);
  const closure = closureOf(f);
  if (closure !== undefined) {
    if (closure.node.kind === K.ArrowFunction) return unknown("an arrow function makes no instances");
    const self: Record<string, Value> = born({});
    const given = callClosure(ev, closure, self, args, f);
    return typeof given === "object" && given !== null ? given : self;
  }
  if (typeof f === "function") {
    return callNative(ev, (...all) => Reflect.construct(f as new (...all: Value[]) => object, all), undefined, args, node);
  }
  if (isUnknown(f)) return callUnknown(ev, f, args, node);
  return unknown("an instance of something that is not a class");
}

/** What happens in an unknown function: it may call what it is given, any number of times, and change what it is given. */
function callUnknown(ev: Evaluation, f: Unknown, args: readonly Value[], node: TS.Node): Value {
  for (const arg of args) {
    if (closureOf(arg) !== undefined) callVaguely(ev, arg, node);
    else if (isModel(arg) && !harmless.has(f)) makeOpaque(arg, `it is given to a function that is not followed: ${f.unknown}`);
  }
  return memberOf(f, "()");
}

/** Calls a function with nothing known of its arguments or how often it is called. */
export function callVaguely(ev: Evaluation, f: Value, _node: TS.Node): Value {
  const closure = closureOf(f);
  if (closure === undefined) return unknown("a function that is not followed");
  const why = "it is called with values that are not known";
  const args = closure.node.parameters.map(() => unknown(why));
  const { result, before } = recording(() => {
    try {
      return callClosure(ev, closure, undefined, args, f);
    } catch (error) {
      if (error instanceof Thrown) return unknown("it throws");
      throw error;
    }
  });
  smear(before, why);
  return result;
}

/** `f` is the function itself, for its own name; `bound` runs when the parameters are bound. */
export function callClosure(ev: Evaluation, closure: Closure, self: Value, args: readonly Value[], f: Value, bound?: (scope: Scope) => void): Value {
  const { node, source } = closure;
  const { body } = node as { body?: TS.Block | TS.Expression };
  if (body === undefined) return unknown("a function without a body");
  if (ev.calls >= ev.budget.calls) return unknown("calls too deep to follow");
  const isAsync = node.modifiers?.some(modifier => modifier.kind === K.AsyncKeyword) === true;
  const arrow = node.kind === K.ArrowFunction;
  const outer = { frame: ev.frame, loops: ev.loops, active: ev.active, tries: ev.tries };
  const scope = new Scope(closure.scope, true);
  const frame: Frame = { maybe: [], self: arrow ? closure.self : self, scope, home: closure.home };
  ev.calls++;
  ev.frame = frame;
  ev.loops = [];
  ev.active = source;
  // What an async function throws rejects its promise, and does not reach a `try` around the call that is not awaited.
  if (isAsync) ev.tries = 0;
  try {
    bindParameters(ev, node, args, scope, f);
    bound?.(scope);
    if ((node as TS.FunctionDeclaration).asteriskToken !== undefined) return runGenerator(ev, frame, isAsync, () => void execute(ev, body as TS.Block, scope));
    let result: Value;
    if (body.kind === K.Block) {
      const completion = execute(ev, body as TS.Block, scope);
      result = completion?.type === "return" ? completion.value : undefined;
    } else result = evaluate(ev, body as TS.Expression, scope);
    for (const early of frame.maybe) result = join(early, result);
    return isAsync ? new PromiseValue(awaited(result)) : result;
  } catch (error) {
    if (isAsync && error instanceof Thrown) return new PromiseValue(unknown("it throws"));
    throw error;
  } finally {
    ev.calls--;
    Object.assign(ev, outer);
  }
}

function bindParameters(ev: Evaluation, node: TS.FunctionLikeDeclaration, args: readonly Value[], scope: Scope, f: Value): void {
  if (node.kind === K.FunctionExpression && (node as TS.FunctionExpression).name !== undefined) scope.vars.set((node as TS.FunctionExpression).name!.text, f);
  if (node.kind !== K.ArrowFunction) scope.vars.set("arguments", args);
  node.parameters.forEach((parameter, i) => {
    if (parameter.dotDotDotToken !== undefined) bindPattern(ev, parameter.name, args.slice(i), scope, "declare");
    else {
      let value = args[i];
      if (value === undefined && parameter.initializer !== undefined) value = evaluate(ev, parameter.initializer, scope);
      bindPattern(ev, parameter.name, value, scope, "declare");
    }
  });
}

/** The frame, series or bag a function was handed to: what its rows are made of. */
function rememberRows(ev: Evaluation, f: Value, self: Value): void {
  const closure = closureOf(f);
  if (closure !== undefined && isOwn(ev, closure.source)) ev.rows.set(closure.node, self);
}

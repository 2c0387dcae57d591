/**
 * What the evaluator computes with. Plain values, arrays, objects, dates, maps and sets are JavaScript's own; a function is a real function object that
 * stands for its closure, which the evaluator follows; handles of collections are the real ones. What the analysis cannot tell is an `Unknown`.
 */

import { types } from "node:util";
import type TS from "typescript";
import { EXPR } from "../../../runtime/collections/lazy.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import { isUnknown, type Unknown, unknown as makeUnknown } from "../../../runtime/meta/dim.ts";
import type { ClassInfo } from "./classes.ts";
import { Sequence } from "./generators.ts";
import type { Scope } from "./scope.ts";
import type { Evaluation } from "./state.ts";

export { isUnknown, type Unknown };
export type Value = unknown;

/** Of an Unknown whose type is known all the same. */
export type UnknownType = "number" | "string" | "boolean" | "object";

export function unknown(why: string, type?: UnknownType): Unknown {
  const made = makeUnknown(why);
  return type === undefined ? made : ({ ...made, type } as Unknown);
}
export const unknownType = (value: Unknown): UnknownType | undefined => (value as Unknown & { type?: UnknownType }).type;

/** The name of the user's that an unknown value was first given. */
const subjects = new WeakMap<Unknown, string>();
export function nameUnknown(value: Unknown, name: string): void {
  if (!subjects.has(value)) subjects.set(value, name);
}
/** Why a value is not known, as a sentence about what the user calls it: `files` comes from the network. */
export function because(value: Unknown): string {
  const why = value.unknown;
  const subject = subjects.get(value);
  if (subject === undefined || why.includes("`")) return why;
  if (why.startsWith("it ")) return `\`${subject}\` ${why.slice(3)}`;
  return /^(a|an|the|one|known|imported|called) /.test(why) ? `\`${subject}\` is ${why}` : `\`${subject}\`: ${why}`;
}

/** Unknown functions and modules that change none of their arguments: Node's own. */
export const harmless = new WeakSet<Unknown>();

const members = new WeakMap<Unknown, Map<unknown, Unknown>>();
/** A member of something unknown: unknown for the same reason, and the same one each time it is read. */
export function memberOf(value: Unknown, key: unknown): Unknown {
  let known = members.get(value);
  if (known === undefined) members.set(value, (known = new Map()));
  let member = known.get(key);
  if (member === undefined) known.set(key, (member = unknown(because(value), key === "length" ? "number" : undefined)));
  if (harmless.has(value)) harmless.add(member);
  return member;
}

export interface Closure {
  readonly node: TS.FunctionLikeDeclaration;
  readonly scope: Scope;
  /** Of arrow functions: the `this` around them. */
  readonly self: Value;
  /** The tree that it is part of now. */
  readonly source: TS.SourceFile;
  /** The name it was declared or first assigned with. */
  name: string;
  /** The class whose method it is, or around it. */
  readonly home?: Home | undefined;
}
export interface Home {
  readonly class: ClassInfo;
  readonly isStatic: boolean;
}
export interface Builtin {
  readonly name: string;
  call(ev: Evaluation, self: Value, args: readonly Value[], node: TS.Node): Value;
}
const closures = new WeakMap<object, Closure>();
const builtins = new WeakMap<object, Builtin>();

let follow: ((f: Value, args: readonly Value[]) => Value) | undefined;
/** What a stand-in does when the library calls it while building (`agg` does): the evaluator follows it. Gives what did so before. */
export function setFollower(next: typeof follow): typeof follow {
  const before = follow;
  follow = next;
  return before;
}

export function makeClosure(closure: Closure): Value {
  const standIn = (...args: Value[]): Value => (follow === undefined ? unknown("a user function is never called here") : follow(standIn, args));
  Object.defineProperty(standIn, "name", { value: closure.name, configurable: true });
  Object.defineProperty(standIn, "length", { value: closure.node.parameters.filter(p => !p.initializer && !p.dotDotDotToken).length });
  closures.set(standIn, {
    ...closure,
    get source() {
      return closure.node.getSourceFile();
    },
  });
  return standIn;
}
export function makeBuiltin(name: string, call: Builtin["call"]): Value {
  const standIn = () => unknown(`${name} is never called here`);
  Object.defineProperty(standIn, "name", { value: name.slice(name.lastIndexOf(".") + 1) });
  builtins.set(standIn, { name, call });
  return standIn;
}
export const closureOf = (value: Value): Closure | undefined => (typeof value === "function" ? closures.get(value) : undefined);
export const builtinOf = (value: Value): Builtin | undefined => (typeof value === "function" ? builtins.get(value) : undefined);

/** A settled promise. `then` runs at once, so that building code which chains on a runner's promise stays synchronous. */
export class PromiseValue {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
  // oxlint-disable-next-line unicorn/no-thenable -- it stands for a promise
  then(onValue?: (value: Value) => Value): PromiseValue {
    return onValue === undefined ? this : new PromiseValue(awaited(onValue(this.value)));
  }
  catch(): PromiseValue {
    return this;
  }
  finally(): PromiseValue {
    return this;
  }
}
export function awaited(value: Value): Value {
  if (value instanceof PromiseValue) return value.value;
  if (value instanceof Promise) {
    value.catch(() => undefined);
    return unknown("known after the run");
  }
  return value;
}

/** A global object whose members are known by name: `Math`, an imported module. Other members are unknown. */
export class Namespace {
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;
  /** Its functions change none of their arguments. */
  readonly harmless: boolean;
  constructor(name: string, members: Iterable<readonly [string, Value]>, harmless = true) {
    this.name = name;
    this.members = new Map(members);
    this.harmless = harmless;
  }
}

/** Arrays, objects, maps and sets of which nothing is known any more but that they exist. */
export const opaque = new WeakMap<object, string>();

export type Model = Value[] | Record<string, Value> | Map<Value, Value> | Set<Value>;
export const isPlainObject = (value: Value): value is Record<string, Value> =>
  typeof value === "object" &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) &&
  !types.isProxy(value) &&
  !isUnknown(value);
export const isModel = (value: Value): value is Model => Array.isArray(value) || isPlainObject(value) || value instanceof Map || value instanceof Set;
export const isLazy = (value: Value): value is { readonly [EXPR]: Expr } => typeof value === "object" && value !== null && !isUnknown(value) && EXPR in value;
export const exprOf = (value: { readonly [EXPR]: Expr }): Expr => value[EXPR];

/** An object of the library's own: a collection, a group-by, `df.col`, `x.blocks`. */
export const isNative = (value: Value): value is object =>
  typeof value === "object" &&
  value !== null &&
  !isModel(value) &&
  !isUnknown(value) &&
  !(
    value instanceof Sequence ||
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof PromiseValue ||
    value instanceof Namespace ||
    value instanceof Promise
  );

/** true, false, or undefined where it cannot be told. */
export function truth(value: Value): boolean | undefined {
  return isUnknown(value) ? undefined : Boolean(value);
}

/**
 * Where the state of an evaluation differs from that of an earlier one that came by the same statement. A statement that reads nothing that differs, be it
 * through objects and functions, does what it did.
 */

import { isLibraryValue } from "../bask/modules.ts";
import { K } from "../typescript.ts";
import { classOf, type ClassInfo, instanceClass, type Members, ownAccessors, privatesOf } from "./classes.ts";
import type { Done } from "./done.ts";
import { Sequence } from "./generators.ts";
import { ABSENT, type State, stateOf, type Writes } from "./heap.ts";
import { Scope } from "./scope.ts";
import { closureOf, isLazy, isModel, isNative, isUnknown, type Model, Namespace, PromiseValue, type Value } from "./value.ts";

export class Differences {
  readonly #top: Scope;
  readonly #globals: Scope;
  /** What the earlier evaluation has where it may differ from what is there now. */
  readonly #names = new Map<Scope, Map<string, Value>>();
  readonly #states = new Map<Model, State>();
  /** Looked into since the last difference, and nothing that differs found. */
  #clean = new Set<unknown>();

  constructor(top: Scope, globals: Scope) {
    this.#top = top;
    this.#globals = globals;
  }

  /** What the earlier evaluation has under names of the top. */
  had(names: ReadonlyMap<string, Value>): void {
    for (const [name, value] of names) this.#of(this.#top).set(name, value);
  }
  /** A statement of the earlier evaluation that has no counterpart, or another outcome. */
  earlier({ after }: Done): void {
    for (const [holder, state] of after!.writes)
      if (holder instanceof Scope) for (const [name, value] of state.data as Map<string, Value>) this.#of(holder).set(name, value);
      else this.#states.set(holder, state);
    this.had(after!.names);
  }
  /** A statement that ran now: until then both had what was there before, if nothing else is known. */
  now({ writes, names }: Done): void {
    for (const [holder, state] of writes as Writes)
      if (holder instanceof Scope) for (const [name, value] of state.data as Map<string, Value>) this.#before(holder, name, value);
      else if (!this.#states.has(holder)) this.#states.set(holder, state);
    for (const [name, value] of names) this.#before(this.#top, name, value);
    this.prune();
  }

  /** Does a statement come upon anything that differs? */
  matterTo({ reads, names: own, statement }: Done): boolean {
    // It is there from the start.
    if (statement.kind === K.FunctionDeclaration) return false;
    // Names of the globals are not noted when they are read.
    if (this.#names.has(this.#globals)) return true;
    const names = this.#names.get(this.#top);
    if (names !== undefined) for (const name of [...reads, ...own.keys()]) if (names.has(name)) return true;
    if (this.#states.size === 0 && this.#names.size === (names === undefined ? 0 : 1)) return false;
    for (const name of reads) if (this.#reached(this.#top.vars.get(name))) return true;
    return false;
  }

  #of(scope: Scope): Map<string, Value> {
    let names = this.#names.get(scope);
    if (names === undefined) this.#names.set(scope, (names = new Map()));
    return names;
  }
  #before(scope: Scope, name: string, value: Value): void {
    const names = this.#of(scope);
    if (!names.has(name)) names.set(name, value);
  }
  /** Forgets what is the same again. */
  prune(): void {
    for (const [scope, names] of this.#names) {
      for (const [name, value] of names) if (Object.is(value, scope.vars.has(name) ? scope.vars.get(name) : ABSENT)) names.delete(name);
      if (names.size === 0) this.#names.delete(scope);
    }
    for (const [holder, state] of this.#states) if (sameState(state, stateOf(holder))) this.#states.delete(holder);
    this.#clean = new Set();
  }

  /** Whether something that differs can be come to from a value. */
  #reached(from: Value): boolean {
    const seen = new Set<unknown>();
    const waiting: unknown[] = [from];
    const addMembers = ({ methods, accessors }: Members) => {
      waiting.push(...methods.values());
      for (const { get, set } of accessors.values()) waiting.push(get, set);
    };
    const addClass = (info: ClassInfo) => {
      waiting.push(info.self, info.parent, info.statics, info.scope, privatesOf(info.self as object));
      addMembers(info);
      addMembers(info.staticMembers);
    };
    while (waiting.length > 0) {
      const value = waiting.pop();
      if ((typeof value !== "object" && typeof value !== "function") || value === null || isUnknown(value)) continue;
      if (seen.has(value) || this.#clean.has(value)) continue;
      seen.add(value);
      if (value instanceof Scope) {
        if (value === this.#top || value === this.#globals) continue;
        if (this.#names.has(value)) return true;
        waiting.push(value.parent, ...value.vars.values());
      } else if (this.#states.has(value as Model)) return true;
      else if (typeof value === "function") {
        const closure = closureOf(value);
        const info = classOf(value);
        if (closure !== undefined) {
          waiting.push(closure.scope, closure.self);
          if (closure.home !== undefined) addClass(closure.home.class);
        } else if (info !== undefined) addClass(info);
        // What another function holds cannot be seen.
        else if (!isLibraryValue(value)) return true;
      } else if (value instanceof Namespace) waiting.push(...value.members.values());
      else if (value instanceof PromiseValue) waiting.push(value.value);
      else if (value instanceof Sequence) waiting.push(value.items, value.place);
      else if (isModel(value)) {
        for (const item of value instanceof Map ? value.keys() : []) waiting.push(item);
        for (const item of value instanceof Map || value instanceof Set || Array.isArray(value) ? value.values() : Object.values(value)) waiting.push(item);
        const info = instanceClass(value);
        const accessors = ownAccessors.get(value);
        if (info !== undefined) addClass(info);
        if (accessors !== undefined) addMembers(accessors);
        waiting.push(privatesOf(value));
      } else if (!isLazy(value) && isNative(value)) return true;
    }
    for (const value of seen) this.#clean.add(value);
    return false;
  }
}

function sameState(a: State, b: State): boolean {
  if (a.opaque !== b.opaque) return false;
  const [one, other] = [[...(a.data as Iterable<unknown>)], [...(b.data as Iterable<unknown>)]];
  const same = (x: unknown, y: unknown): boolean =>
    Object.is(x, y) || (a.data instanceof Map && Array.isArray(x) && Array.isArray(y) && Object.is(x[0], y[0]) && Object.is(x[1], y[1]));
  return one.length === other.length && one.every((item, i) => same(item, other[i]));
}

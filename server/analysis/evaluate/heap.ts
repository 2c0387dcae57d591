/**
 * What was written since a point, so that two branches can both be followed from the same state and joined after. Every write to a scope, array, object, map
 * or set goes through `touch`, which keeps the state before the first write.
 */

import { Scope } from "./scope.ts";
import { isPlainObject, type Model, opaque, type Value } from "./value.ts";

type Holder = Scope | Model;
/** What an object held; of a scope, the names that were written. */
export interface State {
  readonly data: Map<Value, Value> | Value[] | Set<Value>;
  readonly opaque: string | undefined;
}
export type Writes = Map<Holder, State>;
/** In place of a value: there was no such name. */
export const ABSENT = Symbol("absent");

interface Journal {
  readonly writes: Writes;
  readonly start: number;
}
let journals: Journal[] = [];
let clock = 0;
const births = new WeakMap<Model, number>();

/** The time of birth of a new scope. */
export const tick = (): number => ++clock;

/** A new object: what is written to it undoes with the branch that made it. */
export function born<H extends Model>(holder: H): H {
  births.set(holder, ++clock);
  return holder;
}

/** Starts a new evaluation: a journal never outlives one. */
export function resetJournals(): void {
  journals = [];
}

export function touch(holder: Model): void {
  const journal = journals[journals.length - 1];
  if (journal !== undefined && !journal.writes.has(holder) && !isYounger(holder, journal)) journal.writes.set(holder, stateOf(holder));
}

export function touchName(scope: Scope, name: string): void {
  scope.looked?.add(name);
  const journal = journals[journals.length - 1];
  if (journal === undefined || isYounger(scope, journal)) return;
  const names = namesIn(journal.writes, scope);
  if (!names.has(name)) names.set(name, scope.vars.has(name) ? scope.vars.get(name) : ABSENT);
}

const isYounger = (holder: Holder, journal: Journal): boolean => (holder instanceof Scope ? holder.birth : (births.get(holder) ?? 0)) > journal.start;

function namesIn(writes: Writes, scope: Scope): Map<Value, Value> {
  let state = writes.get(scope);
  if (state === undefined) writes.set(scope, (state = { data: new Map(), opaque: undefined }));
  return state.data as Map<Value, Value>;
}

/** Runs `body` and tells what it wrote to, with the state before; also where it throws, through `into`. */
export function recording<T>(body: () => T, into: Writes = new Map()): { result: T; before: Writes } {
  journals.push({ writes: into, start: ++clock });
  const depth = journals.length;
  try {
    return { result: body(), before: into };
  } finally {
    journals.length = depth - 1;
    const outer = journals[journals.length - 1];
    if (outer !== undefined) {
      for (const [holder, state] of into) if (!isYounger(holder, outer)) addState(outer.writes, holder, state);
    }
  }
}

/** Both, the first one's word where they speak of the same. */
export function merged(first: Writes, second: Writes): Writes {
  const all: Writes = new Map();
  for (const writes of [first, second]) for (const [holder, state] of writes) addState(all, holder, state);
  return all;
}

function addState(into: Writes, holder: Holder, state: State): void {
  if (!(holder instanceof Scope)) {
    if (!into.has(holder)) into.set(holder, state);
    return;
  }
  const names = namesIn(into, holder);
  for (const [name, value] of state.data as Map<Value, Value>) if (!names.has(name)) names.set(name, value);
}

/** What now stands where `writes` wrote. */
export function statesNow(writes: Writes): Writes {
  const now: Writes = new Map();
  for (const [holder, state] of writes) {
    if (!(holder instanceof Scope)) now.set(holder, stateOf(holder));
    else
      now.set(holder, {
        data: new Map([...(state.data as Map<string, Value>).keys()].map(name => [name, holder.vars.has(name) ? holder.vars.get(name) : ABSENT])),
        opaque: undefined,
      });
  }
  return now;
}

export function restore(states: Writes): void {
  for (const [holder, state] of states) {
    if (holder instanceof Scope) for (const [name, value] of state.data as Map<string, Value>) setName(holder, name, value);
    else setState(holder, state);
  }
}

export function setName(scope: Scope, name: string, value: Value): void {
  if (value === ABSENT) scope.vars.delete(name);
  else scope.vars.set(name, value);
}

export function stateOf(holder: Model): State {
  const why = opaque.get(holder);
  if (Array.isArray(holder)) return { data: holder.slice(), opaque: why };
  if (holder instanceof Map) return { data: new Map(holder), opaque: why };
  if (holder instanceof Set) return { data: new Set(holder), opaque: why };
  if ((holder as unknown) instanceof Date) return { data: new Map([["time", +(holder as unknown as Date)]]), opaque: why };
  return { data: new Map(Object.entries(holder)), opaque: why };
}

export function setState(holder: Model, state: State): void {
  if (state.opaque === undefined) opaque.delete(holder);
  else opaque.set(holder, state.opaque);
  if (Array.isArray(holder)) {
    holder.length = 0;
    for (const value of state.data as Value[]) holder.push(value);
  } else if (holder instanceof Map) {
    holder.clear();
    for (const [key, value] of state.data as Map<Value, Value>) holder.set(key, value);
  } else if (holder instanceof Set) {
    holder.clear();
    for (const value of state.data as Set<Value>) holder.add(value);
  } else if ((holder as unknown) instanceof Date) {
    const time = (state.data as Map<string, Value>).get("time");
    if (typeof time === "number") (holder as unknown as Date).setTime(time);
    else opaque.set(holder, "it depends on a condition that is not known");
  } else if (isPlainObject(holder)) {
    for (const key of Object.keys(holder)) delete holder[key];
    for (const [key, value] of state.data as Map<string, Value>) holder[key] = value;
  }
}

/** Forgets what an object holds. */
export function makeOpaque(holder: Model, why: string): void {
  touch(holder);
  opaque.set(holder, why);
}

/**
 * What was written since a point, so that two branches can both be followed from the same state and joined after. Every write to a scope, array, object, map
 * or set goes through `touch`, which keeps the state before the first write.
 */

import { Scope } from "./scope.ts";
import { isPlainObject, type Model, opaque, type Value } from "./value.ts";

type Holder = Scope | Model;
interface State {
  readonly data: Map<Value, Value> | Value[] | Set<Value>;
  readonly opaque: string | undefined;
}
export type Writes = Map<Holder, State>;

interface Journal {
  readonly writes: Writes;
  readonly start: number;
}
let journals: Journal[] = [];
let clock = 0;
const births = new WeakMap<object, number>();

/** A new object: what is written to it undoes with the branch that made it. */
export function born<H extends Holder>(holder: H): H {
  births.set(holder, ++clock);
  return holder;
}

/** Starts a new evaluation: a journal never outlives one. */
export function resetJournals(): void {
  journals = [];
}

export function touch(holder: Holder): void {
  const journal = journals[journals.length - 1];
  if (journal !== undefined && !journal.writes.has(holder) && !((births.get(holder) ?? 0) > journal.start)) journal.writes.set(holder, stateOf(holder));
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
    if (outer !== undefined) for (const [holder, state] of into) if (!outer.writes.has(holder) && !((births.get(holder) ?? 0) > outer.start)) outer.writes.set(holder, state);
  }
}

export const statesNow = (holders: Iterable<Holder>): Writes => new Map([...holders].map(holder => [holder, stateOf(holder)]));

export function restore(states: Writes): void {
  for (const [holder, state] of states) setState(holder, state);
}

export function stateOf(holder: Holder): State {
  if (holder instanceof Scope) return { data: new Map(holder.vars), opaque: undefined };
  const why = opaque.get(holder);
  if (Array.isArray(holder)) return { data: holder.slice(), opaque: why };
  if (holder instanceof Map) return { data: new Map(holder), opaque: why };
  if (holder instanceof Set) return { data: new Set(holder), opaque: why };
  return { data: new Map(Object.entries(holder)), opaque: why };
}

export function setState(holder: Holder, state: State): void {
  if (holder instanceof Scope) {
    holder.vars = new Map(state.data as Map<string, Value>);
    return;
  }
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

/**
 * Generators, run at once as far as a bound: what they yield is a list that is taken item by item. What they write outside of themselves is unknown after,
 * because it happens whenever the next item is asked for.
 */

import { born, recording, touch } from "./heap.ts";
import { smear } from "./join.ts";
import { type Evaluation, type Frame, OverBudget } from "./state.ts";
import { awaited, opaque, PromiseValue, unknown, type Value } from "./value.ts";

const MAX_YIELDS = 4096;

/** Raised inside a generator that yields on and on. */
class Enough extends Error {
  readonly frame: Frame;
  constructor(frame: Frame) {
    super("it yields more values than are followed");
    this.frame = frame;
  }
}

export class Sequence {
  readonly items: Value[];
  /** Why there is more than `items`; undefined where they are all. */
  readonly more: string | undefined;
  readonly isAsync: boolean;
  /** How many were taken. */
  readonly place: { at: number } = born({ at: 0 });
  constructor(items: Value[], more: string | undefined, isAsync: boolean) {
    this.items = items;
    this.more = more;
    this.isAsync = isAsync;
  }
  get why(): string | undefined {
    return opaque.get(this.place) ?? opaque.get(this.items) ?? this.more;
  }
  /** The next value, as `next()` has it. */
  next(): { value: Value; done: boolean } | undefined {
    if (opaque.has(this.place) || opaque.has(this.items)) return undefined;
    if (this.place.at >= this.items.length) return this.more === undefined ? { value: undefined, done: true } : undefined;
    touch(this.place);
    return { value: this.items[this.place.at++], done: false };
  }
  /** All that is left, if it is known. */
  rest(): Value[] | undefined {
    if (this.why !== undefined) return undefined;
    const items = this.items.slice(this.place.at);
    touch(this.place);
    this.place.at = this.items.length;
    return items;
  }
}

export function runGenerator(ev: Evaluation, frame: Frame, isAsync: boolean, body: () => void): Sequence {
  const items: Value[] = born([]);
  frame.yields = items;
  let more: string | undefined;
  const { before } = recording(() => {
    try {
      body();
    } catch (error) {
      if (error instanceof Enough && error.frame === frame) more = error.message;
      else throw error;
    }
  });
  if (frame.maybe.length > 0) more ??= "a generator that may stop early";
  before.delete(items);
  before.delete(frame.scope);
  if (before.size > 0) smear(before, "a generator writes to it");
  return new Sequence(items, more, isAsync);
}

export function yieldOne(ev: Evaluation, value: Value): Value {
  const { frame } = ev;
  if (frame.yields === undefined) return unknown("a yield outside of a generator");
  touch(frame.yields);
  frame.yields.push(awaited(value));
  if (frame.yields.length >= MAX_YIELDS) throw new Enough(frame);
  return unknown("it is sent to the generator");
}

export function yieldAll(ev: Evaluation, items: readonly Value[] | undefined, why: string): Value {
  if (items === undefined) {
    if (ev.frame.yields !== undefined) {
      touch(ev.frame.yields);
      opaque.set(ev.frame.yields, why);
    }
    return unknown(why);
  }
  if (items.length > MAX_YIELDS) throw new OverBudget("a very long list");
  for (const item of items) yieldOne(ev, item);
  return unknown("what the inner generator returns");
}

/** `next`, and what else a generator has. */
export function sequenceMember(sequence: Sequence, name: string | symbol, builtin: (run: () => Value) => Value): Value {
  const wrap = (value: Value) => (sequence.isAsync ? new PromiseValue(value) : value);
  if (name === "next") return builtin(() => wrap(sequence.next() ?? unknown(sequence.why ?? "it is not known")));
  if (name === Symbol.iterator || name === Symbol.asyncIterator) return builtin(() => sequence);
  if (name === "return")
    return builtin(() => {
      touch(sequence.place);
      sequence.place.at = sequence.items.length;
      return wrap({ value: undefined, done: true });
    });
  return unknown(`a generator's ${String(name)} is not followed`);
}

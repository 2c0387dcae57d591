/** What `for...of`, spread and destructuring see of a value, the user's own iterables among them. */

import type TS from "typescript";
import { callFunction } from "./calls.ts";
import { findMember, instanceClass } from "./classes.ts";
import { Sequence } from "./generators.ts";
import { itemsOf } from "./members.ts";
import type { Evaluation } from "./state.ts";
import type { Value } from "./value.ts";

/** An instance with `[Symbol.iterator]` gives its iterator; anything else itself. */
export function iterable(ev: Evaluation, value: Value, node: TS.Node): Value {
  const info = instanceClass(value);
  if (info === undefined) return value;
  const method = findMember(info, Symbol.iterator)?.method ?? findMember(info, Symbol.asyncIterator)?.method;
  return method === undefined ? value : callFunction(ev, method, value, [], node);
}

/** All items; undefined where they are not known. */
export const iterate = (ev: Evaluation, value: Value, node: TS.Node): Value[] | undefined => itemsOf(iterable(ev, value, node));

/** The first items, of an endless generator too. */
export function firstItems(ev: Evaluation, value: Value, count: number, node: TS.Node): Value[] | undefined {
  const from = iterable(ev, value, node);
  if (!(from instanceof Sequence)) return itemsOf(from);
  const items: Value[] = [];
  while (items.length < count) {
    const next = from.next();
    if (next === undefined) return undefined;
    if (next.done) break;
    items.push(next.value);
  }
  return items;
}

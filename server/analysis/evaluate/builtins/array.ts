/** Methods of arrays. Those that call a function call the user's closure for every item, within the budget. */

import type TS from "typescript";
import { callFunction, callVaguely } from "../calls.ts";
import { touch } from "../heap.ts";
import { itemsOf, whyNoItems } from "../members.ts";
import { text } from "../operators.ts";
import { type Evaluation, Thrown } from "../state.ts";
import { isUnknown, makeBuiltin, opaque, truth, unknown, type Unknown, type Value } from "../value.ts";

type Method = (ev: Evaluation, self: Value[], args: readonly Value[], node: TS.Node) => Value;

export const MAX_ITEMS = 100_000;
const methods: Record<string, Method> = {
  map: (ev, self, [f], node) => Array.from(self, (item, i) => callFunction(ev, f, undefined, [item, i, self], node)),
  flatMap: (ev, self, [f], node) => self.flatMap((item, i) => spreadable(callFunction(ev, f, undefined, [item, i, self], node))),
  forEach: (ev, self, [f], node) => self.forEach((item, i) => void callFunction(ev, f, undefined, [item, i, self], node)),
  filter(ev, self, [f], node) {
    const kept: Value[] = [];
    for (const [i, item] of [...self].entries()) {
      const keep = truth(callFunction(ev, f, undefined, [item, i, self], node));
      if (keep === undefined) return vague("which items are kept is not known");
      if (keep) kept.push(item);
    }
    return kept;
  },
  reduce: (ev, self, args, node) => fold(ev, [...self.entries()], args, node),
  reduceRight: (ev, self, args, node) => fold(ev, [...self.entries()].reverse(), args, node),
  find: (ev, self, args, node) => search(ev, self, args, node, (item, _i) => item, undefined),
  findIndex: (ev, self, args, node) => search(ev, self, args, node, (_item, i) => i, -1),
  findLast: (ev, self, args, node) => search(ev, [...self].reverse(), args, node, (item, _i) => item, undefined),
  some: (ev, self, args, node) => search(ev, self, args, node, () => true, false),
  every(ev, self, [f], node) {
    for (const [i, item] of self.entries()) {
      const holds = truth(callFunction(ev, f, undefined, [item, i, self], node));
      if (holds === undefined) return unknown("it depends on an item that is not known", "boolean");
      if (!holds) return false;
    }
    return true;
  },
  push(_ev, self, args) {
    touch(self);
    if (self.length + args.length > MAX_ITEMS) throw new RangeError("a very long list");
    for (const arg of args) self.push(arg);
    return self.length;
  },
  pop: (_ev, self) => (touch(self), self.pop()),
  shift: (_ev, self) => (touch(self), self.shift()),
  unshift: (_ev, self, args) => (touch(self), self.unshift(...args)),
  splice: (_ev, self, args) => (touch(self), (self.splice as (...all: unknown[]) => Value[])(...args)),
  reverse: (_ev, self) => (touch(self), self.reverse()),
  sort: (ev, self, [f], node) => (touch(self), inOrder(ev, self, f, node)),
  fill: (_ev, self, [value, start, end]) => (touch(self), self.fill(value, start as number, end as number)),
  toSorted: (ev, self, [f], node) => inOrder(ev, [...self], f, node),
  toReversed: (_ev, self) => [...self].reverse(),
  with: (_ev, self, [index, value]) => self.map((item, i) => (i === ((index as number) + self.length) % self.length ? value : item)),
  slice: (_ev, self, [start, end]) => self.slice(start as number, end as number),
  concat: (_ev, self, args) => self.concat(...args.map(arg => (Array.isArray(arg) ? [...arg] : [arg]))),
  flat: (_ev, self, [depth]) => flattened(self, depth === undefined ? 1 : Number(depth), []),
  join(_ev, self, [separator]) {
    const texts = self.map(item => (item === null || item === undefined ? "" : text(item)));
    const vague = texts.find(isUnknown) as Unknown | undefined;
    return vague !== undefined ? unknown(vague.unknown, "string") : texts.join(separator === undefined ? "," : String(separator));
  },
  at: (_ev, self, [index]) => self.at(index as number),
  indexOf: (_ev, self, [item, from]) => (self.some(isUnknown) ? unknown("an item is not known", "number") : self.indexOf(item, from as number)),
  lastIndexOf: (_ev, self, [item]) => (self.some(isUnknown) ? unknown("an item is not known", "number") : self.lastIndexOf(item)),
  includes: (_ev, self, [item]) => (self.some(isUnknown) ? unknown("an item is not known", "boolean") : self.includes(item)),
  keys: (_ev, self) => [...self.keys()],
  values: (_ev, self) => [...self],
  entries: (_ev, self) => [...self.entries()].map(pair => [...pair]),
  toString: (_ev: Evaluation, self: Value[]) => text(self),
};

/** Lists that share their parts may be far longer flat than they are in memory. */
function flattened(items: readonly Value[], depth: number, into: Value[]): Value[] {
  for (const item of items) {
    if (depth >= 1 && Array.isArray(item) && !opaque.has(item)) flattened(item, depth - 1, into);
    else if (into.push(item) > MAX_ITEMS) throw new RangeError("a very long list");
  }
  return into;
}

function fold(ev: Evaluation, entries: [number, Value][], args: readonly Value[], node: TS.Node): Value {
  const rest = [...entries];
  if (args.length < 2 && rest.length === 0) throw new Thrown({ name: "TypeError", message: "Reduce of empty array with no initial value" });
  let total = args.length > 1 ? args[1] : rest.shift()![1];
  for (const [i, item] of rest) total = callFunction(ev, args[0], undefined, [total, item, i], node);
  return total;
}

function search(
  ev: Evaluation,
  self: readonly Value[],
  [f]: readonly Value[],
  node: TS.Node,
  found: (item: Value, i: number) => Value,
  otherwise: Value,
): Value {
  for (const [i, item] of self.entries()) {
    const holds = truth(callFunction(ev, f, undefined, [item, i, self], node));
    if (holds === undefined) return unknown("it depends on an item that is not known");
    if (holds) return found(item, i);
  }
  return otherwise;
}

/** Sorted in place; by the user's function where its answers are known numbers. */
function inOrder(ev: Evaluation, items: Value[], f: Value, node: TS.Node): Value {
  if (items.some(isUnknown)) return vague("an item is not known", items);
  let doubt: Unknown | undefined;
  const compare =
    f === undefined
      ? undefined
      : (a: Value, b: Value) => {
          const order = callFunction(ev, f, undefined, [a, b], node);
          if (typeof order === "number") return order;
          doubt ??= isUnknown(order) ? order : unknown("its order is not known");
          return 0;
        };
  items.sort(compare as (a: unknown, b: unknown) => number);
  return doubt === undefined ? items : vague(doubt.unknown, items);
}

function vague(why: string, items: Value[] = []): Value {
  opaque.set(items, why);
  return items;
}
const spreadable = (value: Value): Value => (Array.isArray(value) ? [...value] : value);

const FUNCTION_FIRST = new Set([
  "map",
  "flatMap",
  "forEach",
  "filter",
  "reduce",
  "reduceRight",
  "find",
  "findIndex",
  "findLast",
  "some",
  "every",
  "sort",
  "toSorted",
]);
const MUTATES = new Set(["push", "pop", "shift", "unshift", "splice", "reverse", "sort", "fill"]);

export const ARRAY_METHODS: ReadonlyMap<string, Value> = new Map(
  Object.entries(methods).map(([name, method]) => [
    name,
    makeBuiltin(`Array.prototype.${name}`, (ev, self, args, node) => {
      const items = Array.isArray(self) && !opaque.has(self) ? self : itemsOf(self);
      if (items === undefined || items.length > MAX_ITEMS) {
        if (FUNCTION_FIRST.has(name)) callVaguely(ev, args[0], node);
        const why = items === undefined ? whyNoItems(self) : "a very long list";
        return name === "map" || name === "filter" || name === "slice" || name === "concat"
          ? vague(why)
          : MUTATES.has(name) && name !== "push" && name !== "unshift"
            ? self
            : unknown(why);
      }
      const doubt =
        FUNCTION_FIRST.has(name) || ["push", "unshift", "fill", "concat", "with", "splice", "includes", "indexOf"].includes(name)
          ? undefined
          : args.find(isUnknown);
      if (doubt !== undefined) return unknown((doubt as Unknown).unknown);
      return method(ev, items, args, node);
    }),
  ]),
);

/** Global names that only a run has values for, each with the reason; and what is pure among the rest. */

import { ownAccessors } from "../classes.ts";
import { callFunction, callVaguely } from "../calls.ts";
import { born } from "../heap.ts";
import { itemsOf } from "../members.ts";
import { text } from "../operators.ts";
import { harmless, isLazy, isPlainObject, isUnknown, makeBuiltin, Namespace, opaque, PromiseValue, unknown, type Unknown, type Value } from "../value.ts";

type Entry = readonly [string, Value];

const of = (why: string): Unknown => {
  const value = unknown(why);
  harmless.add(value);
  return value;
};

/** Why what a module of Node's gives is not known while editing. */
export const whyModule = (specifier: string): string | undefined => {
  const name = specifier.replace(/^node:/, "");
  if (/^fs(\/|$)/.test(name)) return "it is read from files when it runs";
  if (/^(https?|http2|net|tls|dgram|dns)(\/|$)/.test(name)) return "it comes from the network";
  if (name === "child_process") return "it comes from another program";
  if (name === "os" || name === "process") return "it is known when it runs, and not on every machine the same";
  if (name === "crypto") return "it is random, or made when it runs";
  return undefined;
};

/** Errors of the user's program. */
const ERRORS: Entry[] = ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "AggregateError"].map(name => [
  name,
  makeBuiltin(name, (_ev, _self, [message, options]) =>
    born({ name, message: message === undefined ? "" : text(message), stack: unknown("a stack of the run"), ...(isPlainObject(options) ? options : {}) }),
  ),
]);

const plainText = (name: "encodeURIComponent" | "decodeURIComponent" | "encodeURI" | "decodeURI"): Entry => [
  name,
  makeBuiltin(name, (_ev, _self, [value]) => {
    const given = text(value);
    if (isUnknown(given)) return unknown(given.unknown, "string");
    try {
      return globalThis[name](String(given));
    } catch {
      return unknown("a text that is no address", "string");
    }
  }),
];

/** JSON of plain values. Anything else makes the text unknown. */
const MAX_PARTS = 20_000;
export function stringified(value: Value, indent: Value): Value {
  let left = MAX_PARTS;
  let doubt: string | undefined;
  const plain = (item: Value, depth: number): unknown => {
    if (--left < 0 || depth > 60) doubt ??= "a very long text";
    if (doubt !== undefined) return null;
    if (isUnknown(item)) return void (doubt = item.unknown);
    if (typeof item !== "object" || item === null) {
      if (typeof item === "bigint") doubt = "JSON has no bigint";
      return item;
    }
    if (item instanceof Date) return item.toJSON();
    if (item instanceof Map || item instanceof Set) return {};
    if (opaque.has(item)) return void (doubt = opaque.get(item));
    if (Array.isArray(item)) return item.map(each => plain(each, depth + 1));
    if (!isPlainObject(item) || ownAccessors.has(item) || isLazy(item)) return void (doubt = "an object that is not followed");
    if (typeof item["toJSON"] === "function") return void (doubt = "it has a toJSON of its own");
    return Object.fromEntries(Object.entries(item).map(([key, each]) => [key, plain(each, depth + 1)]));
  };
  const tree = plain(value, 0);
  if (doubt !== undefined) return unknown(doubt, "string");
  return typeof tree === "function" || typeof tree === "symbol"
    ? undefined
    : JSON.stringify(tree, null, typeof indent === "number" || typeof indent === "string" ? indent : undefined);
}

export const OBJECT_MORE: Entry[] = [
  ["is", makeBuiltin("Object.is", (_ev, _self, [a, b]) => (isUnknown(a) || isUnknown(b) ? unknown("one of them is not known", "boolean") : Object.is(a, b)))],
  [
    "hasOwn",
    makeBuiltin("Object.hasOwn", (_ev, _self, [value, key]) =>
      isPlainObject(value) && !opaque.has(value) && !isUnknown(key) ? Object.hasOwn(value, String(key)) : unknown("its members are not known", "boolean"),
    ),
  ],
  [
    "groupBy",
    makeBuiltin("Object.groupBy", (ev, _self, [items, f], node) => {
      const known = itemsOf(items);
      const groups: Record<string, Value[]> = {};
      for (const [i, item] of (known ?? []).entries()) {
        const key = callFunction(ev, f, undefined, [item, i], node);
        if (isUnknown(key)) return unknown(key.unknown);
        (groups[String(key)] ??= []).push(item);
      }
      if (known === undefined) callVaguely(ev, f, node);
      return known === undefined ? unknown("its items are not known") : groups;
    }),
  ],
];

/** Parts that are shared stay shared. */
function deep(value: Value, seen: Map<object, Value>): Value {
  if (typeof value !== "object" || value === null || isUnknown(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const keep = <T extends object>(made: T): T => (seen.set(value, made), made);
  if (seen.size > MAX_PARTS) return unknown("a very long copy");
  if (opaque.has(value)) return keep(unknown(opaque.get(value)!));
  if (Array.isArray(value)) {
    const list = keep<Value[]>([]);
    for (const item of value) list.push(deep(item, seen));
    return list;
  }
  if (value instanceof Map) {
    const map = keep(new Map<Value, Value>());
    for (const [key, item] of value) map.set(deep(key, seen), deep(item, seen));
    return map;
  }
  if (value instanceof Set) {
    const set = keep(new Set<Value>());
    for (const item of value) set.add(deep(item, seen));
    return set;
  }
  if (value instanceof Date) return keep(new Date(value));
  if (!isPlainObject(value) || ownAccessors.has(value)) return unknown("a copy that is not followed");
  const made = keep<Record<string, Value>>({});
  for (const [key, item] of Object.entries(value)) made[key] = deep(item, seen);
  return made;
}

export const PLATFORM: readonly Entry[] = [
  ...ERRORS,
  ["fetch", makeBuiltin("fetch", () => new PromiseValue(of("it comes from the network")))],
  [
    "process",
    new Namespace("process", [
      ["env", of("the environment is known when it runs")],
      ["argv", of("the command line is known when it runs")],
      ["platform", unknown("the machine is known when it runs", "string")],
      ["cwd", makeBuiltin("process.cwd", () => unknown("the working folder is known when it runs", "string"))],
      ["memoryUsage", makeBuiltin("process.memoryUsage", () => of("it is known when it runs"))],
      ["hrtime", of("the time of the run")],
      ["exit", makeBuiltin("process.exit", () => undefined)],
      ["on", makeBuiltin("process.on", () => undefined)],
    ]),
  ],
  ["performance", new Namespace("performance", [["now", makeBuiltin("performance.now", () => unknown("the time of the run", "number"))]])],
  [
    "Symbol",
    new Namespace("Symbol", [
      ["iterator", Symbol.iterator],
      ["asyncIterator", Symbol.asyncIterator],
    ]),
  ],
  ...(["encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI"] as const).map(plainText),
  ["structuredClone", makeBuiltin("structuredClone", (_ev, _self, [value]) => deep(value, new Map()))],
];

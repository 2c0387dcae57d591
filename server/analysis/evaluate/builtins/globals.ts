/** The global names that are followed. Any other is unknown. */

import type TS from "typescript";
import { callFunction, callVaguely } from "../calls.ts";
import { touch } from "../heap.ts";
import { itemsOf, setMember, whyNoItems } from "../members.ts";
import { text } from "../operators.ts";
import { Scope } from "../scope.ts";
import type { Evaluation } from "../state.ts";
import {
  awaited,
  isLazy,
  isNative,
  isPlainObject,
  isUnknown,
  makeBuiltin,
  Namespace,
  opaque,
  PromiseValue,
  unknown,
  type Unknown,
  type UnknownType,
  type Value,
} from "../value.ts";
import { iterate } from "../iteration.ts";
import { whyNotListed } from "../objects.ts";
import { MAX_ITEMS } from "./array.ts";
import { OBJECT_MORE, PLATFORM, stringified } from "./platform.ts";

type Entry = readonly [string, Value];
const MATH_CONSTANTS = ["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"] as const;

/** A function of plain values only: unknown or other arguments give an unknown result of this type. */
export const pure = (name: string, run: (...args: any[]) => Value, type?: UnknownType): Entry => [
  name.slice(name.lastIndexOf(".") + 1),
  makeBuiltin(name, (_ev, _self, args) => {
    const doubt = args.find(isUnknown) as Unknown | undefined;
    if (doubt !== undefined) return unknown(doubt.unknown, type);
    return args.some(arg => isLazy(arg) || typeof arg === "symbol" || (typeof arg === "object" && arg !== null && isNative(arg)))
      ? unknown("an argument that is not followed", type)
      : run(...args);
  }),
];
const fixed = (name: string, value: Value): Entry => [name.slice(name.lastIndexOf(".") + 1), makeBuiltin(name, () => value)];
const following = (name: string, run: (ev: Evaluation, args: readonly Value[], node: TS.Node) => Value): Entry => [
  name.slice(name.lastIndexOf(".") + 1),
  makeBuiltin(name, (ev, _self, args, node) => run(ev, args, node)),
];

const namespace = (name: string, entries: Iterable<Entry>, call?: Value): Value => {
  const made = new Namespace(name, entries);
  if (call !== undefined) callable.set(made, call);
  return made;
};
/** What calling (or constructing) a namespace does: `Number(x)`, `new Map(pairs)`. */
export const callable = new WeakMap<Namespace, Value>();

const VARIADIC = new Set(["max", "min", "hypot"]);
const MATH: Entry[] = [
  ...MATH_CONSTANTS.map(name => [name, Math[name]] as const),
  ...Object.getOwnPropertyNames(Math)
    .filter(name => name !== "random" && typeof (Math as any)[name] === "function")
    .map(name =>
      pure(
        `Math.${name}`,
        (...args) =>
          args.slice(0, VARIADIC.has(name) ? args.length : (Math as any)[name].length).every(arg => typeof arg !== "object" && typeof arg !== "bigint")
            ? (Math as any)[name](...(VARIADIC.has(name) ? args : args.slice(0, (Math as any)[name].length)))
            : unknown("an argument that is not followed", "number"),
        "number",
      ),
    ),
  fixed("Math.random", unknown("a random number", "number")),
];

const NUMBER: Entry[] = [
  ...(["EPSILON", "MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER", "MAX_VALUE", "MIN_VALUE", "NaN", "NEGATIVE_INFINITY", "POSITIVE_INFINITY"] as const).map(
    name => [name, Number[name]] as const,
  ),
  ...(["isFinite", "isInteger", "isNaN", "isSafeInteger"] as const).map(name => pure(`Number.${name}`, Number[name], "boolean")),
  ...(["parseFloat", "parseInt"] as const).map(name =>
    pure(`Number.${name}`, (value, radix) => (Number[name] as typeof parseInt)(String(value), radix), "number"),
  ),
];

const OBJECT: Entry[] = [
  following("Object.keys", (_ev, [value]) => entriesOf(value, (key, _v) => key)),
  following("Object.values", (_ev, [value]) => entriesOf(value, (_key, v) => v)),
  following("Object.entries", (_ev, [value]) => entriesOf(value, (key, v) => [key, v])),
  following("Object.fromEntries", (_ev, [pairs]) => {
    const items = itemsOf(pairs);
    const result: Record<string, Value> = {};
    for (const pair of items ?? []) {
      if (!Array.isArray(pair) || isUnknown(pair[0])) return vague({}, "a key is not known");
      setMember(result, pair[0], pair[1]);
    }
    return items === undefined ? vague({}, whyNoItems(pairs)) : result;
  }),
  following("Object.assign", (_ev, [target, ...sources]) => {
    if (!isPlainObject(target)) return unknown("an object that is not followed");
    touch(target);
    for (const source of sources) {
      if (isPlainObject(source) && !opaque.has(source)) for (const [key, value] of Object.entries(source)) setMember(target, key, value);
      else if (source !== undefined && source !== null) vague(target, isUnknown(source) ? source.unknown : "what is assigned is not known");
    }
    return target;
  }),
  following("Object.freeze", (_ev, [value]) => value),
  following("Object.seal", (_ev, [value]) => value),
  ...OBJECT_MORE,
];

const ARRAY: Entry[] = [
  following("Array.from", (ev, [source, f], node) => {
    const length = isPlainObject(source) && !opaque.has(source) ? source["length"] : undefined;
    if (isUnknown(length) || (typeof length === "number" && length > MAX_ITEMS)) {
      callVaguely(ev, f, node);
      return vague([], isUnknown(length) ? length.unknown : "a very long list");
    }
    const items = typeof length === "number" ? Array.from({ length: Math.max(0, Math.floor(length) || 0) }) : iterate(ev, source, node);
    if (items === undefined) {
      callVaguely(ev, f, node);
      return vague([], whyNoItems(source));
    }
    return f === undefined ? [...items] : items.map((item, i) => callFunction(ev, f, undefined, [item, i], node));
  }),
  following("Array.of", (_ev, args) => [...args]),
  following("Array.isArray", (_ev, [value]) => (isUnknown(value) ? unknown(value.unknown, "boolean") : Array.isArray(value))),
];

const PROMISE: Entry[] = [
  following("Promise.resolve", (_ev, [value]) => new PromiseValue(awaited(value))),
  following("Promise.reject", () => new PromiseValue(unknown("a rejected promise"))),
  following("Promise.all", (ev, [values], node) => {
    const items = iterate(ev, values, node);
    return new PromiseValue(items === undefined ? vague([], whyNoItems(values)) : items.map(awaited));
  }),
  following("Promise.allSettled", (ev, [values], node) => {
    const items = iterate(ev, values, node);
    if (items === undefined) return new PromiseValue(vague([], whyNoItems(values)));
    return new PromiseValue(
      items.map(item => {
        const value = awaited(item);
        return isUnknown(value) ? { status: unknown(value.unknown, "string"), value, reason: unknown(value.unknown) } : { status: "fulfilled", value };
      }),
    );
  }),
  ...["race", "any"].map(name =>
    following(`Promise.${name}`, (ev, [values], node) => {
      const items = iterate(ev, values, node);
      return new PromiseValue(items?.length === 1 ? awaited(items[0]) : unknown("it is known when it runs which comes first"));
    }),
  ),
];

const CONSOLE: Entry[] = ["log", "error", "warn", "info", "debug", "table", "time", "timeEnd", "dir", "group", "groupEnd", "assert", "trace"].map(name =>
  fixed(`console.${name}`, undefined),
);

function entriesOf(value: Value, pick: (key: string, value: Value) => Value): Value {
  if (Array.isArray(value) && !opaque.has(value)) return value.map((item, i) => pick(String(i), item));
  const hidden = whyNotListed(value);
  if (hidden !== undefined) return vague([], hidden);
  if (!isPlainObject(value)) return vague([], isUnknown(value) ? value.unknown : whyNoItems(value));
  return Object.entries(value).map(([key, item]) => pick(key, item));
}
export function vague<T extends object>(value: T, why: string): T {
  opaque.set(value, why);
  return value;
}

function parsed(textValue: string): Value {
  try {
    return JSON.parse(textValue);
  } catch {
    return unknown("it is not JSON");
  }
}

const date = makeBuiltin("Date", (_ev, _self, args) => {
  if (args.length === 0) return unknown("the time of the run", "object");
  const doubt = args.find(isUnknown) as Unknown | undefined;
  if (doubt !== undefined) return unknown(doubt.unknown, "object");
  return args.every(arg => typeof arg === "number" || typeof arg === "string" || arg instanceof Date)
    ? new Date(...(args as [number]))
    : unknown("a date that is not followed", "object");
});

/** One scope of its own for each evaluation, so that nothing one text writes reaches another. */
export function globalScope(): Scope {
  const scope = new Scope(undefined, true);
  for (const [name, value] of GLOBALS) scope.vars.set(name, value);
  return scope;
}

const GLOBALS: readonly Entry[] = [
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["Math", namespace("Math", MATH)],
  [
    "Number",
    namespace(
      "Number",
      NUMBER,
      pure(
        "Number",
        (...args) =>
          args.length === 0
            ? 0
            : typeof args[0] === "object" && args[0] !== null && !(args[0] instanceof Date)
              ? unknown("an object as a number", "number")
              : Number(args[0]),
        "number",
      )[1],
    ),
  ],
  [
    "String",
    namespace(
      "String",
      [
        pure("String.fromCharCode", String.fromCharCode, "string"),
        following("String.raw", (_ev, [pieces, ...values]) => {
          const raw = (pieces as { raw?: Value } | undefined)?.raw;
          const texts = values.map(value => text(value));
          const doubt = texts.find(isUnknown) as Unknown | undefined;
          return Array.isArray(raw) && doubt === undefined
            ? raw.map((piece, i) => `${piece as string}${String(texts[i] ?? "")}`).join("")
            : unknown(doubt?.unknown ?? "a text that is not followed", "string");
        }),
      ],
      makeBuiltin("String", (_ev, _self, args) => (args.length === 0 ? "" : text(args[0]))),
    ),
  ],
  [
    "Boolean",
    namespace(
      "Boolean",
      [],
      makeBuiltin("Boolean", (_ev, _self, [value]) => (isUnknown(value) ? unknown(value.unknown, "boolean") : Boolean(value))),
    ),
  ],
  [
    "BigInt",
    namespace(
      "BigInt",
      [],
      pure("BigInt", value =>
        typeof value === "number"
          ? Number.isInteger(value)
            ? BigInt(value)
            : unknown("not a whole number")
          : typeof value === "bigint"
            ? value
            : /^-?\d{1,300}$/.test(String(value))
              ? BigInt(String(value))
              : unknown("not a whole number"),
      )[1],
    ),
  ],
  [
    "Object",
    namespace(
      "Object",
      OBJECT,
      makeBuiltin("Object", (_ev, _self, [value]) => value ?? {}),
    ),
  ],
  [
    "Array",
    namespace(
      "Array",
      ARRAY,
      makeBuiltin("Array", (_ev, _self, args) => {
        const [length] = args;
        if (args.length !== 1 || (typeof length !== "number" && !isUnknown(length))) return [...args];
        return isUnknown(length) || length > MAX_ITEMS || length < 0 || !Number.isInteger(length)
          ? vague([], isUnknown(length) ? length.unknown : "a very long list")
          : new Array(length).fill(undefined);
      }),
    ),
  ],
  [
    "Map",
    namespace(
      "Map",
      [],
      makeBuiltin("Map", (ev, _self, [pairs], node) => {
        const items = pairs === undefined || pairs === null ? [] : iterate(ev, pairs, node);
        return items === undefined || items.some(pair => !Array.isArray(pair) || isUnknown(pair[0]))
          ? vague(new Map(), whyNoItems(pairs))
          : new Map(items as [Value, Value][]);
      }),
    ),
  ],
  [
    "Set",
    namespace(
      "Set",
      [],
      makeBuiltin("Set", (ev, _self, [values], node) => {
        const items = values === undefined || values === null ? [] : iterate(ev, values, node);
        return items === undefined || items.some(isUnknown) ? vague(new Set(), whyNoItems(values)) : new Set(items);
      }),
    ),
  ],
  [
    "Date",
    namespace(
      "Date",
      [
        fixed("Date.now", unknown("the time of the run", "number")),
        pure("Date.UTC", Date.UTC, "number"),
        pure("Date.parse", value => Date.parse(String(value)), "number"),
      ],
      date,
    ),
  ],
  [
    "JSON",
    namespace("JSON", [
      pure("JSON.parse", value => (typeof value === "string" && value.length < 200_000 ? parsed(value) : unknown("JSON that is not followed"))),
      following("JSON.stringify", (_ev, [value, replacer, indent]) =>
        replacer === undefined || replacer === null ? stringified(value, indent) : unknown("a text that is not followed", "string"),
      ),
    ]),
  ],
  [
    "Promise",
    namespace(
      "Promise",
      PROMISE,
      makeBuiltin("Promise", (ev, _self, [executor], node) => {
        callVaguely(ev, executor, node);
        return new PromiseValue(unknown("it is known when it runs"));
      }),
    ),
  ],
  ...PLATFORM,
  ["console", namespace("console", CONSOLE)],
  pure("parseInt", (value, radix) => Number.parseInt(String(value), radix), "number"),
  pure("parseFloat", value => Number.parseFloat(String(value)), "number"),
  pure("isNaN", value => Number.isNaN(Number(value)), "boolean"),
  pure("isFinite", value => Number.isFinite(Number(value)), "boolean"),
  fixed("setTimeout", unknown("a timer", "object")),
  fixed("setInterval", unknown("a timer", "object")),
  fixed("clearTimeout", undefined),
  fixed("clearInterval", undefined),
  fixed("queueMicrotask", undefined),
];

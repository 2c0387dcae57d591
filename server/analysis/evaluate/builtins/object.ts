/** Methods of numbers, dates, functions, plain objects, patterns and promises. */

import { callFunction, callVaguely } from "../calls.ts";
import { makeOpaque, touch } from "../heap.ts";
import { itemsOf } from "../members.ts";
import { text } from "../operators.ts";
import { awaited, isUnknown, makeBuiltin, opaque, PromiseValue, unknown, type Unknown, type Value } from "../value.ts";
import { isTame } from "./string.ts";

type Named = readonly [name: string, value: Value];

const pure = <S>(kind: string, name: string, run: (self: S, args: readonly Value[]) => Value): Named => [
  name,
  makeBuiltin(`${kind}.prototype.${name}`, (_ev, self, args) => {
    const doubt = [self, ...args].find(isUnknown) as Unknown | undefined;
    return doubt === undefined ? run(self as S, args) : unknown(doubt.unknown);
  }),
];

export const NUMBER_METHODS: ReadonlyMap<string, Value> = new Map(
  (["toFixed", "toString", "toPrecision", "toExponential", "valueOf", "toLocaleString"] as const).map(name =>
    pure<number>("Number", name, (self, args) => (self[name] as (...all: unknown[]) => Value)(...args)),
  ),
);
export const BIGINT_METHODS: ReadonlyMap<string, Value> = new Map([
  pure<bigint>("BigInt", "toString", self => String(self)),
  pure<bigint>("BigInt", "valueOf", self => self),
  pure<bigint>("BigInt", "toLocaleString", self => self.toLocaleString("en-US")),
]);

/** A date that is set is changed in place: like a list, it goes back with the branch that changed it. */
const setters: Named[] = Object.getOwnPropertyNames(Date.prototype)
  .filter(name => name.startsWith("set"))
  .map(name => [
    name,
    makeBuiltin(`Date.prototype.${name}`, (_ev, self, args) => {
      if (!(self instanceof Date)) return unknown("not a date");
      touch(self as never);
      const doubt = args.find(arg => typeof arg !== "number");
      if (doubt !== undefined) {
        makeOpaque(self as never, isUnknown(doubt) ? doubt.unknown : "a date that is not followed");
        return unknown("a date that is not followed", "number");
      }
      return (self as unknown as Record<string, (...all: Value[]) => Value>)[name]!(...args);
    }),
  ]);

export const DATE_METHODS: ReadonlyMap<string, Value> = new Map([
  ...setters,
  ...Object.getOwnPropertyNames(Date.prototype)
    .filter(name => /^(get|to(ISOString|JSON)$|valueOf$)/.test(name))
    .map(name =>
      pure<Date>("Date", name, self =>
        opaque.has(self)
          ? unknown(opaque.get(self)!)
          : Number.isNaN(+self) && name === "toISOString"
            ? unknown("an invalid date")
            : (self as unknown as Record<string, () => Value>)[name]!(),
      ),
    ),
]);

export const REGEXP_METHODS: ReadonlyMap<string, Value> = new Map(
  (["test", "exec"] as const).map(name =>
    pure<RegExp>("RegExp", name, (self, [subject]) => {
      if (typeof subject !== "string" || subject.length > 1000 || !isTame(self) || self.global || self.sticky)
        return unknown("a pattern that is not followed", name === "test" ? "boolean" : undefined);
      const result = self[name](subject);
      return Array.isArray(result) ? [...result] : result;
    }),
  ),
);

export const OBJECT_METHODS: ReadonlyMap<string, Value> = new Map<string, Value>([
  pure<object>("Object", "hasOwnProperty", (self, [key]) => Object.hasOwn(self, String(key))),
  pure<object>("Object", "toString", self => text(self)),
  pure<object>("Object", "valueOf", self => self),
]);

export const FUNCTION_METHODS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["call", makeBuiltin("Function.prototype.call", (ev, f, [self, ...args], node) => callFunction(ev, f, self, args, node))],
  [
    "apply",
    makeBuiltin("Function.prototype.apply", (ev, f, [self, args], node) => {
      const items = args === undefined || args === null ? [] : itemsOf(args);
      return items === undefined ? callVaguely(ev, f, node) : callFunction(ev, f, self, items, node);
    }),
  ],
  [
    "bind",
    makeBuiltin("Function.prototype.bind", (_ev, f, [self, ...first]) =>
      makeBuiltin("bound", (ev, _self, args, node) => callFunction(ev, f, self, [...first, ...args], node)),
    ),
  ],
]);

export const PROMISE_METHODS: ReadonlyMap<string, Value> = new Map<string, Value>([
  [
    "then",
    makeBuiltin("Promise.prototype.then", (ev, self, [f], node) =>
      self instanceof PromiseValue && f !== undefined ? new PromiseValue(awaited(callFunction(ev, f, undefined, [self.value], node))) : self,
    ),
  ],
  ["catch", makeBuiltin("Promise.prototype.catch", (ev, self, [f], node) => (callVaguely(ev, f, node), self))],
  ["finally", makeBuiltin("Promise.prototype.finally", (ev, self, [f], node) => (callFunction(ev, f, undefined, [], node), self))],
]);

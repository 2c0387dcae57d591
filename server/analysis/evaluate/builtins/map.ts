/** Methods of maps and sets. */

import type TS from "typescript";
import { callFunction, callVaguely } from "../calls.ts";
import { makeOpaque, touch } from "../heap.ts";
import type { Evaluation } from "../state.ts";
import { isUnknown, makeBuiltin, opaque, unknown, type Value } from "../value.ts";

type Method<S> = (ev: Evaluation, self: S, args: readonly Value[], node: TS.Node) => Value;

function table<S extends Map<Value, Value> | Set<Value>>(kind: string, methods: Record<string, Method<S>>): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(methods).map(([name, method]) => [
      name,
      makeBuiltin(`${kind}.prototype.${name}`, (ev, self, args, node) => {
        if (!(self instanceof Map || self instanceof Set)) return unknown(`not a ${kind}`);
        const writes = name === "set" || name === "add" || name === "delete" || name === "clear";
        if (writes && isUnknown(args[0])) makeOpaque(self, args[0].unknown);
        const why = opaque.get(self);
        if (why !== undefined || (name !== "forEach" && isUnknown(args[0]))) {
          if (name === "forEach") callVaguely(ev, args[0], node);
          return name === "set" || name === "add" ? self : unknown(why ?? (args[0] as { unknown: string }).unknown);
        }
        if (writes) touch(self);
        return method(ev, self as S, args, node);
      }),
    ]),
  );
}

export const MAP_METHODS = table<Map<Value, Value>>("Map", {
  get: (_ev, self, [key]) => self.get(key),
  has: (_ev, self, [key]) => self.has(key),
  set: (_ev, self, [key, value]) => self.set(key, value),
  delete: (_ev, self, [key]) => self.delete(key),
  clear: (_ev, self) => self.clear(),
  keys: (_ev, self) => [...self.keys()],
  values: (_ev, self) => [...self.values()],
  entries: (_ev, self) => [...self].map(pair => [...pair]),
  forEach: (ev, self, [f], node) => [...self].forEach(([key, value]) => void callFunction(ev, f, undefined, [value, key, self], node)),
});

export const SET_METHODS = table<Set<Value>>("Set", {
  has: (_ev, self, [value]) => self.has(value),
  add: (_ev, self, [value]) => self.add(value),
  delete: (_ev, self, [value]) => self.delete(value),
  clear: (_ev, self) => self.clear(),
  keys: (_ev, self) => [...self],
  values: (_ev, self) => [...self],
  entries: (_ev, self) => [...self].map(value => [value, value]),
  forEach: (ev, self, [f], node) => [...self].forEach(value => void callFunction(ev, f, undefined, [value, value, self], node)),
});

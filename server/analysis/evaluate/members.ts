/** Reading and writing members of values. */

import type TS from "typescript";
import { readNative } from "../bask/call.ts";
import { ARRAY_METHODS } from "./builtins/array.ts";
import { MAP_METHODS, SET_METHODS } from "./builtins/map.ts";
import { BIGINT_METHODS, DATE_METHODS, FUNCTION_METHODS, NUMBER_METHODS, OBJECT_METHODS, PROMISE_METHODS, REGEXP_METHODS } from "./builtins/object.ts";
import { STRING_METHODS } from "./builtins/string.ts";
import { makeOpaque, touch } from "./heap.ts";
import { type Evaluation, Thrown } from "./state.ts";
import { Sequence, sequenceMember } from "./generators.ts";
import { memberOfClass } from "./objects.ts";
import {
  closureOf,
  makeBuiltin,
  isModel,
  isNative,
  isPlainObject,
  isUnknown,
  memberOf,
  Namespace,
  opaque,
  PromiseValue,
  unknown,
  type Value,
} from "./value.ts";

export function getMember(ev: Evaluation, target: Value, key: Value, node: TS.Node): Value {
  if (isUnknown(target)) return memberOf(target, key);
  if (target === undefined || target === null) {
    const message = `Cannot read properties of ${target} (reading '${isUnknown(key) ? "?" : String(key)}')`;
    if (ev.tries > 0) throw new Thrown({ name: "TypeError", message });
    return unknown(message);
  }
  if (isUnknown(key)) return unknown(key.unknown);
  const own = memberOfClass(ev, target, typeof key === "symbol" ? key : String(key), node);
  if (own !== undefined) return own.value;
  const name = typeof key === "symbol" ? key : String(key);
  if (typeof target === "object") {
    if (target instanceof Namespace)
      return target.members.has(name as string) ? target.members.get(name as string) : unknown(`${target.name}.${String(name)} is not followed`);
    if (target instanceof Sequence) return sequenceMember(target, name, run => makeBuiltin(String(name), run));
    if (isModel(target)) return modelMember(target, name);
    if (isNative(target)) return readNative(ev, target, name, node);
  }
  return builtinMember(target, name);
}

function modelMember(target: object, name: string | symbol): Value {
  const why = opaque.get(target);
  if (Array.isArray(target)) {
    const method = typeof name === "string" ? ARRAY_METHODS.get(name) : undefined;
    if (method !== undefined) return method;
    if (why !== undefined) return unknown(why, name === "length" ? "number" : undefined);
    if (name === "length") return target.length;
    if (typeof name === "string" && /^(?:0|[1-9]\d{0,9})$/.test(name)) return target[Number(name)];
    return Object.hasOwn(target, name) ? (target as unknown as Record<string | symbol, Value>)[name] : missing(Array.prototype, name);
  }
  const methods = target instanceof Map ? MAP_METHODS : target instanceof Set ? SET_METHODS : OBJECT_METHODS;
  if (target instanceof Map || target instanceof Set) {
    if (name === "size") return why === undefined ? target.size : unknown(why, "number");
    return methods.get(name as string) ?? missing(Map.prototype, name);
  }
  if (why !== undefined) return unknown(why);
  if (Object.hasOwn(target, name)) return (target as Record<string | symbol, Value>)[name];
  return (typeof name === "string" ? methods.get(name) : undefined) ?? missing(Object.prototype, name);
}

/** Members that JavaScript has and that are not followed are unknown; others are undefined. */
const missing = (prototype: object, name: string | symbol): Value => (name in prototype ? unknown(`${String(name)} is not followed`) : undefined);

function builtinMember(target: Value, name: string | symbol): Value {
  if (typeof name === "symbol") return unknown("a symbol member");
  switch (typeof target) {
    case "string":
      if (name === "length") return target.length;
      if (/^\d+$/.test(name)) return target[Number(name)];
      return STRING_METHODS.get(name) ?? missing(String.prototype, name);
    case "number":
      return NUMBER_METHODS.get(name) ?? missing(Number.prototype, name);
    case "bigint":
    case "boolean":
      return BIGINT_METHODS.get(name) ?? missing(BigInt.prototype, name);
    case "function":
      if (name === "name") return closureOf(target)?.name ?? target.name;
      if (name === "length") return target.length;
      return FUNCTION_METHODS.get(name) ?? unknown("a member of a function");
    default:
      break;
  }
  if (target instanceof Date) return DATE_METHODS.get(name) ?? unknown(`Date.${name} is not followed`);
  if (target instanceof RegExp)
    return name === "source" || name === "flags" || name === "global" ? target[name] : (REGEXP_METHODS.get(name) ?? unknown(`RegExp.${name} is not followed`));
  if (target instanceof PromiseValue) return PROMISE_METHODS.get(name) ?? missing(Promise.prototype, name);
  return unknown("a member that is not followed");
}

export function setMember(target: Value, key: Value, value: Value): void {
  if (!isModel(target) || target instanceof Map || target instanceof Set) return;
  touch(target);
  if (isUnknown(key)) return makeOpaque(target, key.unknown);
  if (opaque.has(target)) return;
  const name = String(key);
  if (Array.isArray(target)) {
    const index = Number(name);
    if (name === "length" && typeof value === "number" && value >= 0 && value <= target.length) target.length = Math.floor(value);
    else if (Number.isInteger(index) && index >= 0 && index <= target.length + 1000) target[index] = value;
    else makeOpaque(target, "it is written to in a way that is not followed");
    return;
  }
  if (name === "__proto__") return makeOpaque(target, "its prototype is changed");
  (target as Record<string, Value>)[name] = value;
}

export function deleteMember(target: Value, key: Value): void {
  if (!isPlainObject(target)) {
    if (isModel(target)) makeOpaque(target, "a member is deleted");
    return;
  }
  touch(target);
  if (isUnknown(key)) makeOpaque(target, key.unknown);
  else delete target[String(key)];
}

/** The items `for...of`, spread and destructuring see, or undefined where they cannot be told. */
export function itemsOf(value: Value): Value[] | undefined {
  if (Array.isArray(value)) return opaque.has(value) ? undefined : value;
  if (typeof value === "string") return value.length <= 10_000 ? [...value] : undefined;
  if (value instanceof Map) return opaque.has(value) ? undefined : [...value].map(pair => [...pair]);
  if (value instanceof Set) return opaque.has(value) ? undefined : [...value];
  return value instanceof Sequence ? value.rest() : undefined;
}
export const whyNoItems = (value: Value): string =>
  value instanceof Sequence
    ? (value.why ?? "its items are not known")
    : isUnknown(value)
      ? value.unknown
      : (typeof value === "object" && value !== null && opaque.get(value)) || "its items are not known";

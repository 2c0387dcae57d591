/** Which captured values can travel: what structured clone takes without losing what makes it what it is. */

import { types } from "node:util";
import { serialize } from "node:v8";
import type { Hasher } from "../meta/hash.ts";
import { isPortable, portableBytes } from "./portable.ts";

/** Why a value cannot travel, and where in it. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

const LAZY = Symbol.for("bask.expr");

/** A lazy collection, recognised by its mark. */
export const isLazy = (value: unknown): boolean => ((typeof value === "object" && value !== null) || typeof value === "function") && LAZY in (value as object);

const LAZY_REASON = "it is a lazy value: a task cannot hold one. Pass it as an argument, so that the task gets its result";

export interface Fit {
  /** Roughly. */
  readonly bytes: number;
  /** It holds arrays, columns or tables, which are packed. */
  readonly portable: boolean;
}

/** Checks a value all through. */
export function travels(value: unknown): Fit | Refusal {
  const seen = new Set<object>();
  let bytes = 0;
  let portable = false;
  let refusal: Refusal | undefined;
  const refuse = (path: string, reason: string): void => void (refusal ??= { path, reason });
  const visit = (at: unknown, path: string): void => {
    if (refusal) return;
    bytes += 8;
    if (typeof at === "string") bytes += at.length;
    if (typeof at === "symbol") return refuse(path, "a symbol cannot be cloned");
    if (typeof at === "function") return refuse(path, isLazy(at) ? LAZY_REASON : "a function inside a value cannot be cloned: give it a name of its own");
    if (typeof at !== "object" || at === null || seen.has(at)) return;
    seen.add(at);
    if (isLazy(at)) return refuse(path, LAZY_REASON);
    if (ArrayBuffer.isView(at) || types.isAnyArrayBuffer(at)) return void (bytes += at.byteLength);
    if (types.isDate(at) || types.isRegExp(at) || types.isBoxedPrimitive(at) || types.isNativeError(at)) return;
    if (types.isProxy(at)) return refuse(path, "a Proxy cannot be cloned");
    if (types.isPromise(at)) return refuse(path, "a promise cannot be cloned: await it first");
    if (types.isWeakMap(at) || types.isWeakSet(at)) return refuse(path, "a WeakMap or WeakSet cannot be cloned");
    if (types.isMap(at)) return at.forEach((v, k) => (visit(k, `${path} key`), visit(v, `${path}.get(${show(k)})`)));
    if (types.isSet(at)) return at.forEach(v => visit(v, `${path} element`));
    if (Array.isArray(at)) {
      if (at.length > 0 && at.every(v => typeof v === "number")) return void (bytes += 8 * at.length);
      return at.forEach((v, i) => visit(v, `${path}[${i}]`));
    }
    if (isPortable(at)) {
      portable = true;
      return void (bytes += portableBytes(at));
    }
    const prototype = Object.getPrototypeOf(at) as { constructor?: { name?: string } } | null;
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return refuse(path, instanceReason(prototype.constructor?.name));
    if (prototype !== null && prototype.constructor?.name !== "Object") return refuse(path, instanceReason(prototype.constructor?.name));
    for (const [key, v] of Object.entries(at)) visit(v, `${path}.${key}`);
  };
  visit(value, "");
  return refusal ?? { bytes, portable };
}

/** By the name of its class. */
export const isOfProcess = (name: string): boolean => /Socket|Stream|Server|Client|Port|Worker|Handle|Process|Connection/.test(name);

const instanceReason = (name = "a class"): string =>
  isOfProcess(name)
    ? `it is a ${name}, which belongs to this process: open one inside the function`
    : `it is an instance of ${name}, and would arrive without its class: capture plain fields, or make it inside the function`;

const show = (key: unknown): string => (typeof key === "string" ? JSON.stringify(key) : String(key));

/** Above this a value counts as itself: hashing its contents would cost more than it could share. */
const LARGE = 1 << 20;
const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** `packed` is the value as plain data. */
export function hashValue(hasher: Hasher, value: unknown, packed: unknown, bytes: number): void {
  if (typeof value !== "object" || value === null) return void hasher.value(value);
  if (bytes <= LARGE) {
    try {
      return void hasher.bytes(serialize(packed));
    } catch {
      // Shared memory can be posted but not serialised.
    }
  }
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = nextIdentity++));
  hasher.text("identity").word(identity);
}

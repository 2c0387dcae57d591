/** Kernels of single values. */

import { assemble } from "../assemble/assemble.ts";
import { ownCopy } from "../../memory/own-copy.ts";
import { NDArray } from "../../values/ndarray.ts";
import type { Meta } from "../../meta/meta.ts";
import type { FunctionRef } from "../../expr/function-ref.ts";
import type { KernelTable } from "../kernel.ts";
import { fill } from "../template.ts";

export const DELAYED_KERNELS: KernelTable = {
  "delayed.call": (inputs, params, context) => context.func(params["function"] as FunctionRef)(...(fill(params["args"], inputs.map(ownCopy)) as never[])),
  "delayed.method": (inputs, params) => {
    const [self, ...args] = fill(params["args"], inputs.map(ownCopy)) as [Record<string, unknown>, ...unknown[]];
    const name = params["method"] as string;
    const method = self?.[name];
    if (typeof method !== "function")
      throw new TypeError(`expected a method "${name}", got ${method === undefined ? "nothing" : typeof method} on ${Object.prototype.toString.call(self)}`);
    return (method as (...args: unknown[]) => unknown).apply(self, args);
  },
  "delayed.get": ([value], params) => element(value, params["key"]),
  "delayed.value": (inputs, params) => fill(params["value"], inputs),
  /** A value with a method of the operator's name (a block, a column) does it its own way. */
  "delayed.operator": (inputs, params) => {
    const name = params["operator"] as string;
    const [left, ...right] = fill(params["args"], inputs) as [never, ...never[]];
    const own = (left as Record<string, unknown> | null)?.[name];
    if (typeof left === "object" && typeof own === "function") return (own as (...args: unknown[]) => unknown).apply(left, right);
    return OPERATORS[name]!(left, right[0] as never);
  },
  persisted: (_inputs, params, context) => context.resource((params["part"] as { resource: string }).resource),
  identity: ([value]) => value,
  assemble: (inputs, params) => assemble(params["meta"] as Meta, inputs),
};

function element(value: unknown, key: unknown): unknown {
  const slice = sliceOf(key);
  if (value instanceof NDArray)
    return slice === undefined
      ? typeof key === "number"
        ? value.get(key)
        : (value as unknown as Record<string, unknown>)[key as string]
      : value.get(typeof key === "string" ? key : (slice as never));
  if (slice !== undefined) return sliced(value as ArrayLike<unknown>, slice);
  if (value === null || value === undefined) throw new TypeError(`expected a value with an element ${String(key)}, got ${String(value)}`);
  if (value instanceof Map && !(typeof key === "string" && key in value)) return value.get(key) as unknown;
  if (typeof key === "number" && (Array.isArray(value) || typeof value === "string" || ArrayBuffer.isView(value))) {
    const items = value as unknown as ArrayLike<unknown>;
    const position = key < 0 ? items.length + key : key;
    if (position < 0 || position >= items.length) throw new RangeError(`expected an element 0 to ${items.length - 1}, got ${key}`);
    return items[position];
  }
  return (value as Record<PropertyKey, unknown>)[key as PropertyKey];
}

interface Bounds {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}
function sliceOf(key: unknown): Bounds | undefined {
  if (typeof key === "object" && key !== null && "start" in key && "stop" in key) return key as Bounds;
  const match = typeof key === "string" ? /^(-?\d*):(-?\d*)(?::(-?\d*))?$/.exec(key) : null;
  if (match === null) return undefined;
  const bound = (text: string | undefined) => (text === undefined || text === "" ? null : Number(text));
  return { start: bound(match[1]), stop: bound(match[2]), step: bound(match[3]) };
}
function sliced(value: ArrayLike<unknown>, { start, stop, step }: Bounds): unknown {
  const by = step ?? 1;
  const n = value.length;
  const clip = (bound: number, low: number, high: number) => Math.min(high, Math.max(low, bound < 0 ? bound + n : bound));
  const first = by > 0 ? clip(start ?? 0, 0, n) : start === null ? n - 1 : clip(start, -1, n - 1);
  const end = by > 0 ? clip(stop ?? n, 0, n) : stop === null ? -1 : clip(stop, -1, n - 1);
  const out: unknown[] = [];
  for (let i = first; by > 0 ? i < end : i > end; i += by) out.push(value[i]);
  return typeof value === "string" ? out.join("") : out;
}

const OPERATORS: Readonly<Record<string, (a: never, b: never) => unknown>> = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  mod: (a: number, b: number) => a % b,
  pow: (a: number, b: number) => a ** b,
  neg: (a: number) => -a,
  eq: (a: unknown, b: unknown) => a === b,
  ne: (a: unknown, b: unknown) => a !== b,
  lt: (a: number, b: number) => a < b,
  le: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  ge: (a: number, b: number) => a >= b,
};

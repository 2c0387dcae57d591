/** Kernels that go partition by partition. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import type { KernelContext, KernelTable } from "../kernel.ts";
import { fill } from "../template.ts";
import { STRINGS } from "./strings.ts";

type F = (...args: unknown[]) => unknown;
type Params = Readonly<Record<string, unknown>>;
const live = (params: Params, context: KernelContext): F => context.func(params["function"] as FunctionRef) as F;

export const EACH: KernelTable = {
  "bag.part": (_inputs, params, context) => (context.resource((params["part"] as { resource: string }).resource) as unknown[]).slice(),
  "bag.range": (_inputs, params) => {
    const { start, stop } = params["part"] as { start: number; stop: number };
    return Array.from({ length: stop - start }, (_, i) => start + i);
  },
  /** `params.args` are the arguments after the value; one that is a bag comes value by value. */
  "bag.map": ([values, ...others], params, context) => {
    const f = live(params, context);
    const args = params["args"] as readonly { bag?: number; template?: unknown }[];
    if (args.length === 0) return settle((values as unknown[]).map(value => f(value)));
    const columns = args.map(arg => (arg.bag === undefined ? undefined : (others[arg.bag] as unknown[])));
    for (const column of columns) {
      if (column !== undefined && column.length !== (values as unknown[]).length)
        throw new RangeError(`expected partitions of equal length, got ${(values as unknown[]).length} and ${column.length} values`);
    }
    const fixed = args.map(arg => (arg.bag === undefined ? fill(arg.template, others) : undefined));
    return settle((values as unknown[]).map((value, i) => f(value, ...columns.map((column, k) => (column === undefined ? fixed[k] : column[i])))));
  },
  "bag.filter": ([values], params, context) => {
    const f = live(params, context);
    return (values as unknown[]).filter(value => f(value));
  },
  "bag.remove": ([values], params, context) => {
    const f = live(params, context);
    return (values as unknown[]).filter(value => !f(value));
  },
  "bag.starmap": ([values], params, context) => {
    const f = live(params, context);
    return settle((values as unknown[][]).map(value => f(...value)));
  },
  "bag.mapPartitions": ([values, ...others], params, context) => {
    const result = live(params, context)(values, ...(fill(params["args"], others) as unknown[]));
    return isThenable(result) ? result.then(inner => [...(inner as Iterable<unknown>)]) : [...(result as Iterable<unknown>)];
  },
  "bag.pluck": ([values], params) => {
    const key = params["key"] as PropertyKey | readonly PropertyKey[];
    const hasFallback = "fallback" in params;
    const one = (value: unknown, name: PropertyKey): unknown => {
      const found = (value as Record<PropertyKey, unknown> | null | undefined)?.[name];
      if (found !== undefined) return found;
      if (hasFallback) return params["fallback"];
      throw new RangeError(`pluck: expected a field ${JSON.stringify(name)}, got a value without one: ${preview(value)}`);
    };
    return (values as unknown[]).map(value => (Array.isArray(key) ? key.map((name: PropertyKey) => one(value, name)) : one(value, key as PropertyKey)));
  },
  "bag.flatten": ([values]) => (values as Iterable<unknown>[]).flatMap(value => [...value]),
  "bag.zip": inputs => {
    const lengths = inputs.map(values => (values as unknown[]).length);
    if (new Set(lengths).size > 1) throw new RangeError(`zip: expected partitions of equal length, got ${lengths.join(" and ")} values`);
    return Array.from({ length: lengths[0] ?? 0 }, (_, i) => inputs.map(values => (values as unknown[])[i]));
  },
  "bag.str": ([values], params) => {
    const method = STRINGS[params["method"] as string]!;
    const results = (values as string[]).map(value => method(value, ...(params["args"] as never[])));
    // Values that do not match are left out.
    return params["method"] === "match" ? results.filter(result => result !== null) : results;
  },
  "bag.randomSample": ([values], params, context) => {
    const random = mulberry((params["seed"] as number) + context.index[0]! * 0x9e3779b9);
    return (values as unknown[]).filter(() => random() < (params["probability"] as number));
  },
  "bag.join": ([values, other], params, context) => {
    const onOther = context.func(params["onOther"] as FunctionRef) as F;
    const onSelf = context.func(params["onSelf"] as FunctionRef) as F;
    const groups = new Map<unknown, unknown[]>();
    for (const value of (other ?? context.resource((params["other"] as { resource: string }).resource)) as unknown[]) {
      const key = onOther(value);
      groups.set(key, [...(groups.get(key) ?? []), value]);
    }
    return (values as unknown[]).flatMap(value => (groups.get(onSelf(value)) ?? []).map(match => [match, value]));
  },
  /** Inputs: this partition, and what the partition before gave. An empty partition hands the total on. */
  "bag.accumulate": ([values, before], params, context) => {
    const f = live(params, context);
    const out: unknown[] = [];
    let { total, started } = (before as Accumulated | undefined) ?? { total: params["initial"], started: "initial" in params };
    if (before === undefined && started) out.push(total);
    for (const value of values as unknown[]) {
      total = started ? f(total, value) : value;
      started = true;
      out.push(total);
    }
    return { values: out, total, started } satisfies Accumulated;
  },
  "bag.accumulate.values": ([whole]) => (whole as Accumulated).values,
};

interface Accumulated {
  readonly values: unknown[];
  readonly total: unknown;
  readonly started: boolean;
}
function preview(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text === undefined ? "undefined" : text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function";
/** Values as they are, or a promise of all where the function is async. */
const settle = (values: unknown[]): unknown[] | Promise<unknown[]> => (values.some(isThenable) ? Promise.all(values) : values);

/** Tommy Ettinger's mulberry32: 32 bits of state, enough to sample by. */
export function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

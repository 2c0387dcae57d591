/** Bag reductions: what a partition gives, how parts join, and the end. `combine` and `aggregate` get the parts as a list. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { KeyedMap } from "./equality.ts";

type F = (...args: unknown[]) => unknown;
type Params = Readonly<Record<string, unknown>>;
/** No value yet: what an empty partition gives to a reduction without a start. */
const NOTHING = { nothing: true } as const;
const isNothing = (value: unknown): boolean => typeof value === "object" && value !== null && (value as typeof NOTHING).nothing === true;
const func = (params: Params, name: string, context: KernelContext): F => context.func(params[name] as FunctionRef) as F;

interface Reduction {
  chunk(values: readonly unknown[], params: Params, context: KernelContext): unknown;
  combine(parts: readonly unknown[], params: Params, context: KernelContext): unknown;
  finish?(whole: unknown, params: Params, context: KernelContext): unknown;
}

const add = (values: readonly unknown[]): unknown => values.reduce((a, b) => (a as number) + (b as number), 0);
function extreme(name: string, better: (a: unknown, b: unknown) => boolean): Reduction {
  const best = (values: readonly unknown[]) => values.reduce((a, b) => (isNothing(b) || (!isNothing(a) && !better(b, a)) ? a : b), NOTHING as unknown);
  return {
    chunk: best,
    combine: best,
    finish: whole => {
      if (isNothing(whole)) throw new RangeError(`${name}: expected at least one value, got an empty bag`);
      return whole;
    },
  };
}
interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly m2: number;
}
/** Chan, Golub and LeVeque's pairwise update of count, mean and sum of squared deviations. */
const moments: Omit<Reduction, "finish"> = {
  chunk: values => {
    let [n, mean, m2] = [0, 0, 0];
    for (const value of values as readonly number[]) {
      n += 1;
      const d = value - mean;
      mean += d / n;
      m2 += d * (value - mean);
    }
    return { n, mean, m2 };
  },
  combine: parts =>
    (parts as readonly Moments[]).reduce(
      (a, b) => {
        const n = a.n + b.n;
        if (n === 0) return a;
        const d = b.mean - a.mean;
        return { n, mean: a.mean + (d * b.n) / n, m2: a.m2 + b.m2 + (d * d * a.n * b.n) / n };
      },
      { n: 0, mean: 0, m2: 0 },
    ),
};
const variance = (whole: unknown, params: Params): number => (whole as Moments).m2 / ((whole as Moments).n - ((params["ddof"] as number | undefined) ?? 0));
/** A fold that starts with `params[name]`, or with the first value. */
function foldValues(values: readonly unknown[], f: F, params: Params, name: string): unknown {
  return values.reduce((total, value) => (isNothing(value) ? total : isNothing(total) ? value : f(total, value)), name in params ? params[name] : NOTHING);
}
function keyed(parts: readonly unknown[], join: (a: unknown, b: unknown) => unknown): [unknown, unknown][] {
  const all = new KeyedMap<unknown>();
  for (const part of parts as readonly (readonly [unknown, unknown])[][]) {
    for (const [key, value] of part) all.set(key, all.has(key) ? join(all.get(key), value) : value);
  }
  return all.entries();
}
/** A key of a value: the value, a field of it, or what a function says. */
function keyer(params: Params, context: KernelContext): F {
  const key = params["key"];
  if (key === undefined) return value => value;
  if (typeof key === "object" && key !== null && "source" in key) return func(params, "key", context);
  return value => (value as Record<PropertyKey, unknown>)[key as PropertyKey];
}
function top(values: readonly unknown[], params: Params, context: KernelContext): unknown[] {
  const key = keyer(params, context);
  const greater = (a: unknown, b: unknown) => ((a as number) > (b as number) ? -1 : (a as number) < (b as number) ? 1 : 0);
  return values
    .map(value => [key(value), value] as const)
    .toSorted((a, b) => greater(a[0], b[0]))
    .slice(0, params["k"] as number)
    .map(([, value]) => value);
}
function distinct(values: readonly unknown[], params: Params, context: KernelContext): unknown[] {
  const key = keyer(params, context);
  const seen = new KeyedMap<unknown>();
  for (const value of values) if (!seen.has(key(value))) seen.set(key(value), value);
  return seen.entries().map(([, value]) => value);
}

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  sum: { chunk: add, combine: add },
  count: { chunk: values => values.length, combine: add },
  mean: {
    chunk: values => [add(values), values.length],
    combine: parts => (parts as [number, number][]).reduce(([a, n], [b, m]) => [a + b, n + m], [0, 0]),
    finish: whole => (whole as [number, number])[0] / (whole as [number, number])[1],
  },
  min: extreme("min", (a, b) => (a as number) < (b as number)),
  max: extreme("max", (a, b) => (a as number) > (b as number)),
  any: { chunk: values => values.some(Boolean), combine: parts => parts.some(Boolean) },
  all: { chunk: values => values.every(Boolean), combine: parts => parts.every(Boolean) },
  var: { ...moments, finish: variance },
  std: { ...moments, finish: (whole, params) => Math.sqrt(variance(whole, params)) },
  fold: {
    chunk: (values, params, context) => foldValues(values, func(params, "binop", context), params, "initial"),
    combine: (parts, params, context) => foldValues(parts, func(params, "combine", context), {}, "initial"),
    finish: whole => {
      if (isNothing(whole)) throw new RangeError("fold: expected a value or `initial`, got an empty bag");
      return whole;
    },
  },
  reduction: {
    chunk: (values, params, context) => func(params, "part", context)(values),
    combine: (parts, params, context) => func(params, "aggregate", context)(parts),
  },
  frequencies: {
    chunk: values => keyed([values.map(value => [value, 1])], (a, b) => (a as number) + (b as number)),
    combine: parts => keyed(parts, (a, b) => (a as number) + (b as number)),
    finish: (whole, params) => (params["sort"] === true ? (whole as [unknown, number][]).toSorted((a, b) => b[1] - a[1]) : whole),
  },
  distinct: { chunk: distinct, combine: (parts, params, context) => distinct((parts as unknown[][]).flat(), params, context) },
  topk: { chunk: top, combine: (parts, params, context) => top((parts as unknown[][]).flat(), params, context) },
  foldby: {
    chunk: (values, params, context) => {
      const key = keyer(params, context);
      const binop = func(params, "binop", context);
      const all = new KeyedMap<unknown>();
      for (const value of values) {
        const k = key(value);
        all.set(k, all.has(k) ? binop(all.get(k), value) : "initial" in params ? binop(structuredClone(params["initial"]), value) : value);
      }
      return all.entries();
    },
    combine: (parts, params, context) => {
      const combine = func(params, "combine", context);
      if (!("combineInitial" in params)) return keyed(parts, combine);
      const all = new KeyedMap<unknown>();
      for (const [key, value] of (parts as [unknown, unknown][][]).flat()) all.set(key, combine(all.has(key) ? all.get(key) : params["combineInitial"], value));
      return all.entries();
    },
  },
};

export const BAG_REDUCTIONS: KernelTable = Object.fromEntries(
  Object.entries(REDUCTIONS).flatMap(([name, { chunk, combine, finish }]): [string, Kernel][] => [
    [`bag.${name}.chunk`, ([values], params, context) => chunk(values as unknown[], params, context)],
    [`bag.${name}.combine`, ([parts], params, context) => combine(parts as unknown[], params, context)],
    [
      `bag.${name}.aggregate`,
      ([parts], params, context) => {
        const whole = combine(parts as unknown[], params, context);
        return finish === undefined ? whole : finish(whole, params, context);
      },
    ],
  ]),
);

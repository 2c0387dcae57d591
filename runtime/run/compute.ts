/** `compute`, `persist`, `optimize` and `visualize` of several values at once: work they share is done once. */

import { environment, RUN_OPTIONS, type Picture, type RunOptions } from "../expr/environment.ts";
import type { Expr } from "../expr/expr.ts";
import { exprOf, isLazy, type LazyBase } from "../collections/lazy.ts";
import { isLiteral } from "../collections/template.ts";
import { optimize as optimizeExprs } from "../optimize/index.ts";

/** Lazy values inside arrays and object literals, each once, and the way to put other values in their place. */
function collect(values: readonly unknown[]): { lazies: LazyBase[]; rebuild(results: readonly unknown[]): unknown[] } {
  const lazies: LazyBase[] = [];
  const visit = (value: unknown): ((results: readonly unknown[]) => unknown) => {
    if (isLazy(value)) {
      const position = lazies.push(value) - 1;
      return results => results[position];
    }
    if (isPromise(value))
      throw new TypeError("compute: expected values, got a promise: it runs already, so await it before (head, take and length give promises)");
    if (Array.isArray(value)) {
      const items = value.map(visit);
      return results => items.map(item => item(results));
    }
    if (isLiteral(value)) {
      const entries = Object.entries(value).map(([key, item]) => [key, visit(item)] as const);
      return results => Object.fromEntries(entries.map(([key, item]) => [key, item(results)]));
    }
    return () => value;
  };
  const all = values.map(visit);
  return { lazies, rebuild: results => all.map(item => item(results)) };
}

/** A last object literal with nothing but run options is the options. */
function splitOptions(values: readonly unknown[]): [values: readonly unknown[], options: RunOptions] {
  const last = values.at(-1);
  const isOptions = values.length > 1 && isLiteral(last) && Object.keys(last).length > 0 && Object.keys(last).every(key => RUN_OPTIONS.includes(key));
  return isOptions ? [values.slice(0, -1), last as RunOptions] : [values, {}];
}

export function compute(...given: unknown[]): Promise<unknown[]> {
  const [values, options] = splitOptions(given);
  const { lazies, rebuild } = collect(values);
  return environment().runner.compute(lazies.map(exprOf), options, rebuild);
}

export async function persist(...given: unknown[]): Promise<unknown[]> {
  const [values, options] = splitOptions(given);
  const { lazies, rebuild } = collect(values);
  return rebuild(rewrapped(lazies, await environment().runner.persist(lazies.map(exprOf), options)));
}

export function optimize(...values: unknown[]): unknown[] {
  const { lazies, rebuild } = collect(values);
  return rebuild(rewrapped(lazies, optimizeExprs(lazies.map(exprOf))));
}

export function visualize(...given: unknown[]): Promise<Picture> {
  const last = given.at(-1);
  const options = isLiteral(last) ? last : {};
  const { lazies } = collect(isLiteral(last) ? given.slice(0, -1) : given);
  return environment().runner.visualize(lazies.map(exprOf), options);
}

const rewrapped = (lazies: readonly LazyBase[], nodes: readonly Expr[]): LazyBase[] =>
  lazies.map((lazy, i) => new (lazy.constructor as new (node: Expr) => LazyBase)(nodes[i]!));

const isPromise = (value: unknown): boolean => typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function";

/** `compute`, `persist` and `visualize` of several values, as the editor has them: the run is recorded, its results are unknown. */

import { environment } from "../../../runtime/expr/environment.ts";
import type { Expr } from "../../../runtime/expr/expr.ts";
import { exprOf, isLazy, isPlainObject, isUnknown, PromiseValue, unknown, type Value } from "../evaluate/value.ts";
import { AFTER_RUN } from "./environment.ts";

const RUN_OPTIONS = new Set(["scheduler", "numWorkers", "memoryLimit", "signal", "progress", "optimizeGraph", "retries", "priority"]);

export function compute(...values: Value[]): PromiseValue {
  const given = withoutOptions(values);
  const exprs: Expr[] = [];
  const results = given.map(value => mapLazy(value, handle => (exprs.push(exprOf(handle)), unknown(AFTER_RUN))));
  if (exprs.length > 0) void environment().runner.compute(exprs, {}, () => undefined);
  return new PromiseValue(results);
}

export function persist(...values: Value[]): PromiseValue {
  const given = withoutOptions(values);
  const exprs = given.filter(isLazy).map(exprOf);
  if (exprs.length > 0) void environment().runner.persist(exprs, {});
  return new PromiseValue(given);
}

export function visualize(...values: Value[]): PromiseValue {
  void environment().runner.visualize(values.filter(isLazy).map(exprOf), {});
  return new PromiseValue(unknown("a picture is drawn by the run", "object"));
}

export const optimize = (...values: Value[]): Value[] => values;

function mapLazy(value: Value, made: (handle: Parameters<typeof exprOf>[0]) => Value): Value {
  if (isLazy(value)) return made(value);
  if (Array.isArray(value)) return value.map(item => mapLazy(item, made));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLazy(item, made)]));
  return isUnknown(value) ? unknown(value.unknown) : value;
}

function withoutOptions(values: readonly Value[]): readonly Value[] {
  const last = values[values.length - 1];
  const isOptions = values.length > 1 && isPlainObject(last) && Object.keys(last).length > 0 && Object.keys(last).every(key => RUN_OPTIONS.has(key));
  return isOptions ? values.slice(0, -1) : values;
}

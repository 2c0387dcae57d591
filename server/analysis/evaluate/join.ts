/** One value for two branches of which either may have run: what is equal stays, field by field, the rest is unknown. */

import { exprOf as exprOfHandle, type LazyBase } from "../../../runtime/collections/lazy.ts";
import { Expr } from "../../../runtime/expr/expr.ts";
import { type Dim, isUnknown as isUnknownDim, sameDim, unknown as unknownDim } from "../../../runtime/meta/dim.ts";
import type { ArrayMeta, AxisChunks, FrameMeta, Meta, SeriesMeta } from "../../../runtime/meta/meta.ts";
import { Scope } from "./scope.ts";
import { isLazy, isPlainObject, isUnknown, makeClosure, closureOf, type Model, opaque, PromiseValue, unknown, unknownType, type Value } from "./value.ts";
import { ABSENT, makeOpaque, setState, type State, stateOf, touch, touchName, type Writes } from "./heap.ts";

const EITHER = "it depends on a condition that is not known";

/** Parts that one join looks at: lists that share their parts may be far longer than they are in memory. */
const MAX_PARTS = 20_000;

export const join = (a: Value, b: Value, why = EITHER): Value => joinParts(a, b, why, { left: MAX_PARTS });

function joinParts(a: Value, b: Value, why: string, budget: { left: number }): Value {
  if (Object.is(a, b)) return a;
  if (--budget.left < 0) return unknown(why);
  if (isUnknown(a) || isUnknown(b))
    return unknown(isUnknown(a) ? a.unknown : (b as { unknown: string }).unknown, typeHint(a) === typeHint(b) ? hintType(a) : undefined);
  if (isLazy(a) && isLazy(b)) return joinLazy(a as LazyBase, b as LazyBase, why);
  if (a instanceof PromiseValue && b instanceof PromiseValue) return new PromiseValue(joinParts(a.value, b.value, why, budget));
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.length <= 1000 && !opaque.has(a) && !opaque.has(b))
    return a.map((value, i) => joinParts(value, b[i], why, budget));
  const f = closureOf(a);
  const g = closureOf(b);
  if (f !== undefined && g !== undefined && f.node === g.node && f.scope === g.scope) return makeClosure(f);
  if (isPlainObject(a) && isPlainObject(b) && !opaque.has(a) && !opaque.has(b)) {
    const keys = Object.keys(a);
    if (keys.length <= 200 && keys.length === Object.keys(b).length && keys.every(key => key in b))
      return Object.fromEntries(keys.map(key => [key, joinParts(a[key], b[key], why, budget)]));
  }
  return unknown(why, typeof a === typeof b ? hintType(a) : undefined);
}

const typeHint = (value: Value): string | undefined => (isUnknown(value) ? unknownType(value) : typeof value);
const hintType = (value: Value): "number" | "string" | "boolean" | undefined => {
  const hint = typeHint(value);
  return hint === "number" || hint === "string" || hint === "boolean" ? hint : undefined;
};

/** Expressions that stand for one of several: their meta holds, their tasks do not. */
const uncertain = new WeakMap<Expr, string>();

/** Of each expression that was asked about: the same ones are asked about again and again. */
const checked = new WeakMap<Expr, string | null>();

/** Why the tasks of an expression are not known, if anything it is made of is uncertain. */
export function uncertainty(node: Expr): string | undefined {
  const stack = checked.has(node) ? [] : [node];
  for (let each = stack.at(-1); each !== undefined; each = stack.at(-1)) {
    const missing = each.inputs.filter(input => !checked.has(input));
    if (missing.length > 0) {
      stack.push(...missing.reverse());
      continue;
    }
    const why = each.inputs.map(input => checked.get(input)).find(reason => reason !== null && reason !== undefined);
    checked.set(each, why ?? uncertain.get(each) ?? null);
    stack.pop();
  }
  return checked.get(node) ?? undefined;
}

function joinLazy(a: LazyBase, b: LazyBase, why: string): Value {
  const left = exprOfHandle(a);
  const right = exprOfHandle(b);
  if (left.id === right.id && uncertain.has(left) === uncertain.has(right)) return a;
  const meta = a.constructor === b.constructor ? joinMeta(left.meta, right.meta, why) : undefined;
  if (meta === undefined) return unknown(why);
  const either = new Expr(right.op, right.inputs, { ...right.params, either: [left.id, right.id] }, meta, right.sites);
  if (!sameWork(left, right, 0)) uncertain.set(either, why);
  return new (b.constructor as new (node: Expr) => LazyBase)(either);
}

/** The same operations on blocks of the same sizes: only values differ, and tasks are as many. */
function sameWork(a: Expr, b: Expr, depth: number): boolean {
  if (a === b || a.id === b.id) return true;
  if (a.op !== b.op || a.inputs.length !== b.inputs.length || depth > 16 || "splitEvery" in a.params || "splitOut" in a.params) return false;
  return sameMeta(a.meta, b.meta) && a.inputs.every((input, i) => sameWork(input, b.inputs[i]!, depth + 1));
}

function sameMeta(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isUnknownDim(a) && isUnknownDim(b)) return a.id === b.id;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => sameMeta((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

function joinMeta(a: Meta, b: Meta, why: string): Meta | undefined {
  if (a.kind !== b.kind) return undefined;
  if (a.kind === "array") return joinArray(a, b as ArrayMeta, why);
  if (a.kind === "frame" || a.kind === "series") return joinTable(a, b as FrameMeta | SeriesMeta, why);
  if (a.kind === "bag") return { kind: "bag", npartitions: joinDim(a.npartitions, (b as typeof a).npartitions, why) };
  return JSON.stringify(a) === JSON.stringify(b) ? b : ({ kind: a.kind } as Meta);
}

function joinArray(a: ArrayMeta, b: ArrayMeta, why: string): ArrayMeta | undefined {
  if (a.shape.length !== b.shape.length) return undefined;
  return {
    kind: "array",
    dtype: isUnknownDim(a.dtype) ? a.dtype : a.dtype === b.dtype ? a.dtype : unknownDim(why),
    shape: a.shape.map((dim, i) => joinDim(dim, b.shape[i]!, why)),
    chunks: a.chunks.map((axis, i) => joinAxis(axis, b.chunks[i]!, why)),
  };
}
function joinAxis(a: AxisChunks, b: AxisChunks, why: string): AxisChunks {
  if (isUnknownDim(a)) return a;
  if (isUnknownDim(b)) return b;
  return a.length === b.length && a.every((size, i) => Object.is(size, b[i])) ? a : unknownDim(why);
}
const joinDim = (a: Dim, b: Dim, why: string): Dim => (sameDim(a, b) ? a : unknownDim(why));

function joinTable(a: FrameMeta | SeriesMeta, b: FrameMeta | SeriesMeta, why: string): Meta | undefined {
  const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
  if (!same(a.index, b.index)) return undefined;
  const common = { index: a.index, npartitions: joinDim(a.npartitions, b.npartitions, why), divisions: same(a.divisions, b.divisions) ? a.divisions : null };
  if (a.kind === "frame" && b.kind === "frame") return { kind: "frame", columns: same(a.columns, b.columns) ? a.columns : unknownDim(why), ...common };
  if (a.kind === "series" && b.kind === "series") return same(a.column, b.column) ? { kind: "series", column: a.column, ...common } : undefined;
  return undefined;
}

/** Joins the present state, of branch b, with `after`, that of branch a, in place. */
export function joinStates(afterA: Writes, beforeB: Writes, why = EITHER): void {
  for (const holder of new Set([...afterA.keys(), ...beforeB.keys()])) {
    if (holder instanceof Scope) {
      const a = afterA.get(holder)?.data as Map<string, Value> | undefined;
      const b = beforeB.get(holder)?.data as Map<string, Value> | undefined;
      for (const name of new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])) joinName(holder, name, a?.has(name) === true ? a.get(name) : b!.get(name), why);
    } else joinHolder(holder, afterA.get(holder) ?? beforeB.get(holder)!, why);
  }
}

function joinName(scope: Scope, name: string, other: Value, why: string): void {
  if (other === ABSENT) return;
  touchName(scope, name);
  scope.vars.set(name, scope.vars.has(name) ? join(other, scope.vars.get(name), why) : other);
}

function joinHolder(holder: Model, other: State, why: string): void {
  touch(holder);
  const known = opaque.get(holder) ?? other.opaque;
  if (known !== undefined) opaque.set(holder, known);
  else if (Array.isArray(holder)) {
    const a = other.data as Value[];
    if (a.length === holder.length) a.forEach((value, i) => (holder[i] = join(value, holder[i], why)));
    else opaque.set(holder, why);
  } else if (holder instanceof Set) {
    const a = other.data as Set<Value>;
    if (a.size !== holder.size || [...a].some(value => !holder.has(value))) opaque.set(holder, why);
  } else {
    const a = other.data as Map<Value, Value>;
    const b = stateOf(holder).data as Map<Value, Value>;
    if (a.size !== b.size || [...a.keys()].some(key => !b.has(key))) opaque.set(holder, why);
    else setState(holder, { data: new Map([...b].map(([key, value]) => [key, join(a.get(key), value, why)])), opaque: undefined });
  }
}

/** After a loop of unknown length: whatever it wrote holds either what it held before, or anything. */
export function smear(before: Writes, why: string): void {
  for (const [holder, state] of before) {
    if (!(holder instanceof Scope)) {
      makeOpaque(holder, why);
      continue;
    }
    for (const [name, old] of state.data as Map<string, Value>) {
      const value = holder.vars.get(name);
      if (old === ABSENT || !holder.vars.has(name) || Object.is(old, value)) continue;
      touchName(holder, name);
      const both = join(old, value, why);
      holder.vars.set(name, isLazy(both) ? both : unknown(why, hintType(value)));
    }
  }
}

/**
 * Sources read only the columns that somebody uses. Needs flow from the roots to the sources, one rule an operation; an operation without a
 * rule needs everything. A node that several use is asked for what all of them need, so that sharing stays.
 */

import type { Expr } from "../expr/expr.ts";
import { postorder } from "../expr/walk.ts";
import { withInputs } from "../expr/expr.ts";
import { type ColumnExpr, fieldsOf } from "../lambda/column-expr.ts";
import type { AggregationSpec } from "../meta/aggregation.ts";
import { isUnknown } from "../meta/dim.ts";
import type { MergeParams } from "../meta/merge.ts";
import type { ColumnMeta, FrameMeta } from "../meta/meta.ts";
import type { AssignSpec, GroupKey, Lambda } from "../ops/frame-params.ts";
import type { Params } from "../ops/operation.ts";

/** Names of columns; null is all of them. */
type Need = ReadonlySet<string> | null;
type Rule = (need: Need, params: Params, node: Expr) => Need;

const only = (names: Iterable<string>): Need => new Set(names);
const plus = (need: Need, names: Iterable<string>): Need => (need === null ? null : new Set([...need, ...names]));
const less = (need: Need, names: readonly string[]): Need => (need === null ? null : new Set([...need].filter(name => !names.includes(name))));
const both = (a: Need, b: Need): Need => (a === null || b === null ? null : new Set([...a, ...b]));
const same: Rule = need => need;

/** What a lambda reads; a function that is called with whole rows may read anything. */
const read = (lambda: Lambda): Need => (lambda.expr === undefined || lambda.function !== undefined ? null : fieldsOf(lambda.expr as ColumnExpr));
const aggregated: Rule = (_need, params) => {
  const aggs = params["aggs"] as readonly AggregationSpec[] | undefined;
  return aggs === undefined
    ? null
    : only([...aggs.map(spec => spec.column), ...((params["by"] as readonly GroupKey[] | undefined) ?? []).map(key => key.column)]);
};
const subset: Rule = (need, params) => (params["subset"] === undefined ? null : plus(need, params["subset"] as readonly string[]));
const kept = (specs: readonly AssignSpec[], need: Need): readonly AssignSpec[] => specs.filter(spec => need === null || need.has(spec.name));

/** A function of one column of each group. */
const wholeGroups: Rule = (_need, params) =>
  params["column"] === undefined ? null : only([params["column"] as string, ...(params["by"] as readonly GroupKey[]).map(key => key.column)]);

/** What the first input is asked for, by what the result is. */
const RULES: Readonly<Record<string, Rule>> = {
  "frame.get": (_need, params) => only([params["column"] as string]),
  "frame.project": (need, params) => only((params["columns"] as readonly string[]).filter(name => need === null || need.has(name))),
  "frame.drop": (need, params, node) => {
    const { columns } = node.inputs[0]!.meta as FrameMeta;
    if (need !== null || isUnknown(columns)) return need;
    return less(only(columns.map(column => column.name)), params["columns"] as readonly string[]);
  },
  "frame.rename": (need, params) => {
    if (need === null) return null;
    const back = new Map(Object.entries(params["columns"] as Record<string, string>).map(([from, to]) => [to, from]));
    return only([...need].map(name => back.get(name) ?? name));
  },
  "frame.astype": same,
  "frame.fillna": same,
  "frame.isna": same,
  "frame.isin": same,
  "frame.head": same,
  "frame.tail": same,
  "frame.partitions": same,
  "frame.repartition": same,
  "frame.loc": same,
  "frame.concat": same,
  "frame.mask": same,
  "frame.replace": same,
  "frame.elementwise": same,
  "frame.scan": same,
  "groupby.scan": (_need, params) => only([...(params["columns"] as readonly string[]), ...(params["by"] as readonly GroupKey[]).map(key => key.column)]),
  "groupby.apply": wholeGroups,
  "groupby.transform": wholeGroups,
  "frame.setIndex": (need, params) => plus(need, [params["column"] as string]),
  "frame.dropna": subset,
  "frame.dropDuplicates": subset,
  "frame.filter": (need, params) => both(need, read(params["lambda"] as Lambda)),
  "frame.apply": (_need, params) => read(params["lambda"] as Lambda),
  "frame.assign": (need, params) => {
    const specs = kept(params["columns"] as readonly AssignSpec[], need);
    return specs.reduce(
      (all, spec) => (spec.lambda === undefined ? all : both(all, read(spec.lambda))),
      less(
        need,
        specs.map(spec => spec.name),
      ),
    );
  },
  "frame.map": (need, params) =>
    ((params["exprs"] as readonly (readonly [string, Lambda])[] | undefined) ?? [])
      .filter(([name]) => need === null || need.has(name))
      .reduce<Need>((all, [, lambda]) => both(all, read(lambda)), new Set()),
  "frame.shuffle": (need, params) => plus(need, params["on"] as readonly string[]),
  "frame.redivide": same,
  "frame.rolling": same,
  "frame.nlargest": (need, params) => plus(need, params["by"] as readonly string[]),
  "frame.length": () => only([]),
  "frame.index": () => only([]),
  "frame.reduce": aggregated,
  "frame.describe": aggregated,
  "frame.quantile": aggregated,
  groupby: aggregated,
};

const SOURCES: ReadonlySet<string> = new Set(["readCsv", "readJson", "readParquet", "fromTable"]);

export function projection(roots: readonly Expr[]): Expr[] {
  const needs = needsOf(roots);
  const done = new Map<string, Expr>();
  for (const node of postorder(roots)) {
    const inputs = node.inputs.map(input => done.get(input.id)!);
    const need = needs.get(node.id) ?? null;
    done.set(
      node.id,
      withInputs(node, inputs, need === null ? (node.op === "frame.drop" ? withoutGone(node.params, inputs) : node.params) : narrowed(node, need, inputs)),
    );
  }
  return roots.map(root => done.get(root.id)!);
}

/** What each node is asked for, by id. */
export function needsOf(roots: readonly Expr[]): Map<string, Need> {
  const needs = new Map<string, Need>(roots.map(root => [root.id, null]));
  for (const node of postorder(roots).reverse()) {
    const need = needs.has(node.id) ? needs.get(node.id)! : new Set<string>();
    node.inputs.forEach((input, position) => {
      const asked = needOfInput(node, need, position);
      needs.set(input.id, needs.has(input.id) ? both(needs.get(input.id)!, asked) : asked);
    });
  }
  return needs;
}

function needOfInput(node: Expr, need: Need, position: number): Need {
  if (node.op === "frame.merge") return mergedNeed(need, node.params as unknown as MergeParams, position === 0 ? "left" : "right");
  const rule = RULES[node.op];
  if (rule === undefined) return null;
  if (position === 0 || node.op === "frame.concat") return rule(need, node.params, node);
  return node.inputs[position]!.meta.kind === "frame" && node.op === "frame.elementwise" ? need : null;
}

/** Of one side of a merge: its keys, and its columns that are wanted. */
function mergedNeed(need: Need, { leftOn, rightOn, out }: MergeParams, side: "left" | "right"): Need {
  if (need === null && out.length === 0) return null;
  const wanted = out.flatMap(column => (!("key" in column) && column.side === side && (need === null || need.has(column.name)) ? [column.column] : []));
  return only([...(side === "left" ? leftOn : rightOn), ...wanted]);
}

/** The node's settings where fewer columns are wanted and, of its inputs, there. */
function narrowed(node: Expr, need: ReadonlySet<string>, inputs: readonly Expr[]): Params {
  const { params } = node;
  if (!SOURCES.has(node.op)) return PRUNED[node.op]?.(params, need, inputs) ?? params;
  if (isUnknown((node.meta as FrameMeta).columns)) return params;
  const all = params["columns"] as readonly string[];
  const wanted = all.filter(name => need.has(name));
  // Rows are counted by what is read: a file must read something.
  const columns = wanted.length === 0 && node.op !== "fromTable" ? all.slice(0, 1) : wanted;
  return columns.length === all.length ? params : { ...params, columns };
}

const entries =
  (key: string) =>
  (params: Params, need: ReadonlySet<string>): Params | undefined => {
    const given = params[key] as Readonly<Record<string, unknown>> | undefined;
    if (given === undefined) return undefined;
    const left = Object.entries(given).filter(([name]) => need.has(name));
    return left.length === Object.keys(given).length ? undefined : { ...params, [key]: Object.fromEntries(left) };
  };
/** Rows are copied in the columns that somebody uses. */
function copied(params: Params, need: ReadonlySet<string>, [input]: readonly Expr[]): Params | undefined {
  const { columns } = input!.meta as FrameMeta;
  if (isUnknown(columns) || columns.every(column => need.has(column.name))) return undefined;
  return { ...params, kept: columns.map(column => column.name).filter(name => need.has(name)) };
}

/** Settings that name columns which are no longer there, or say which of them go on. */
const PRUNED: Readonly<Record<string, (params: Params, need: ReadonlySet<string>, inputs: readonly Expr[]) => Params | undefined>> = {
  "frame.filter": copied,
  "frame.mask": copied,
  "frame.project": (params, need) => {
    const all = params["columns"] as readonly string[];
    const columns = all.filter(name => need.has(name));
    return columns.length === all.length ? undefined : { ...params, columns };
  },
  "frame.assign": (params, need) => {
    const all = params["columns"] as readonly AssignSpec[];
    const columns = kept(all, need);
    return columns.length === all.length ? undefined : { ...params, columns };
  },
  "frame.map": (params, need) => {
    const exprs = params["exprs"] as readonly (readonly [string, Lambda])[] | undefined;
    if (exprs === undefined || exprs.every(([name]) => need.has(name))) return undefined;
    return {
      ...params,
      exprs: exprs.filter(([name]) => need.has(name)),
      columns: (params["columns"] as readonly ColumnMeta[]).filter(column => need.has(column.name)),
    };
  },
  "frame.merge": (params, need) => {
    const { out } = params as unknown as MergeParams;
    return out.every(column => need.has(column.name)) ? undefined : { ...params, out: out.filter(column => need.has(column.name)) };
  },
  "frame.astype": entries("dtypes"),
  "frame.fillna": entries("values"),
  "frame.drop": (params, _need, inputs) => withoutGone(params, inputs),
};

/** What is dropped is not asked for, and so may be gone already. */
function withoutGone(params: Params, [input]: readonly Expr[]): Params {
  const { columns } = input!.meta as FrameMeta;
  return isUnknown(columns)
    ? params
    : { ...params, columns: (params["columns"] as readonly string[]).filter(name => columns.some(column => column.name === name)) };
}

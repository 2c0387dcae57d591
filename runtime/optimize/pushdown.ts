/**
 * What a filter asks for is told to the Parquet source below it, which then does not read row groups whose statistics say that no row can pass. The
 * filter itself stays. Only where nobody else uses the source, and only for comparisons that a missing value never passes.
 */

import { type Expr, withInputs } from "../expr/expr.ts";
import { dependents, transform } from "../expr/walk.ts";
import type { ColumnExpr } from "../lambda/column-expr.ts";
import { findColumn } from "../meta/columns.ts";
import { isDType } from "../meta/dtype.ts";
import { isUnknown } from "../meta/dim.ts";
import type { FrameMeta } from "../meta/meta.ts";
import type { Lambda } from "../ops/frame-params.ts";

type Filter = readonly [column: string, operator: "==" | "<" | "<=" | ">" | ">=", value: number | string];

/** Through these a column keeps its name and its values. */
const TRANSPARENT: ReadonlySet<string> = new Set(["frame.filter", "frame.filter.rows", "frame.project", "frame.drop"]);

export function pushdown(roots: readonly Expr[]): Expr[] {
  const users = dependents(roots);
  const outside = new Set(roots.map(root => root.id));
  const shared = (node: Expr) => outside.has(node.id) || (users.get(node.id)?.length ?? 0) > 1;
  const asked = new Map<string, Filter[]>();
  for (const node of new Set([...users.values()].flat().concat(roots))) {
    if (node.op !== "frame.filter") continue;
    let below = node.inputs[0]!;
    while (TRANSPARENT.has(below.op) && !shared(below)) below = below.inputs[0]!;
    if (below.op !== "readParquet" || shared(below)) continue;
    const found = comparisons((node.params["lambda"] as Lambda).expr as ColumnExpr, below.meta as FrameMeta);
    if (found.length > 0) asked.set(below.id, [...(asked.get(below.id) ?? []), ...found]);
  }
  if (asked.size === 0) return [...roots];
  return transform(roots, (node, original) => {
    const skip = asked.get(original.id);
    return skip === undefined ? node : withInputs(node, node.inputs, { ...node.params, skip: unique(skip) });
  });
}

/** The comparisons of a column with a constant that all rows which pass must fulfil. */
export function comparisons(node: ColumnExpr, meta: FrameMeta): Filter[] {
  if (node.kind === "logical" && node.op === "&&") return [...comparisons(node.left, meta), ...comparisons(node.right, meta)];
  if (node.kind !== "binary") return [];
  const { left, right } = node;
  if (left.kind === "field" && right.kind === "const") return one(left.name, node.op, right.value, meta);
  if (right.kind === "field" && left.kind === "const") return one(right.name, FLIPPED[node.op] ?? node.op, left.value, meta);
  return [];
}
const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const OPERATORS: Readonly<Record<string, Filter[1]>> = { "===": "==", "<": "<", "<=": "<=", ">": ">", ">=": ">=" };

function one(name: string, operator: string, value: unknown, meta: FrameMeta): Filter[] {
  const dtype = findColumn(meta, name)?.dtype;
  const op = OPERATORS[operator];
  if (dtype === undefined || isUnknown(dtype) || op === undefined) return [];
  if (typeof value === "number" && Number.isFinite(value) && isDType(dtype) && dtype !== "bool") return [[name, op, value]];
  // In an order null counts as 0; only equality is safe for text.
  return typeof value === "string" && op === "==" && (dtype === "string" || dtype === "category") ? [[name, op, value]] : [];
}

function unique(filters: readonly Filter[]): Filter[] {
  return [...new Map(filters.map(filter => [JSON.stringify(filter), filter])).values()];
}

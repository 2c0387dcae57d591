/**
 * A partition of several Parquet row groups is read as several tasks where nobody can tell: where everything made of it goes row by row and ends
 * in totals. The partitions that the user sees stay what they are, and so do labels of rows.
 */

import { type Expr, expr } from "../expr/expr.ts";
import { dependents, postorder, transform } from "../expr/walk.ts";
import type { AggregationSpec } from "../meta/aggregation.ts";
import { isUnknown } from "../meta/dim.ts";
import { operation } from "../ops/index.ts";

/** What is looked at of a partition of a file; `sizes` are the rows of its row groups. */
interface Part {
  readonly groups: readonly number[];
  readonly rows: number;
  readonly sizes?: readonly number[];
  readonly start?: number;
}

/** Fewer rows than this are not worth a task of their own. */
const ROWS = 1 << 17;

/** From each row one row, or none. */
const BY_ROW: ReadonlySet<string> = new Set(
  [
    "get",
    "project",
    "drop",
    "rename",
    "astype",
    "fillna",
    "dropna",
    "isna",
    "isin",
    "filter",
    "mask",
    "assign",
    "map",
    "apply",
    "elementwise",
    "where",
    "replace",
  ].map(name => `frame.${name}`),
);
const byRow = ({ op }: Expr): boolean =>
  BY_ROW.has(op) || (op.startsWith("series.") && operation(op).lower.as === "blockwise" && !/\.rows$|mapPartitions|toBag|toFrame|ndex/.test(op));

/** Totals of which parts can be put together. */
const TOTALS: ReadonlySet<string> = new Set([
  "groupby",
  "frame.reduce",
  "frame.describe",
  "frame.quantile",
  "frame.length",
  "frame.nlargest",
  "frame.dropDuplicates",
  "series.reduce",
  "series.describe",
  "series.quantile",
  "series.nlargest",
  "series.mode",
]);
const isTotal = ({ op, params }: Expr): boolean =>
  TOTALS.has(op) && !((params["aggs"] as readonly AggregationSpec[] | undefined) ?? []).some(({ how }) => how === "custom");

export function rowGroups(roots: readonly Expr[]): Expr[] {
  const order = postorder(roots);
  const pieces = new Map<string, readonly Part[]>();
  for (const node of order) {
    const cut = node.op === "readParquet" ? cutParts(node) : undefined;
    if (cut !== undefined) pieces.set(node.id, cut);
  }
  if (pieces.size === 0) return [...roots];
  for (const id of seen(order, roots, pieces)) pieces.delete(id);
  return transform(roots, (node, original) => {
    const parts = pieces.get(original.id);
    return parts === undefined ? node : expr(node.op, [], { ...node.params, parts }, node.sites, node.names);
  });
}

/** Sources whose partitions somebody can tell apart. */
function seen(order: readonly Expr[], roots: readonly Expr[], sources: ReadonlyMap<string, unknown>): Set<string> {
  const users = dependents(roots);
  const asked = new Set(roots.map(root => root.id));
  /** The source whose rows a node has. */
  const sourceOf = new Map<string, string>();
  const told = new Set<string>();
  for (const node of order) {
    const rows = node.inputs.filter(input => input.meta.kind === "frame" || input.meta.kind === "series");
    const from = sources.has(node.id) ? node.id : byRow(node) ? sourceOf.get(rows[0]?.id ?? "") : undefined;
    if (from === undefined || rows.some(input => sourceOf.get(input.id) !== from)) continue;
    sourceOf.set(node.id, from);
  }
  for (const node of order) {
    const from = sourceOf.get(node.id);
    if (from === undefined) continue;
    const fits = (user: Expr): boolean => sourceOf.get(user.id) === from || (isTotal(user) && user.inputs.length === 1);
    if (asked.has(node.id) || !(users.get(node.id) ?? []).every(fits)) told.add(from);
  }
  return told;
}

/** The partitions cut between row groups, or undefined where there is nothing to cut. */
function cutParts({ params }: Expr): readonly Part[] | undefined {
  const parts = params["parts"] as readonly Part[];
  if (isUnknown(parts) || params["divisions"] !== null) return undefined;
  const cut = parts.flatMap(part => (part.sizes === undefined ? [part] : pieces(part, part.sizes)));
  return cut.length === parts.length ? undefined : cut;
}

function pieces(part: Part, sizes: readonly number[]): Part[] {
  const found: Part[] = [];
  let [from, rows, start] = [0, 0, 0];
  sizes.forEach((size, i) => {
    rows += size;
    if (rows < ROWS && i < sizes.length - 1) return;
    found.push({ ...part, groups: part.groups.slice(from, i + 1), sizes: sizes.slice(from, i + 1), rows, start });
    [from, rows, start] = [i + 1, 0, start + rows];
  });
  return found.length === 0 ? [part] : found;
}

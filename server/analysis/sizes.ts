/**
 * Expected bytes of the blocks of each layer, where lowering could not tell: partitions by their rows and columns, states of groups by how many groups there
 * are, totals that running sums begin with, and what joins make.
 */

import type { AggregationSpec } from "../../runtime/meta/aggregation.ts";
import type { Expr } from "../../runtime/expr/expr.ts";
import { postorder } from "../../runtime/expr/walk.ts";
import { type Graph, type Layer, layerOf } from "../../runtime/graph/graph.ts";
import { isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import { bytesOf, columnBytes, type ColumnMeta, type FrameMeta, type Meta, numblocks, type SeriesMeta } from "../../runtime/meta/meta.ts";
import { distinctValues, stepsOf } from "./distinct.ts";

/** Of each layer; undefined where one is not known. */
export function bytesOfLayers(graph: Graph, roots: readonly Expr[]): number[] | undefined {
  const nodes = new Map(postorder(roots).map(node => [node.names.join(), node]));
  const sizes: number[] = [];
  const same = (layer: Layer): number | null =>
    layer.kernel === "identity" && layer.kind === "table" && layer.deps.length === 1 ? (sizes[layerOf(graph, layer.deps[0]!)] ?? null) : null;
  for (const [i, layer] of graph.layers.entries()) {
    const node = nodes.get(layer.names.join());
    const next = graph.layers[i + 1];
    const bytes =
      layer.blockBytes ??
      same(layer) ??
      (node === undefined ? null : ofLayer(layer, node, next === undefined ? undefined : nodes.get(next.names.join()), next));
    if (bytes === null || !Number.isFinite(bytes)) return undefined;
    sizes.push(bytes);
  }
  return sizes;
}

function ofLayer(layer: Layer, node: Expr, follower: Expr | undefined, next: Layer | undefined): number | null {
  const { meta, params, inputs } = node;
  if (layer.params["reduced"] === true) {
    // What a fused first stage of a reduction leaves is about what the next stage makes of it.
    if (follower !== undefined && reduces(follower)) return statesOf(follower, node, 1, layer.size);
    return next?.blockBytes ?? null;
  }
  if (layer.kernel === "groupby.aggregate") {
    // One number a group and column; its keys are shared with the states.
    const groups = groupsOf(node, inputs[0]!, 0);
    return groups === null || !isTable(meta) ? null : groups * columnsOf(meta).reduce((sum, { dtype }) => sum + columnBytes(dtype), 0);
  }
  if (reduces(node)) return statesOf(node, inputs[0]!, 0, layer.size);
  if (layer.kernel === "array.total" && meta.kind === "array") {
    const [whole, along] = [bytesOf(meta), meta.shape[params["axis"] as number]];
    const blocks = numblocks(meta).reduce<number>((n, b, axis) => (axis === params["axis"] ? n : n * (isKnown(b) ? b : Number.NaN)), 1);
    return whole === null || along === undefined || !isKnown(along) ? null : whole / along / blocks;
  }
  if (!isTable(meta)) return null;
  if (layer.kernel.endsWith(".carry")) return 16 * columnsOf(meta)!.length;
  const wanted = params["n"];
  if (typeof wanted === "number") return Math.min(wanted * widthOf(meta), totalOf(inputs[0]!) ?? Number.POSITIVE_INFINITY);
  const total = layer.kernel === "frame.shuffle.split" ? totalOf(inputs[0]!) : totalOf(node);
  return total === null ? null : Math.ceil(total / layer.size);
}

const isTable = (meta: Meta): meta is FrameMeta | SeriesMeta => meta.kind === "frame" || meta.kind === "series";
const columnsOf = (meta: FrameMeta | SeriesMeta): readonly ColumnMeta[] =>
  meta.kind === "series" ? [meta.column] : isUnknown(meta.columns) ? [] : meta.columns;
/** A row's bytes, its labels with it where they are stored. */
const widthOf = (meta: FrameMeta | SeriesMeta): number =>
  [...columnsOf(meta), ...meta.index.filter(column => column.name !== "")].reduce((sum, { dtype }) => sum + columnBytes(dtype), 0);

/** Of the whole value: as its source told, or as many rows as its input has. */
function totalOf(node: Expr): number | null {
  const known = bytesOf(node.meta);
  if (known !== null || !isTable(node.meta)) return known;
  const rows = rowsOf(node);
  return rows === null || (node.meta.kind === "frame" && isUnknown(node.meta.columns)) ? null : rows * widthOf(node.meta);
}

function rowsOf(node: Expr): number | null {
  const { meta, inputs, params } = node;
  if (!isTable(meta)) return null;
  if (meta.rows !== undefined && isKnown(meta.rows)) return meta.rows;
  if (meta.bytes !== undefined) return meta.bytes / Math.max(1, widthOf(meta));
  if (reduces(node)) return groupsOf(node, inputs[0]!, 0);
  if (node.op === "frame.merge") {
    const [left, right] = inputs.map(rowsOf);
    if (left == null || right == null) return null;
    const key = (params["leftOn"] as readonly unknown[] | undefined)?.[0];
    const values = typeof key === "string" ? inputs.map(input => distinctValues(input, key)) : [];
    // Each row meets those with its key, which are spread evenly.
    const most = Math.max(...values.map((n, i) => Math.min(n ?? 0, [left, right][i]!)));
    return values.length === 2 && most > 0 && Number.isFinite(most) ? (left * right) / most : Math.max(left, right);
  }
  if (inputs.length === 0) return null;
  const rows = inputs.filter(input => isTable(input.meta)).map(rowsOf);
  if (rows.length === 0 || rows.includes(null)) return null;
  return node.op.includes("concat") ? rows.reduce<number>((sum, n) => sum + n!, 0) : Math.max(...rows.map(n => n!));
}

/** A group-by, or a reduction of columns to one row. */
const reduces = ({ op, params }: Expr): boolean => op === "groupby" || (Array.isArray(params["aggs"]) && !Array.isArray(params["by"]));

/** Numbers that a group is kept as until its aggregation is finished. */
const STATES: Readonly<Record<string, number>> = { sum: 2, mean: 2, std: 3, var: 3, sem: 3 };

/** The table of states that one task makes of its rows; `before` steps of `input` are this reduction itself. */
function statesOf(node: Expr, input: Expr, before: number, partitions: number): number | null {
  const aggs = node.params["aggs"] as readonly AggregationSpec[] | undefined;
  const groups = groupsOf(node, input, before, partitions);
  if (aggs === undefined || groups === null) return null;
  const keys = node.op === "groupby" ? (isTable(node.meta) ? node.meta.index : []) : [];
  // A text is a code, an offset and a few letters.
  const key = keys.reduce((sum, { dtype }) => sum + (dtype === "string" || dtype === "category" || isUnknown(dtype) ? 12 : columnBytes(dtype)), 0);
  return Math.ceil(groups * (key + aggs.reduce((sum, { how }) => sum + 8 * (STATES[how] ?? 1), 0)));
}

/** Every combination of keys, and never more than there are rows in a partition. */
function groupsOf(node: Expr, input: Expr, before: number, partitions = 1): number | null {
  if (node.op !== "groupby") return 1;
  let groups = 1;
  for (const { column } of node.params["by"] as readonly { column: string }[]) {
    const values = distinctValues(input, column, Math.min(before, stepsOf(input).length));
    if (values === null) return null;
    groups *= values;
  }
  const rows = rowsOf(input);
  return rows === null ? (Number.isFinite(groups) ? groups : null) : Math.min(groups, Math.ceil(rows / partitions));
}

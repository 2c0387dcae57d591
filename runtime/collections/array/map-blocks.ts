/** The user's function on each block. Shape and dtype of the result come from the options, else from the first array. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { broadcastGrid } from "../../ops/elementwise.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { type Dim, isUnknown, total, unknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { build, isLazy } from "../lazy.ts";
import { axesOf } from "./axes.ts";
import { asExpr, checkDType, isBlock, metaOf } from "./operands.ts";
import { unify } from "./unify.ts";
import { unknownOption, sig } from "../signature.ts";

const MAP_BLOCKS = sig("mapBlocks", "", "dtype chunks dropAxis newAxis name meta");

export function mapBlocks(f: unknown, args: readonly unknown[]): Expr {
  const last = args.at(-1);
  const literal = typeof last === "object" && last !== null && !isLazy(last) && Object.getPrototypeOf(last) === Object.prototype;
  const options = (literal ? last : {}) as Record<string, unknown>;
  for (const key of Object.keys(options)) if (!MAP_BLOCKS.options.includes(key)) throw unknownOption(MAP_BLOCKS, key);
  const given = literal ? args.slice(0, -1) : args;
  const arrays = given.filter(value => isLazy(value) || isBlock(value)).map(value => asExpr(value, "mapBlocks"));
  const extra = given.filter(value => !isLazy(value) && !isBlock(value));
  const nodes = unify(arrays);
  const grid = nodes.length > 0 ? broadcastGrid(nodes.map(metaOf)) : undefined;
  const { chunks, axes } = layout(grid, options);
  const dtype = options["dtype"] === undefined ? (nodes[0] === undefined ? "float64" : metaOf(nodes[0]).dtype) : checkDType(options["dtype"], "mapBlocks");
  const rank = grid?.shape.length ?? chunks.length;
  return build("array.mapBlocks", nodes, {
    f: environment().functionRef(f),
    dtype,
    chunks,
    shape: chunks.map((axis): Dim => (isUnknown(axis) ? axis : total(axis))),
    ...(extra.length > 0 ? { extra } : {}),
    ...(options["name"] === undefined ? {} : { name: options["name"] }),
    axes: nodes.map(node => metaOf(node).shape.map((_, axis) => axes[axis + rank - metaOf(node).shape.length]!)),
  });
}

/** Blocks of the result, and which of its axes each axis of the input is (-1: none). */
function layout(
  grid: { shape: readonly Dim[]; chunks: readonly AxisChunks[] } | undefined,
  options: Record<string, unknown>,
): { chunks: AxisChunks[]; axes: number[] } {
  const rank = grid?.shape.length ?? 0;
  const dropped = options["dropAxis"] === undefined || options["dropAxis"] === null ? [] : axesOf(options["dropAxis"], rank, "mapBlocks dropAxis");
  for (const axis of dropped) {
    const blocks = grid!.chunks[axis]!;
    if (!isUnknown(blocks) && blocks.length > 1)
      throw new ShapeError(`mapBlocks: dropAxis ${axis} has ${blocks.length} blocks, it must be one: rechunk first`, [1], [blocks.length]);
  }
  let order = Array.from({ length: rank }, (_, axis) => axis).filter(axis => !dropped.includes(axis));
  const added =
    options["newAxis"] === undefined || options["newAxis"] === null
      ? []
      : axesOf(options["newAxis"], order.length + (Array.isArray(options["newAxis"]) ? options["newAxis"].length : 1), "mapBlocks newAxis");
  for (const axis of added) order = order.toSpliced(axis, 0, -1);
  const kept: AxisChunks[] = order.map(axis => (axis < 0 ? [1] : grid!.chunks[axis]!));
  const axes = Array.from({ length: rank }, (_, axis) => order.indexOf(axis));
  const wanted = options["chunks"];
  if (wanted === undefined) return { chunks: kept, axes };
  if (grid === undefined) return { chunks: normalizeExplicit(wanted), axes };
  return { chunks: resized(wanted, kept), axes };
}

/** One size an axis stands for every block of the axis; a list is the blocks. */
function resized(wanted: unknown, kept: readonly AxisChunks[]): AxisChunks[] {
  const list = Array.isArray(wanted) ? wanted : [wanted];
  if (list.length !== kept.length) throw new ShapeError(`mapBlocks: expected chunks for ${kept.length} axes, got ${list.length}`, [kept.length], [list.length]);
  return list.map((spec, axis): AxisChunks => {
    const blocks = kept[axis]!;
    if (isUnknown(blocks)) return Array.isArray(spec) ? spec : unknown("blocks of an axis that is not known");
    if (!Array.isArray(spec)) return blocks.map(() => Number(spec));
    if (spec.length !== blocks.length)
      throw new ShapeError(`mapBlocks: axis ${axis} has ${blocks.length} blocks, chunks gives ${spec.length}`, [blocks.length], [spec.length]);
    return spec;
  });
}

function normalizeExplicit(wanted: unknown): AxisChunks[] {
  const list = Array.isArray(wanted) && wanted.every(Array.isArray) ? (wanted as number[][]) : [wanted as number[]];
  return normalizeChunks(
    list,
    list.map(blocks => blocks.reduce((n, size) => n + size, 0)),
  );
}

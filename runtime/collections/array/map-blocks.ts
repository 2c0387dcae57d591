/** The user's function on each block. The shape of the result comes from the options, its dtype from them or from a trial. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { broadcastGrid } from "../../ops/elementwise.ts";
import { CONTRACTED, sizes } from "../../ops/blockwise.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { isUnknown, unknown } from "../../meta/dim.ts";
import type { ArrayMeta, AxisChunks } from "../../meta/meta.ts";
import { build, isLazy } from "../lazy.ts";
import { axesOf } from "./axes.ts";
import { type Argument, resultDType, tried } from "./block-function.ts";
import { asExpr, isBlock, metaOf } from "./operands.ts";
import { unify } from "./unify.ts";
import { unknownOption, sig, type Signature } from "../signature.ts";

const MAP_BLOCKS = sig("mapBlocks", "", "dtype chunks dropAxis newAxis name token meta enforceNdim");

/** The arguments of a function of blocks, and the options after them. */
export function split(signature: Signature, args: readonly unknown[]): { given: unknown[]; options: Record<string, unknown> } {
  const last = args.at(-1);
  const literal = typeof last === "object" && last !== null && !isLazy(last) && Object.getPrototypeOf(last) === Object.prototype;
  const options = (literal ? last : {}) as Record<string, unknown>;
  for (const key of Object.keys(options)) if (!signature.options.includes(key)) throw unknownOption(signature, key);
  return { given: literal ? args.slice(0, -1) : [...args], options };
}

const rankOf = (node: Expr): number => (node.meta.kind === "array" ? node.meta.shape.length : 0);

export function mapBlocks(f: unknown, args: readonly unknown[]): Expr {
  const { given, options } = split(MAP_BLOCKS, args);
  const lazy = given.map(value => isLazy(value) || isBlock(value));
  const nodes = unify(given.filter((_, i) => lazy[i]).map(value => asExpr(value, "mapBlocks")));
  return mapped(f, template(given, lazy), nodes, options, "mapBlocks");
}

/** The function's arguments: `{ $input: k }` stands for the k-th lazy one. */
export function template(given: readonly unknown[], lazy: readonly boolean[]): unknown[] {
  let k = 0;
  return given.map((value, i) => (lazy[i] === true ? { $input: k++ } : value));
}
export const argumentsOf = (args: readonly unknown[], nodes: readonly Expr[]): Argument[] =>
  args.map(arg => (isInput(arg) ? { node: nodes[arg.$input]! } : { value: arg }));
const isInput = (arg: unknown): arg is { readonly $input: number } => typeof arg === "object" && arg !== null && "$input" in arg;

export function mapped(f: unknown, args: readonly unknown[], nodes: readonly Expr[], options: Record<string, unknown>, where: string): Expr {
  const arrays = nodes.filter(node => node.meta.kind === "array");
  const grid = arrays.length > 0 ? broadcastGrid(arrays.map(metaOf)) : undefined;
  const { chunks, axes } = layout(grid, options, where);
  const rank = grid?.shape.length ?? chunks.length;
  const ref = environment().functionRef(f);
  const dtype = resultDType(where, options, argumentsOf(args, nodes), () =>
    tried(f, argumentsOf(args, nodes), shape => [
      { index: chunks.map(() => 0), location: (shape.length === chunks.length ? shape : chunks.map(() => 1)).map(n => [0, n]), shape },
    ]),
  );
  return build("array.mapBlocks", nodes, {
    f: ref,
    args,
    dtype,
    chunks,
    shape: sizes(chunks),
    ...nameOption(options),
    axes: nodes.map(node => Array.from({ length: rankOf(node) }, (_, axis) => axes[axis + rank - rankOf(node)]!)),
  });
}

export function nameOption(options: Record<string, unknown>): { name?: string } {
  const name = options["name"] ?? options["token"];
  return name === undefined || name === null ? {} : { name: String(name) };
}

/** Blocks of the result, and which of its axes each axis of the input is (CONTRACTED: none). */
export function layout(
  grid: Pick<ArrayMeta, "shape" | "chunks"> | undefined,
  options: Record<string, unknown>,
  where: string,
): { chunks: AxisChunks[]; axes: number[] } {
  const rank = grid?.shape.length ?? 0;
  const list = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat());
  const dropped = list(options["dropAxis"]).length === 0 ? [] : axesOf(list(options["dropAxis"]), rank, `${where} dropAxis`);
  let order = Array.from({ length: rank }, (_, axis) => axis).filter(axis => !dropped.includes(axis));
  const wantedNew = list(options["newAxis"]);
  const added = wantedNew.length === 0 ? [] : axesOf(wantedNew, order.length + wantedNew.length, `${where} newAxis`);
  for (const axis of added) order = order.toSpliced(axis, 0, -1);
  const kept: AxisChunks[] = order.map(axis => (axis < 0 ? [1] : grid!.chunks[axis]!));
  const axes = Array.from({ length: rank }, (_, axis) => (dropped.includes(axis) ? CONTRACTED : order.indexOf(axis)));
  const wanted = options["chunks"];
  if (wanted === undefined || wanted === null) return { chunks: kept, axes };
  if (grid === undefined) return { chunks: normalizeExplicit(wanted), axes };
  return { chunks: resized(wanted, kept, where), axes };
}

/** One size an axis stands for every block of the axis; a list is the blocks. */
function resized(wanted: unknown, kept: readonly AxisChunks[], where: string): AxisChunks[] {
  const flat = Array.isArray(wanted) && kept.length === 1 && wanted.length !== 1 && wanted.every(size => typeof size === "number");
  const list = flat ? [wanted] : Array.isArray(wanted) ? wanted : [wanted];
  if (list.length !== kept.length) throw new ShapeError(`${where}: expected chunks for ${kept.length} axes, got ${list.length}`, [kept.length], [list.length]);
  return list.map((spec, axis): AxisChunks => {
    const blocks = kept[axis]!;
    if (isUnknown(blocks)) return Array.isArray(spec) ? spec : unknown("blocks of an axis that is not known");
    if (!Array.isArray(spec)) return blocks.map(() => Number(spec));
    if (spec.length !== blocks.length)
      throw new ShapeError(`${where}: axis ${axis} has ${blocks.length} blocks, chunks gives ${spec.length}`, [blocks.length], [spec.length]);
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

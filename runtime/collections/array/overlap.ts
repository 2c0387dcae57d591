/** Blocks that overlap: with what lies next to them in their neighbours, functions over such blocks, and cutting back. */

import { ShapeError } from "../../errors.ts";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { sameBlocks } from "../../meta/block-grid.ts";
import { type Dim, isUnknown } from "../../meta/dim.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { atLeast, type Boundary, boundariesOf, type Depth, depthsOf, overlapped, trimmed } from "../../meta/overlap.ts";
import { CONTRACTED, sizes } from "../../ops/blockwise.ts";
import { broadcastGrid } from "../../ops/elementwise.ts";
import { build, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { resultDType, tried } from "./block-function.ts";
import { argumentsOf, layout, nameOption, split, template } from "./map-blocks.ts";
import { asExpr, isBlock, metaOf } from "./operands.ts";
import { unify } from "./unify.ts";

const deepest = (depths: readonly Depth[], axis: number): number => Math.max(...depths[axis]!);

/** The array in blocks that are long enough. */
function longEnough(node: Expr, least: readonly number[], allowRechunk: unknown, where: string): Expr {
  const { chunks } = metaOf(node);
  const wanted = chunks.map((blocks, axis) => atLeast(least[axis]!, blocks, where, axis));
  if (wanted.every((blocks, axis) => sameBlocks(blocks, chunks[axis]!)) || wanted.some(isUnknown)) return node;
  if (allowRechunk === false) {
    const axis = wanted.findIndex((blocks, k) => !sameBlocks(blocks, chunks[k]!));
    throw new ShapeError(
      `${where}: axis ${axis} has blocks shorter than the depth ${least[axis]}, and allowRechunk is false`,
      [least[axis]!],
      [...(chunks[axis] as readonly number[])],
    );
  }
  return build("array.rechunk", [node], { chunks: wanted });
}

const OVERLAP = sig("overlap", "depth boundary", "allowRechunk");
export function overlap(x: unknown, args: readonly unknown[]): Expr {
  const { depth, boundary, allowRechunk } = bind(OVERLAP, args);
  const given = asExpr(x, "overlap");
  const depths = depthsOf(depth, metaOf(given).shape.length, "overlap");
  const boundaries = boundariesOf(boundary, depths, "overlap");
  const node = longEnough(
    given,
    depths.map((_, axis) => deepest(depths, axis)),
    allowRechunk,
    "overlap",
  );
  if (depths.every(([before, after]) => before === 0 && after === 0)) return node;
  const chunks = metaOf(node).chunks.map((blocks, axis) => overlapped(blocks, depths[axis]!, boundaries[axis]!));
  return build("array.overlap", [node], { depth: depths, boundary: boundaries, dtype: metaOf(node).dtype, chunks, shape: shapeOf(node, chunks) });
}

/** Axes that keep their blocks keep their length, known or not. */
const shapeOf = (node: Expr, chunks: readonly AxisChunks[]): Dim[] =>
  sizes(chunks).map((size, axis) => (chunks[axis] === metaOf(node).chunks[axis] ? metaOf(node).shape[axis]! : size));

const TRIM = sig("trim", "depth boundary");
/** The blocks without what the depths say. */
export function trim(x: unknown, args: readonly unknown[], where: string): Expr {
  const { depth, axes, boundary } = bind({ ...TRIM, name: where, options: ["axes"] }, args);
  const node = asExpr(x, where);
  const depths = depthsOf(depth ?? axes, metaOf(node).shape.length, where);
  const boundaries = boundariesOf(boundary, depths, where);
  const chunks = metaOf(node).chunks.map((blocks, axis) => trimmed(blocks, depths[axis]!, boundaries[axis]!, where));
  return build("array.trim", [node], { depth: depths, boundary: boundaries, dtype: metaOf(node).dtype, chunks, shape: shapeOf(node, chunks) });
}

const MAP_OVERLAP = sig("mapOverlap", "", "depth boundary trim alignArrays allowRechunk dtype chunks dropAxis newAxis name token meta enforceNdim");

export function mapOverlap(f: unknown, args: readonly unknown[]): Expr {
  const where = "mapOverlap";
  const { given, options } = split(MAP_OVERLAP, args);
  const lazy = given.map(value => isLazy(value) || isBlock(value));
  const before = given.filter((_, i) => lazy[i]).map(value => asExpr(value, where));
  if (before.length === 0) throw new TypeError(`${where}: expected an array`);
  const aligned = options["alignArrays"] === false ? before : unify(before);
  const rank = Math.max(...aligned.map(rankOf));
  const settings = aligned.map((node, k) => {
    const depths = depthsOf(each(options["depth"], k, aligned.length), rankOf(node), where);
    return { depths, boundaries: boundariesOf(each(options["boundary"], k, aligned.length), depths, where) };
  });
  const least = Array.from({ length: rank }, (_, axis) =>
    Math.max(...settings.map(({ depths }) => (axis - rank + depths.length < 0 ? 0 : deepest(depths, axis - rank + depths.length)))),
  );
  const nodes = aligned.map((node, k) => {
    // An axis of one element that is repeated along the others has its own depth only.
    const own = least
      .slice(rank - rankOf(node))
      .map((n, axis) => (aligned.length > 1 && metaOf(node).shape[axis] === 1 ? deepest(settings[k]!.depths, axis) : n));
    return longEnough(node, own, options["allowRechunk"], where);
  });
  const inner = nodes.map((node, k) => {
    const { depths, boundaries } = settings[k]!;
    const chunks = metaOf(node).chunks.map((blocks, axis) => overlapped(blocks, depths[axis]!, boundaries[axis]!));
    return { ...metaOf(node), chunks, shape: shapeOf(node, chunks) };
  });
  const grid = broadcastGrid(inner);
  const { chunks: full, axes } = layout(grid, options, where);
  for (const [axis, follows] of axes.entries()) {
    const blocks = grid.chunks[axis]!;
    if (follows === CONTRACTED && !isUnknown(blocks) && blocks.length > 1)
      throw new ShapeError(`${where}: dropAxis ${axis} has ${blocks.length} blocks, it must be one: rechunk first`, [1], [blocks.length]);
  }
  // The array of most axes says how results are cut back; of several the first.
  const main = settings[nodes.findIndex(node => rankOf(node) === rank)]!;
  const cuts = full.map((_, out) => {
    const axis = axes.indexOf(out);
    return options["trim"] === false || axis < 0 ? undefined : { depth: main.depths[axis]!, boundary: main.boundaries[axis]! };
  });
  const chunks = full.map((blocks, axis) => (cuts[axis] === undefined ? blocks : trimmed(blocks, cuts[axis].depth, cuts[axis].boundary, where)));
  const call = template(given, lazy);
  const ref = environment().functionRef(f);
  const samples = argumentsOf(call, nodes).map(arg => {
    if (!("node" in arg)) return arg;
    const { depths } = settings[nodes.indexOf(arg.node)]!;
    return { ...arg, shape: depths.map(([a, b], axis) => a + b + (metaOf(arg.node).shape[axis] === 0 ? 0 : 1)) };
  });
  const dtype = resultDType(where, options, samples, () =>
    tried(f, samples, shape => [{ index: shape.map(() => 0), location: shape.map(n => [0, n]), shape }]),
  );
  return build("array.mapOverlap", nodes, {
    f: ref,
    args: call,
    axes: nodes.map(node => Array.from({ length: rankOf(node) }, (_, axis) => axes[axis + rank - rankOf(node)]!)),
    depth: settings.map(({ depths }) => depths),
    boundary: settings.map(({ boundaries }) => boundaries),
    full,
    cut: cuts.map(cut => (cut === undefined ? null : [cut.depth, cut.boundary])) as readonly (readonly [Depth, Boundary] | null)[],
    dtype,
    chunks,
    shape: sizes(chunks),
    ...nameOption(options),
  });
}
const rankOf = (node: Expr): number => metaOf(node).shape.length;

/** A list of objects has one an array. */
function each(given: unknown, k: number, count: number): unknown {
  const several =
    Array.isArray(given) && count > 1 && given.length === count && given.every(one => typeof one === "object" && one !== null && !Array.isArray(one));
  return several ? (given as unknown[])[k] : given;
}

const WINDOWS = sig("slidingWindowView", "windowShape axis", "automaticRechunk");
/** Every window of the array, its axes at the end. A block of the result holds its windows element by element: it is as many times larger. */
export function slidingWindowView(x: unknown, args: readonly unknown[]): Expr {
  const where = "slidingWindowView";
  const { windowShape, axis, automaticRechunk } = bind(WINDOWS, args);
  const given = asExpr(x, where);
  const { shape } = metaOf(given);
  const window = [windowShape].flat() as number[];
  if (window.length === 0 || window.some(n => !Number.isInteger(n) || n < 1))
    throw new ShapeError(`${where}: expected windows of at least 1 element, got ${String(windowShape)}`, ["at least 1"], window);
  const along = (axis === undefined || axis === null ? shape.map((_, k) => k) : ([axis].flat() as number[])).map(k => (k < 0 ? k + shape.length : k));
  if (along.some(k => !(k in shape)))
    throw new ShapeError(`${where}: there is no axis ${String(axis)} in an array of ${shape.length} axes`, [shape.length], along);
  if (along.length !== window.length)
    throw new ShapeError(`${where}: expected a window size for each of ${along.length} axes, got ${window.length}`, [along.length], window);
  const depths = shape.map((_, k): Depth => [0, along.reduce((n, a, i) => n + (a === k ? window[i]! - 1 : 0), 0)]);
  const long = longEnough(
    given,
    depths.map(([, after]) => (after === 0 ? 0 : after + 1)),
    true,
    where,
  );
  const node = automaticRechunk === false ? long : narrowed(long, metaOf(given).chunks, depths, window);
  const chunks = metaOf(node).chunks.map((blocks, k): AxisChunks => {
    if (isUnknown(blocks) || depths[k]![1] === 0) return blocks;
    return blocks.with(-1, blocks.at(-1)! - depths[k]![1]);
  });
  const all = [...chunks, ...window.map(n => [n])];
  return build("array.windows", [node], {
    depth: depths,
    boundary: depths.map(() => "none"),
    window,
    along,
    dtype: metaOf(node).dtype,
    chunks: all,
    shape: [...shapeOf(node, chunks), ...window],
  });
}

/** How much larger than before the largest block may become. */
const TOLERANCE = 1.25;

/** Axes without a window in smaller blocks, so that blocks of windows are not much larger than those of the array. */
function narrowed(node: Expr, before: readonly AxisChunks[], depths: readonly Depth[], window: readonly number[]): Expr {
  const blocks = metaOf(node).chunks;
  if (blocks.some(isUnknown) || before.some(isUnknown) || (blocks as number[][]).flat().some(Number.isNaN)) return node;
  const largest = (lists: readonly (readonly number[])[]) => lists.reduce((n, list) => n * Math.max(...list), 1);
  const limit = Math.max(1, largest(before as number[][]));
  const wanted = (blocks as number[][]).map(list => [...list]);
  const open = new Set(depths.flatMap(([, after], axis) => (after === 0 ? [axis] : [])));
  for (;;) {
    const count = open.size;
    const excess = (largest(wanted) * window.reduce((n, w) => n * w, 1)) / limit;
    if (excess <= 1 || count === 0) break;
    for (const axis of [...open]) {
      // Always of the blocks as they were, so that repeated rounds cut evenly.
      const size = Math.max(...wanted[axis]!) / excess ** (1 / count);
      const cut = (blocks[axis] as number[]).flatMap(n => (n > size * TOLERANCE ? evenly(n, Math.min(n, Math.ceil(n / size))) : [n]));
      if (sameBlocks(cut, wanted[axis]!) || Math.max(...cut) === 1) open.delete(axis);
      wanted[axis] = cut;
    }
  }
  return wanted.every((list, axis) => sameBlocks(list, blocks[axis]!)) ? node : build("array.rechunk", [node], { chunks: wanted });
}
const evenly = (n: number, parts: number): number[] => Array.from({ length: parts }, (_, i) => Math.floor(n / parts) + (i < n % parts ? 1 : 0));

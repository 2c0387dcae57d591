/** Functions composed of others. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { broadcastShapes, offsetsOf, sameBlocks } from "../../meta/block-grid.ts";
import { newaxis, slice } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axesOf, axisOf } from "./axes.ts";
import { elementwise } from "./elementwise.ts";
import { eye } from "./create.ts";
import { getitem } from "./get.ts";
import { concatenate } from "./join.ts";
import { asExpr, metaOf } from "./operands.ts";
import { ravel, reshape } from "./reshape.ts";
import { reduce } from "./reduce.ts";
import { rechunkTo } from "./rechunk.ts";

const rank = (node: Expr): number => metaOf(node).shape.length;
const along = (node: Expr, axis: number, entry: unknown): Expr =>
  getitem(
    node,
    metaOf(node).shape.map((_, k) => (k === axis ? entry : slice(null, null))),
  );

/** Every element `repeats` times along an axis; blocks grow with it. */
export function repeat(node: Expr, args: readonly unknown[]): Expr {
  const { repeats, axis } = bind(sig("repeat", "repeats", "axis"), args);
  if (!Number.isInteger(repeats) || repeats < 0) throw new NotSupportedError(`repeat: expected one integer of at least 0, got ${String(repeats)}`);
  if (axis === undefined || axis === null) return repeat(ravel(node), [repeats, { axis: 0 }]);
  const on = axisOf(axis, rank(node), "repeat");
  const given = metaOf(node).chunks[on]!;
  const split = repeats > 2 && !isUnknown(given) && given.every(isKnown) ? rechunkTo(node, metaOf(node).chunks.with(on, cutFor(given, repeats))) : node;
  const spread = getitem(
    split,
    Array.from({ length: rank(node) + 1 }, (_, k) => (k === on + 1 ? newaxis : ":")),
  );
  const { shape, chunks } = metaOf(spread);
  const wide = broadcastTo(spread, [shape.with(on + 1, repeats), { chunks: chunks.with(on + 1, [repeats]) }]);
  const merged = metaOf(split);
  return build("array.reshape", [wide], {
    shape: merged.shape.map((n, k) => (k === on && isKnown(n) ? n * repeats : n)),
    chunks: merged.chunks.map((blocks, k) => (k === on ? (blocks as number[]).map(n => n * repeats) : blocks)),
  });
}

/** Each block in `repeats - 1` pieces, as even as whole numbers allow, so that blocks do not grow much. */
function cutFor(blocks: readonly number[], repeats: number): number[] {
  const offsets = offsetsOf(blocks);
  return blocks.flatMap((size, i) => {
    const ends = Array.from({ length: repeats }, (_, k) => evenly(offsets[i]! + (size * k) / (repeats - 1)));
    const pieces = ends
      .slice(1)
      .map((end, k) => end - ends[k]!)
      .filter(piece => piece > 0);
    return pieces.length > 0 ? pieces : [size];
  });
}
/** Halves go to the even neighbour. */
const evenly = (value: number): number => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

export function broadcastTo(node: Expr, args: readonly unknown[]): Expr {
  const { shape, chunks } = bind(sig("broadcastTo", "shape", "chunks"), args);
  const target = (Array.isArray(shape) ? shape : [shape]) as number[];
  const meta = metaOf(node);
  const result = broadcastShapes([meta.shape, target]);
  if (result.length !== target.length || result.some((n, axis) => isKnown(n) && n !== target[axis]))
    throw new ShapeError(
      `broadcastTo: (${meta.shape.map(d => (isKnown(d) ? d : "?")).join(", ")}) does not broadcast to (${target.join(", ")})`,
      target,
      meta.shape.map(d => (isKnown(d) ? d : Number.NaN)),
    );
  const shift = target.length - meta.shape.length;
  const given = chunks === undefined ? undefined : normalizeChunks(chunks, target);
  const blocks = target.map((n, axis) => {
    const own = axis < shift ? undefined : meta.shape[axis - shift] === n ? meta.chunks[axis - shift] : undefined;
    return own ?? given?.[axis] ?? [n];
  });
  if (blocks.every((axis, k) => shift === 0 && sameBlocks(axis, meta.chunks[k]!)) && target.every((n, k) => n === meta.shape[k])) return node;
  return build("array.broadcastTo", [node], { shape: target, chunks: blocks });
}

export function trace(node: Expr, args: readonly unknown[]): Expr {
  const { offset = 0 } = bind(sig("trace", "offset"), args);
  const { shape, chunks } = metaOf(node);
  if (shape.length !== 2) throw new ShapeError(`trace needs two axes, got ${shape.length}`, [2], [shape.length]);
  const mask = rechunkTo(eye([shape[0], { m: shape[1], k: offset, dtype: "bool", chunks: shape.map(() => -1) }]), chunks);
  return reduce("sum", elementwise("where", [mask, node, false]), []);
}

/** Elements shifted along axes; what leaves at one end comes in at the other. */
export function roll(node: Expr, args: readonly unknown[]): Expr {
  const { shift, axis } = bind(sig("roll", "shift", "axis"), args);
  if (axis === undefined || axis === null) return reshape(roll(ravel(node), [shift, { axis: 0 }]), metaOf(node).shape);
  const axes = (Array.isArray(axis) ? axis : [axis]).map((one: unknown) => axisOf(one, rank(node), "roll"));
  const shifts = Array.isArray(shift) ? shift : axes.map(() => shift);
  return axes.reduce((current, one, i) => {
    const n = metaOf(current).shape[one] as number;
    const cut = n === 0 ? 0 : ((-shifts[i] % n) + n) % n;
    return concatenate([along(current, one, slice(cut, null)), along(current, one, slice(null, cut))], one, "roll");
  }, node);
}

/** Differences of neighbours, `n` times. */
export function diff(node: Expr, args: readonly unknown[]): Expr {
  const { n = 1, axis = -1, prepend, append } = bind(sig("diff", "n axis", "prepend append"), args);
  const on = axisOf(axis, rank(node), "diff");
  if (!Number.isInteger(n) || n < 0) throw new NotSupportedError(`diff: expected n as an integer of at least 0, got ${String(n)}`);
  const sides = [prepend, node, append].filter(side => side !== undefined && side !== null).map(side => edge(side, node, on));
  let current = n > 0 && sides.length > 1 ? concatenate(sides, on, "diff") : node;
  for (let i = 0; i < n; i++)
    current = elementwise(metaOf(current).dtype === "bool" ? "ne" : "sub", [along(current, on, slice(1, null)), along(current, on, slice(null, -1))]);
  return current;
}

/** What goes before or after along an axis; a number is one element of each line. */
function edge(side: unknown, node: Expr, axis: number): Expr {
  const given = asExpr(side, "diff");
  return rank(given) === 0 ? broadcastTo(given, [metaOf(node).shape.with(axis, 1)]) : given;
}

export function tile(node: Expr, args: readonly unknown[]): Expr {
  const { repeats, reps = repeats } = bind(sig("tile", "repeats", "reps"), args);
  const counts: number[] = Array.isArray(reps) ? reps : [reps];
  const missing = counts.length - rank(node);
  const wide =
    missing > 0
      ? getitem(
          node,
          Array.from({ length: missing }, () => newaxis),
        )
      : node;
  const all = [...Array.from({ length: Math.max(0, -missing) }, () => 1), ...counts];
  return all.reduce(
    (current, count, axis) =>
      count === 1
        ? current
        : count === 0
          ? along(current, axis, slice(0, 0))
          : concatenate(
              Array.from({ length: count }, () => current),
              axis,
              "tile",
            ),
    wide,
  );
}

export function ptp(node: Expr, args: readonly unknown[]): Expr {
  return elementwise("sub", [reduce("max", node, args), reduce("min", node, args)]);
}

/** The weighted mean over one axis, or over all. */
export function average(node: Expr, args: readonly unknown[], weights: Expr | undefined): Expr {
  const { axis } = bind(sig("average", "axis", "weights"), args);
  if (weights === undefined) return reduce("mean", node, [{ axis }]);
  const axes = axesOf(axis, rank(node), "average");
  const aligned =
    rank(weights) === 1 && rank(node) > 1
      ? getitem(
          weights,
          metaOf(node).shape.map((_, k) => (axes.includes(k) ? ":" : newaxis)),
        )
      : weights;
  const wide = broadcastTo(aligned, [metaOf(node).shape]);
  return elementwise("div", [reduce("sum", elementwise("mul", [node, wide]), [{ axis }]), reduce("sum", wide, [{ axis }])]);
}

export function isclose(a: unknown, b: unknown, options: { rtol?: number; atol?: number; equalNan?: boolean } = {}): Expr {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const difference = elementwise("abs", [elementwise("sub", [a, b])]);
  const near = elementwise("le", [difference, elementwise("add", [elementwise("mul", [elementwise("abs", [b]), rtol]), atol])]);
  const close = elementwise("logicalOr", [elementwise("logicalAnd", [near, elementwise("isfinite", [b])]), elementwise("eq", [a, b])]);
  return equalNan ? elementwise("logicalOr", [close, elementwise("logicalAnd", [elementwise("isnan", [a]), elementwise("isnan", [b])])]) : close;
}

/** The first choice whose condition holds, else `fallback`. */
export function select(conditions: readonly unknown[], choices: readonly unknown[], fallback: unknown): Expr {
  if (conditions.length !== choices.length || conditions.length === 0)
    throw new ShapeError(
      `select: expected as many choices as conditions, got ${choices.length} for ${conditions.length}`,
      [conditions.length],
      [choices.length],
    );
  return conditions.reduceRight<unknown>((rest, condition, i) => elementwise("where", [condition, choices[i], rest]), fallback) as Expr;
}

export const meshgrid = (nodes: readonly Expr[], indexing = "xy", sparse = false): Expr[] => {
  const order = indexing === "xy" && nodes.length > 1 ? [nodes[1]!, nodes[0]!, ...nodes.slice(2)] : nodes;
  const shape = order.map(node => metaOf(node).shape[0]!);
  const chunks = order.map(node => metaOf(node).chunks[0]!);
  const swapped = indexing === "xy" && nodes.length > 1;
  return nodes.map((node, i) => {
    const axis = swapped && i < 2 ? 1 - i : i;
    const line = getitem(
      node,
      shape.map((_, k) => (k === axis ? ":" : newaxis)),
    );
    return sparse ? line : broadcastTo(line, [shape, { chunks }]);
  });
};

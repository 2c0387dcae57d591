/** The best few along an axis, distinct values, members, and places in sorted lists. */

import { DTypeError, NotSupportedError, ShapeError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown } from "../../meta/dim.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { elementwise } from "./elementwise.ts";
import { concatenate } from "./join.ts";
import { asExpr, metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import { ravel } from "./reshape.ts";

/** The `k` greatest along an axis, the greatest first; the least where `k` is negative, the least first. One block along the axis. NaN counts as the greatest, as NumPy sorts it. */
export function topk(name: "topk" | "argtopk", node: Expr, args: readonly unknown[]): Expr {
  const { k, axis = -1, splitEvery } = bind(sig(name, "k", "axis splitEvery"), args);
  if (!isUnknown(k) && (!Number.isInteger(k) || k === 0)) throw new RangeError(`${name}: expected k as a whole number other than 0, got ${String(k)}`);
  const { shape, chunks } = metaOf(node);
  const on = axisOf(axis, shape.length, name);
  const blocks = chunks[on]!;
  const positions = name === "argtopk";
  if (positions && !isUnknown(blocks) && blocks.length > 1 && blocks.some(Number.isNaN))
    throw new UnknownSizeError(`argtopk: positions along an axis of unknown size are not known: await computeChunkSizes() first`);
  const n = shape[on]!;
  const count: Dim = isUnknown(k) ? k : isUnknown(n) ? n : Number.isNaN(n) ? Number.NaN : Math.min(Math.abs(k), n);
  return build(`array.${name}`, [node], {
    axes: [on],
    keepdims: true,
    k,
    count,
    ...(positions ? { positions: true, chunks } : {}),
    ...(splitEvery === undefined || splitEvery === null ? {} : { splitEvery: splitOf(splitEvery, name) }),
  });
}

export function splitOf(given: unknown, where: string): number {
  if (typeof given === "number" && Number.isInteger(given) && given >= 2) return given;
  throw new RangeError(`${where}: expected splitEvery as an integer of at least 2, got ${String(given)}`);
}

/** The distinct values in order, of a size that only the run finds out; and, as wished, where each stands first, which of them each element is, and how often each occurs. */
export function unique(node: Expr, args: readonly unknown[]): Expr | Expr[] {
  const { returnIndex = false, returnInverse = false, returnCounts = false } = bind(sig("unique", "", "returnIndex returnInverse returnCounts"), args);
  const [index, counted] = [returnIndex === true, returnCounts === true];
  if (!index && !counted) {
    const values = build("array.unique", [node], { keepdims: false, resultBlocks: [1] });
    return returnInverse === true ? [values, inverse(values, node)] : values;
  }
  const flat = ravel(node);
  const { chunks } = metaOf(flat);
  if (index && chunks.some(axis => !isUnknown(axis) && axis.length > 1 && axis.some(Number.isNaN)))
    throw new UnknownSizeError("unique: first places in an array of unknown size are not known: await computeChunkSizes() first");
  const all = build("array.unique", [flat], { keepdims: false, resultBlocks: [1], several: true, index, counted, chunks });
  const part = (name: string, at: number): Expr => build("array.uniquePart", [all], { name, part: at });
  const values = part("values", 0);
  return [
    values,
    ...(index ? [part("index", 1)] : []),
    ...(returnInverse === true ? [inverse(values, node)] : []),
    ...(counted ? [part("counts", index ? 2 : 1)] : []),
  ];
}
const inverse = (values: Expr, node: Expr): Expr => build("array.placesIn", [values, node], { side: "left" });

export const union1d = (a: unknown, b: unknown): Expr =>
  unique(concatenate([ravel(asExpr(a, "union1d")), ravel(asExpr(b, "union1d"))], 0, "union1d"), []) as Expr;

/** Whether each element is one of `values`; NaN never is. */
export function isin(x: unknown, values: unknown, args: readonly unknown[]): Expr {
  const { invert = false } = bind(sig("isin", "", "assumeUnique invert"), args);
  const node = asExpr(x, "isin");
  const list = ravel(asExpr(values, "isin"));
  const blocks = metaOf(list).chunks[0]!;
  if (!isUnknown(blocks) && blocks.length > 1) {
    const found = reduce("any", build("array.isinBlocks", [list, node], {}), [{ axis: 0 }]);
    return invert === true ? elementwise("logicalNot", [found]) : found;
  }
  return build("array.isin", [list, node], invert === true ? { invert: true } : {});
}

/** Where each value would stand in a sorted array of one axis: before equal elements, or with side "right" after them. */
export function searchsorted(sorted: unknown, values: unknown, args: readonly unknown[]): Expr {
  const { side = "left", sorter } = bind(sig("searchsorted", "", "side sorter"), args);
  if (sorter !== undefined && sorter !== null) throw new NotSupportedError("searchsorted with a sorter is not supported");
  if (side !== "left" && side !== "right") throw new TypeError(`searchsorted: expected side "left" or "right", got "${String(side)}"`);
  const [list, each] = [asExpr(sorted, "searchsorted"), asExpr(values, "searchsorted")];
  const rank = metaOf(list).shape.length;
  if (rank !== 1) throw new ShapeError(`searchsorted: expected a sorted array of one axis, got ${rank}`, [1], [rank]);
  return reduce("sum", build("array.searchsortedBlocks", [list, each], { side }), [{ axis: 0 }]);
}

/** The bin of each element among `bins`, which rise or fall: i where bins[i - 1] <= x < bins[i], or with `right` where bins[i - 1] < x <= bins[i]. */
export function digitize(node: Expr, args: readonly unknown[]): Expr {
  const { bins, right = false } = bind(sig("digitize", "bins", "right"), args);
  const list = numbersOf(bins, "digitize: bins");
  const falls = list.length > 1 && list[0]! > list.at(-1)!;
  for (let i = 1; i < list.length; i++)
    if (falls ? list[i]! > list[i - 1]! : !(list[i]! >= list[i - 1]!))
      throw new RangeError(`digitize: expected bins that rise or fall all the way, got ${list[i - 1]} before ${list[i]}`);
  return build("array.digitize", [node], { bins: list, ...(right === true ? { right: true } : {}) });
}

/** Numbers in memory as a plain list. */
export function numbersOf(given: unknown, where: string): number[] {
  const data = typeof given === "object" && given !== null && "toArray" in given ? (given as { toArray(): unknown }).toArray() : given;
  const list = Array.isArray(data) ? data : ArrayBuffer.isView(data) ? Array.from(data as Float64Array) : undefined;
  if (list === undefined || list.some(each => typeof each !== "number" && typeof each !== "bigint" && typeof each !== "boolean"))
    throw new DTypeError(`${where}: expected a list of numbers in memory, got ${given === null ? "null" : typeof given}`);
  return list.map(Number);
}

/** Blocks as they are where axes are one block each; otherwise these whole and the others as is best. */
export function wholeAxes(node: Expr, axes: readonly number[], where: string, rechunk: (node: Expr, args: readonly unknown[]) => Expr): Expr {
  const { shape, chunks } = metaOf(node);
  if (axes.every(axis => !isUnknown(chunks[axis]!) && (chunks[axis] as readonly number[]).length === 1)) return node;
  if (axes.some(axis => isUnknown(chunks[axis]!) || isUnknown(shape[axis]!))) return rechunkTo(node, chunks);
  if (axes.some(axis => !isKnown(shape[axis]!))) throw new UnknownSizeError(`${where}: the axis has an unknown size: await computeChunkSizes() first`);
  return rechunk(node, [shape.map((_, axis) => (axes.includes(axis) ? -1 : "auto"))]);
}

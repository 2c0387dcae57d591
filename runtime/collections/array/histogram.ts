/** Histograms and counts. */

import { DTypeError, NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown, type Dim } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { sameBlocks } from "../../meta/block-grid.ts";
import { newaxis } from "../../meta/slice.ts";
import { build, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { arange } from "./create.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { asExpr, blockOf, fromData, knownDType, metaOf } from "./operands.ts";
import { rechunk } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import { numbersOf, splitOf } from "./sorting.ts";

/** What NumPy's linspace gives: the last one is `stop` itself. */
function evenEdges(bins: number, [start, stop]: readonly [number, number]): number[] {
  if (!(start <= stop) || !Number.isFinite(start) || !Number.isFinite(stop))
    throw new RangeError(`histogram: expected a range of finite numbers, the first not above the second, got ${start} to ${stop}`);
  // As NumPy does: a range without extent is widened.
  const [from, to] = start === stop ? [start - 0.5, stop + 0.5] : [start, stop];
  const step = (to - from) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : i * step + from));
}

const inMemory = (numbers: readonly number[]): Expr => fromData(blockOf(numbers.map(Number), "float64"), -1);

function sameGrid(node: Expr, weights: Expr, where: string): void {
  const [a, b] = [metaOf(node).chunks, metaOf(weights).chunks];
  if (a.length !== b.length || a.some((axis, k) => !isUnknown(axis) && !isUnknown(b[k]!) && !sameBlocks(axis, b[k]!)))
    throw new ShapeError(`${where}: weights must have the blocks of the array: rechunk them alike`, a.flat() as number[], b.flat() as number[]);
}

const plainWeights = (weights: Expr, where: string): DType | undefined => {
  const dtype = knownDType(weights);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex")
    throw new NotSupportedError(`${where} with complex weights is not supported in this version`);
  return dtype;
};

/** Counts a bin, and the edges, one more than bins. `bins` is a number together with a range, or the edges; range and edges may be lazy. */
export function histogram(node: Expr, args: readonly unknown[]): [Expr, Expr] {
  const { bins, range, weights, density } = bind(sig("histogram", "bins", "range weights density"), args);
  if (bins === undefined || bins === null || (typeof bins === "number" && (range === undefined || range === null)))
    throw new TypeError("histogram: expected the edges of the bins, or their number and a range, as in { bins: 10, range: [0, 1] }");
  const dtype = knownDType(node);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError(`histogram takes real numbers, got ${dtype}`);
  const heavy = weights === undefined || weights === null ? undefined : asExpr(weights, "histogram");
  if (heavy !== undefined) sameGrid(node, heavy, "histogram");
  const edges = edgesOf(bins, range);
  const concrete = Array.isArray(edges) ? (edges as number[]) : undefined;
  const edgeNode = concrete === undefined ? rechunk(edges as Expr, [-1]) : inMemory(concrete);
  const length = metaOf(edgeNode).shape[0]!;
  const n: Dim = isUnknown(length) ? length : length - 1;
  const counts = build("array.histogram", [node, ...(concrete === undefined ? [edgeNode] : []), ...(heavy === undefined ? [] : [heavy])], {
    dims: 1,
    ...(concrete === undefined ? {} : { edges: [concrete] }),
    ...(heavy === undefined ? {} : { weighted: true }),
    dtype: heavy === undefined ? "int64" : (plainWeights(heavy, "histogram") ?? metaOf(heavy).dtype),
    shape: [n],
    bins: [isUnknown(n) ? n : [n]],
    resultBlocks: [1],
  });
  if (density !== true) return [counts, edgeNode];
  const widths = elementwise("sub", [getitem(edgeNode, ["1:"]), getitem(edgeNode, [":-1"])]);
  return [elementwise("div", [elementwise("div", [counts, rechunk(widths, [-1])]), reduce("sum", counts, [])]), edgeNode];
}

function edgesOf(bins: unknown, range: unknown): number[] | Expr {
  if (isLazy(bins)) {
    const node = asExpr(bins, "histogram");
    if (metaOf(node).shape?.length === 1) return node;
    throw new NotSupportedError("histogram: a lazy number of bins is not supported: expected a number, or lazy edges of one axis");
  }
  if (typeof bins !== "number") {
    const list = numbersOf(bins, "histogram: bins");
    if (list.length < 2) throw new ShapeError(`histogram: expected at least two edges, got ${list.length}`, ["at least 2"], [list.length]);
    for (let i = 1; i < list.length; i++)
      if (!(list[i]! >= list[i - 1]!)) throw new RangeError(`histogram: expected edges that do not fall, got ${list[i - 1]} before ${list[i]}`);
    return list;
  }
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`histogram: expected a whole number of at least 1 bins, got ${bins}`);
  const ends = isLazy(range) ? [0, 1].map(i => getitem(asExpr(range, "histogram"), [i])) : range;
  if (!Array.isArray(ends) || ends.length !== 2)
    throw new ShapeError("histogram: expected a range of two numbers, as in [0, 1]", [2], [Array.isArray(ends) ? ends.length : 0]);
  const [start, stop] = ends as [unknown, unknown];
  if (typeof start === "number" && typeof stop === "number") return evenEdges(bins, [start, stop]);
  const [low, high] = [start, stop].map(end => (typeof end === "number" ? end : asExpr(end, "histogram")));
  const count = arange([bins + 1, { chunks: -1 }]);
  const step = elementwise("div", [elementwise("sub", [high, low]), bins]);
  return elementwise("where", [elementwise("eq", [count, bins]), high, elementwise("add", [elementwise("mul", [count, step]), low])]);
}

/** Counts in a box of bins, and the edges along each dimension. Samples are rows of one array, cut along the first axis only, or one array a dimension. */
export function histogramdd(sample: unknown, args: readonly unknown[], where = "histogramdd"): [Expr, Expr[]] {
  const { bins, range, weights, density } = bind(sig(where, "bins", "range weights density"), args);
  const columnar = isLazy(sample);
  const nodes = columnar ? [asExpr(sample, where)] : (sample as readonly unknown[]).map(each => asExpr(each, where));
  const first = metaOf(nodes[0]!);
  if (columnar && first.shape.length !== 2)
    throw new ShapeError(`${where}: expected samples as rows, an array of two axes, got ${first.shape.length}`, [2], [first.shape.length]);
  const dims = columnar ? first.shape[1]! : nodes.length;
  if (!isKnown(dims)) throw new NotSupportedError(`${where}: the number of columns must be known`);
  const across = columnar ? first.chunks[1]! : [1];
  if (!isUnknown(across) && across.length > 1)
    throw new ShapeError(`${where}: samples can be cut along the first axis only: rechunk({ 1: -1 })`, [1], [across.length]);
  for (const each of nodes) {
    if (!columnar && metaOf(each).shape.length !== 1)
      throw new ShapeError(`${where}: expected arrays of one axis, got ${metaOf(each).shape.length}`, [1], [metaOf(each).shape.length]);
    if (each !== nodes[0]) sameGrid(nodes[0]!, each, where);
  }
  const edges = boxEdges(bins, range, dims, where);
  const heavy = weights === undefined || weights === null ? undefined : asExpr(weights, where);
  if (heavy !== undefined && !columnar) sameGrid(nodes[0]!, heavy, where);
  const rows = heavy !== undefined && columnar ? getitem(heavy, [":", newaxis]) : heavy;
  if (rows !== undefined && columnar) {
    const [own, theirs] = [first.chunks[0]!, metaOf(rows).chunks[0]!];
    if (!isUnknown(own) && !isUnknown(theirs) && !sameBlocks(own, theirs))
      throw new ShapeError(`${where}: weights must have the blocks of the samples: rechunk them alike`, own as number[], theirs as number[]);
  }
  const shape = edges.map(each => each.length - 1);
  const counts = build("array.histogram", [...nodes, ...(rows === undefined ? [] : [rows])], {
    dims,
    edges,
    ...(columnar ? { columnar: true } : {}),
    ...(rows === undefined ? {} : { weighted: true }),
    dtype: heavy === undefined ? "float64" : (plainWeights(heavy, where) ?? metaOf(heavy).dtype),
    shape,
    bins: shape.map(n => [n]),
    resultBlocks: shape.map(() => 1),
  });
  const edgeNodes = edges.map(inMemory);
  if (density !== true) return [counts, edgeNodes];
  const divided = edges.reduce((current, each, d) => {
    const widths = inMemory(each.slice(1).map((x, i) => x - each[i]!));
    return elementwise("div", [
      current,
      getitem(
        widths,
        shape.map((_, k) => (k === d ? ":" : newaxis)),
      ),
    ]);
  }, counts);
  return [elementwise("div", [divided, reduce("sum", counts, [])]), edgeNodes];
}

function boxEdges(bins: unknown, range: unknown, dims: number, where: string): number[][] {
  if ([bins, range].flat(2).some(isLazy)) throw new NotSupportedError(`${where}: lazy bins or ranges are not supported`);
  const list: unknown[] = typeof bins === "number" ? Array.from({ length: dims }, () => bins) : (bins as unknown[]);
  if (!Array.isArray(list) || list.length !== dims)
    throw new ShapeError(`${where}: expected bins for ${dims} dimensions, as numbers or edges`, [dims], [Array.isArray(list) ? list.length : 0]);
  const ranges = (range ?? undefined) as readonly (readonly [number, number])[] | undefined;
  if (ranges !== undefined && (ranges.length !== dims || ranges.some(each => each.length !== 2)))
    throw new ShapeError(`${where}: expected a range of two numbers for each of ${dims} dimensions`, [dims, 2], [ranges.length]);
  return list.map((each, d) => {
    if (typeof each !== "number") return edgesOf(each, undefined) as number[];
    if (ranges === undefined) throw new TypeError(`${where}: numbers of bins need ranges, as in { bins: 10, range: [[0, 1], [0, 1]] }`);
    return edgesOf(each, ranges[d]) as number[];
  });
}

/** How often each whole number from 0 occurs, or what its weights add up to. The size is known only by `minlength`, which the greatest must stay below. */
export function bincount(node: Expr, args: readonly unknown[]): Expr {
  const { weights, minlength = 0, splitEvery } = bind(sig("bincount", "", "weights minlength splitEvery"), args);
  const { shape } = metaOf(node);
  if (shape.length !== 1) throw new ShapeError(`bincount: expected one axis, got ${shape.length}: ravel() it`, [1], [shape.length]);
  const dtype = knownDType(node);
  if (dtype !== undefined && !["int", "uint", "bool"].includes(DTYPE_INFO[dtype].category))
    throw new DTypeError(`bincount: expected whole numbers, got ${dtype}`);
  if (!isUnknown(minlength) && (!Number.isInteger(minlength) || minlength < 0))
    throw new RangeError(`bincount: expected minlength as a whole number of at least 0, got ${String(minlength)}`);
  const heavy = weights === undefined || weights === null ? undefined : asExpr(weights, "bincount");
  if (heavy !== undefined) {
    sameGrid(node, heavy, "bincount");
    plainWeights(heavy, "bincount");
  }
  const n: Dim = isUnknown(minlength) ? minlength : minlength === 0 ? Number.NaN : minlength;
  return build("array.bincount", [node, ...(heavy === undefined ? [] : [heavy])], {
    ...(minlength === 0 ? {} : { minlength }),
    dtype: heavy === undefined ? "int64" : "float64",
    shape: [n],
    bins: [isUnknown(n) ? n : [n]],
    resultBlocks: [1],
    ...(splitEvery === undefined || splitEvery === null ? {} : { splitEvery: splitOf(splitEvery, "bincount") }),
  });
}

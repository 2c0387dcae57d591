/** The kernels that count: histograms, occurrences of whole numbers, and the bin each element falls into. */

import { DTypeError, ShapeError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import { putInteger } from "../../values/integers.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import { asBlock } from "./elementwise.ts";
import { linesOf } from "./lines.ts";
import { keysOf, rankIn } from "./order.ts";
import { asFloats } from "./fold.ts";
import { is64 } from "./expressions.ts";

/** Which of `edges.length - 1` bins a number is in; -1: none. The last one has its upper edge. */
export type Binner = (x: number) => number;

export function binnerOf(edges: ArrayLike<number>): Binner {
  const bins = edges.length - 1;
  const [first, last] = [edges[0]!, edges[bins]!];
  const scale = bins / (last - first);
  return x => {
    if (!(x >= first && x <= last)) return -1;
    if (x === last) return bins - 1;
    // Right at once where bins are even, up to rounding; the edges decide.
    let bin = Math.min(bins - 1, Math.floor((x - first) * scale) || 0);
    if (x >= edges[bin]! && x < edges[bin + 1]!) return bin;
    if (bin > 0 && x < edges[bin]! && x >= edges[bin - 1]!) return bin - 1;
    if (bin < bins - 1 && x >= edges[bin + 1]! && x < edges[bin + 2]!) return bin + 1;
    bin = rankIn(edges, x, true) - 1;
    return Math.min(bin, bins - 1);
  };
}

const flatKeys = (block: NDArray, context: KernelContext): Float64Array => {
  const flat = linesOf(
    block,
    block.shape.map((_, axis) => axis),
    context,
  ).block;
  return keysOf(is64(flat.dtype) ? (asFloats(flat) ?? rounded(flat)) : flat, context);
};
/** Beyond 2^53, as NumPy compares integers with float edges. */
const rounded = (block: NDArray): NDArray =>
  new NDArray(Float64Array.from(block.data as BigInt64Array, Number), block.shape, "float64", block.strides, block.offset);

/** Edges stand in params, or come as the input after the samples. */
const histogram: Kernel = (args, params, context) => {
  const dims = params["dims"] as number;
  const lazy = params["edges"] === undefined;
  const columns =
    params["columnar"] === true ? columnsOf(asBlock(args[0]), dims, context) : args.slice(0, dims).map(block => flatKeys(asBlock(block), context));
  const samples = params["columnar"] === true ? 1 : dims;
  const edges = lazy ? [flatKeys(asBlock(args[samples]), context)] : (params["edges"] as readonly (readonly number[])[]).map(each => Float64Array.from(each));
  for (const each of edges) checkEdges(each);
  const weights = params["weighted"] === true ? flatKeys(asBlock(args[samples + (lazy ? 1 : 0)]), context) : undefined;
  const shape = edges.map(each => each.length - 1);
  const counts = new Float64Array(sizeOf(shape));
  const binners = edges.map(binnerOf);
  const [only] = binners as [Binner];
  const n = columns[0]!.length;
  for (let i = 0; i < n; i++) {
    let bin = 0;
    if (dims === 1) bin = only(columns[0]![i]!);
    else
      for (let d = 0; d < dims && bin >= 0; d++) {
        const own = binners[d]!(columns[d]![i]!);
        bin = own < 0 ? -1 : bin * shape[d]! + own;
      }
    if (bin >= 0) counts[bin]! += weights === undefined ? 1 : weights[i]!;
  }
  return new NDArray(counts, shape, "float64");
};

function columnsOf(block: NDArray, dims: number, context: KernelContext): Float64Array[] {
  const flat = flatKeys(block.transpose(1, 0), context);
  const n = flat.length / dims;
  return Array.from({ length: dims }, (_, d) => flat.subarray(d * n, (d + 1) * n));
}

function checkEdges(edges: ArrayLike<number>): void {
  for (let i = 1; i < edges.length; i++)
    if (!(edges[i - 1]! <= edges[i]!)) throw new RangeError(`histogram: expected edges that do not fall, got ${edges[i - 1]} before ${edges[i]}`);
}

const added = (parts: unknown): NDArray => {
  const blocks = parts as NDArray[];
  const n = Math.max(...blocks.map(block => block.size));
  const out = new Float64Array(n);
  for (const block of blocks) for (let i = 0; i < block.size; i++) out[i]! += block.data[i] as number;
  const longest = blocks.find(block => block.size === n)!;
  return new NDArray(out, longest.shape, "float64");
};

const aggregate: Kernel = ([parts], params, context) => {
  const sums = added(parts);
  const dtype = params["dtype"] as DType;
  const { minlength } = params as { minlength?: number };
  if (minlength !== undefined && minlength > 0 && sums.size > minlength)
    throw new ShapeError(
      `bincount: there is a value of ${sums.size - 1}, but minlength says that the result has ${minlength} elements: leave it out, or make it at least ${sums.size}`,
      [minlength],
      [sums.size],
    );
  const out = new NDArray(context.alloc(dtype, sums.size), sums.shape, dtype);
  if (is64(dtype)) putInteger(out.data as BigInt64Array, sums.data as Float64Array);
  else for (let i = 0; i < sums.size; i++) out.data[i] = sums.data[i]!;
  return out;
};

export const COUNTING_KERNELS: KernelTable = {
  "histogram.chunk": histogram,
  "histogram.combine": ([parts]) => added(parts),
  "histogram.aggregate": aggregate,

  "bincount.chunk": ([given, weights], params, context) => {
    const values = flatKeys(asBlock(given), context);
    const heavy = weights === undefined ? undefined : flatKeys(asBlock(weights), context);
    let greatest = -1;
    for (const x of values) {
      if (x < 0) throw new RangeError(`bincount: expected whole numbers of at least 0, got ${x}`);
      if (x > greatest) greatest = x;
    }
    const counts = new Float64Array(Math.max(greatest + 1, (params["minlength"] as number | undefined) ?? 0));
    for (let i = 0; i < values.length; i++) counts[values[i]!]! += heavy === undefined ? 1 : heavy[i]!;
    return new NDArray(counts, [counts.length], "float64");
  },
  "bincount.combine": ([parts]) => added(parts),
  "bincount.aggregate": aggregate,

  /** `params.bins` rise, or fall. */
  "array.digitize": ([given], params, context) => {
    const block = asBlock(given);
    if (block.dtype.startsWith("complex")) throw new DTypeError(`digitize: expected real numbers, got ${block.dtype}`);
    const bins = Float64Array.from(params["bins"] as readonly number[]);
    const falling = bins.length > 1 && bins[0]! > bins.at(-1)!;
    if (falling) bins.reverse();
    const values = flatKeys(block, context);
    const out = new NDArray(context.alloc("int64", block.size), block.shape, "int64");
    const right = params["right"] !== true;
    putInteger(
      out.data as BigInt64Array,
      values.map(x => {
        const at = rankIn(bins, x, right);
        return falling ? bins.length - at : at;
      }),
    );
    return out;
  },
};

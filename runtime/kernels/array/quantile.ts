/** Medians, quantiles and percentiles. Along whole axes they are exact, by selection; percentiles of one long axis are merged from those of its blocks. */

import type { DType } from "../../meta/dtype.ts";
import { type QuantileMethod, quantilePlace } from "../../meta/quantile.ts";
import { NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import type { Params } from "../../ops/operation.ts";
import { asBlock } from "./elementwise.ts";
import { linesOf } from "./lines.ts";
import { argsort, keysOf, rankIn, select } from "./order.ts";

/** `params.q` (0 to 1) of each line; without it, the median. */
const alongAxes: Kernel = ([given, weights], params, context) => {
  const block = asBlock(given);
  const { axes, method, skipNaN, q, scalar } = params as unknown as {
    axes: readonly number[];
    method: QuantileMethod;
    skipNaN: boolean;
    q: readonly number[];
    scalar: boolean;
  };
  const { block: flat, rows, length, outer } = linesOf(block, axes, context);
  const kept = params["keepdims"] === true ? block.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)) : outer;
  const shape = scalar ? kept : [q.length, ...kept];
  const dtype = params["dtype"] as DType;
  const out = new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);
  const keys = keysOf(flat, context);
  const exact = flat.dtype.endsWith("int64");
  if (weights !== undefined) {
    const heavy = keysOf(linesOf(asBlock(weights), axes, context).block, context);
    for (let row = 0; row < rows; row++) {
      const from = row * length;
      const chosen = weighted(keys.subarray(from, from + length), heavy.subarray(from, from + length), q, skipNaN);
      for (const [k, at] of chosen.entries()) out.data[k * rows + row] = at < 0 ? ((exact ? 0n : Number.NaN) as never) : flat.data[flat.offset + from + at]!;
    }
    return out;
  }
  const line = new Float64Array(length);
  for (let row = 0; row < rows; row++) {
    let n = 0;
    for (let i = 0; i < length; i++) {
      const x = keys[row * length + i]!;
      if (x === x) line[n++] = x;
    }
    const empty = skipNaN ? n === 0 : n < length || n === 0;
    const sorted = q.length > 3 && !empty;
    if (sorted) line.subarray(0, n).sort();
    for (const [k, each] of q.entries()) {
      const at = k * rows + row;
      if (empty || each !== each) out.data[at] = (exact && dtype === flat.dtype ? 0n : Number.NaN) as never;
      else {
        const value = quantileOf(line, n, each, method, sorted);
        out.data[at] = (exact && dtype === flat.dtype ? elementOf(flat, keys, value, row * length, length) : value) as never;
      }
    }
  }
  return out;
};

/** Positions of the elements at which the shares `q` of all weights are reached; -1 where there is none. Elements without weight do not count. */
function weighted(line: Float64Array, weights: Float64Array, q: readonly number[], skipNaN: boolean): number[] {
  const order = argsort(line).filter(i => !skipNaN || line[i] === line[i]);
  if (order.length === 0 || line[order.at(-1)!] !== line[order.at(-1)!]) return q.map(() => -1);
  let sum = 0;
  const shares = Array.from(order, i => {
    const weight = weights[i]!;
    if (weight < 0) throw new RangeError(`a quantile's weights are not negative, got ${weight}`);
    return (sum += weight);
  });
  if (!(sum > 0 && sum < Infinity)) throw new RangeError(`a quantile's weights must have a sum that is greater than 0 and finite, got ${sum}`);
  const first = shares.findIndex(share => share > 0);
  const parts = shares.map(share => share / sum);
  return q.map(each => (each === each ? order[Math.max(first, Math.min(rankIn(parts, each, false), parts.length - 1))]! : -1));
}

function quantileOf(line: Float64Array, n: number, q: number, method: QuantileMethod, sorted: boolean): number {
  const { below, above, weight } = quantilePlace(method, n, q);
  const low = sorted ? line[below]! : select(line, below, 0, n - 1);
  if (above === below) return low;
  // After selection all that is greater lies behind: the next one is the least of it.
  let high = line[above]!;
  if (!sorted) for (let i = above + 1; i < n; i++) if (line[i]! < high) high = line[i]!;
  return between(low, high, weight);
}

/** From the nearer end, so that the ends themselves come out exactly. */
function between(low: number, high: number, weight: number): number {
  const distance = high - low;
  return weight >= 0.5 ? high - distance * (1 - weight) : low + distance * weight;
}

/** 64-bit integers may be compared by rank: the element itself is looked up. */
function elementOf(block: NDArray, keys: Float64Array, key: number, from: number, length: number): bigint {
  for (let i = from; i < from + length; i++) if (keys[i] === key) return block.data[block.offset + i] as bigint;
  throw new RangeError("a quantile is none of the elements");
}

interface BlockPercentiles {
  readonly count: number;
  readonly values: readonly number[];
}

export const QUANTILE_KERNELS: KernelTable = {
  "array.quantile": alongAxes,

  /** Percentiles of one block, 0 and 100 among them. */
  "percentile.chunk": ([given], params, context): BlockPercentiles[] => {
    const keys = keysOf(asBlock(given), context);
    const method = params["method"] as QuantileMethod;
    const n = keys.length;
    if (n === 0) return [{ count: 0, values: [] }];
    const q = [0, ...(params["q"] as readonly number[]), 100];
    if (keys.some(Number.isNaN)) return [{ count: n, values: q.map(() => Number.NaN) }];
    const sorted = keys.slice().sort();
    return [{ count: n, values: q.map(each => quantileOf(sorted, n, each / 100, method, true)) }];
  },
  "percentile.combine": ([parts]) => (parts as BlockPercentiles[][]).flat(),
  "percentile.aggregate": ([parts], params, context) => {
    const q = params["q"] as readonly number[];
    const dtype = params["dtype"] as DType;
    const values = mergedPercentiles(q, (parts as BlockPercentiles[][]).flat(), params);
    const out = new NDArray(context.alloc(dtype, q.length), params["scalar"] === true ? [] : [q.length], dtype);
    out.data.set(values as never);
    return out;
  },
};

/**
 * Percentiles of all from those of the parts: each value stands for the elements between it and the one before; the weights of all values in
 * order, added up, say which share of everything lies below.
 */
function mergedPercentiles(q: readonly number[], all: readonly BlockPercentiles[], params: Params): number[] {
  const method = params["method"] as QuantileMethod;
  const parts = all.filter(part => part.count > 0);
  if (parts.length === 0) throw new RangeError("percentile: expected at least one element, got none");
  const asked = [0, ...q, 100];
  const steps = asked.map((each, i) => (i === 0 ? each : each - asked[i - 1]!));
  const entries = parts.flatMap(part => part.values.map((value, i) => ({ value, weight: steps[i]! * part.count })));
  const rank = (x: number): number => (Number.isNaN(x) ? 1 : 0);
  entries.sort((a, b) => rank(a.value) - rank(b.value) || a.value - b.value || 0);
  let sum = 0;
  const places = entries.map(entry => (sum += entry.weight));
  const values = entries.map(entry => entry.value);
  const total = parts.reduce((n, part) => n + part.count, 0);
  return q.map(each => merged(each * total, places, values, method));
}

function merged(wanted: number, places: readonly number[], values: readonly number[], method: QuantileMethod): number {
  const last = places.length - 1;
  if (method === "linear") return interpolated(wanted, places, values);
  const left = Math.min(rankIn(places, wanted, false), last);
  const right = rankIn(places, wanted, true) - 1;
  const [lower, upper] = [Math.max(0, Math.min(left, right)), Math.max(left, right)];
  if (method === "lower") return values[lower]!;
  if (method === "higher") return values[upper]!;
  if (method === "midpoint") return 0.5 * (values[lower]! + values[upper]!);
  return values[Math.abs(places[lower]! - wanted) > Math.abs(places[upper]! - wanted) ? upper : lower]!;
}

/** On the line between the neighbours; the last value and the first one go on beyond the ends. */
function interpolated(x: number, xs: readonly number[], ys: readonly number[]): number {
  if (x >= xs.at(-1)!) return ys.at(-1)!;
  if (x < xs[0]!) return ys[0]!;
  const i = rankIn(xs, x, true) - 1;
  const slope = (ys[i + 1]! - ys[i]!) / (xs[i + 1]! - xs[i]!);
  return slope * (x - xs[i]!) + ys[i]!;
}

/** The functions of `bask/array` on arrays in order and on counts. */

import type { Expr } from "../../expr/expr.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import * as covariance from "./covariance.ts";
import { cumulative } from "./cumulative.ts";
import { elementwise } from "./elementwise.ts";
import { gradient as slopes } from "./gradient.ts";
import { BaskArray } from "./handle.ts";
import * as counting from "./histogram.ts";
import { asExpr, knownDType } from "./operands.ts";
import * as quantiles from "./quantile.ts";
import * as sorting from "./sorting.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const each = (nodes: Expr | Expr[]): any => (Array.isArray(nodes) ? nodes.map(wrap) : wrap(nodes));
const named =
  (name: string, f: (node: Expr, args: readonly unknown[]) => Expr) =>
  (x: unknown, ...args: unknown[]): BaskArray =>
    wrap(f(asExpr(x, name), args));

export const topk = named("topk", (node, args) => sorting.topk("topk", node, args));
export const argtopk = named("argtopk", (node, args) => sorting.topk("argtopk", node, args));
export const unique = (x: unknown, ...args: unknown[]): any => each(sorting.unique(asExpr(x, "unique"), args));
export const union1d = (a: unknown, b: unknown): BaskArray => wrap(sorting.union1d(a, b));
export const isin = (x: unknown, values: unknown, ...args: unknown[]): BaskArray => wrap(sorting.isin(x, values, args));
export const searchsorted = (sorted: unknown, values: unknown, ...args: unknown[]): BaskArray => wrap(sorting.searchsorted(sorted, values, args));
export const digitize = named("digitize", sorting.digitize);
export const bincount = named("bincount", counting.bincount);
export const histogram = (x: unknown, ...args: unknown[]): [BaskArray, BaskArray] => each(counting.histogram(asExpr(x, "histogram"), args));
export const histogramdd = (sample: unknown, ...args: unknown[]): [BaskArray, BaskArray[]] => {
  const [counts, edges] = counting.histogramdd(sample, args);
  return [wrap(counts), edges.map(wrap)];
};
export const histogram2d = (x: unknown, y: unknown, ...args: unknown[]): [BaskArray, BaskArray, BaskArray] => {
  const given = args.length === 0 ? [{ bins: 10 }] : args;
  const [counts, edges] = counting.histogramdd([x, y], given, "histogram2d");
  return [wrap(counts), wrap(edges[0]!), wrap(edges[1]!)];
};
export const median = named("median", (node, args) => quantiles.median("median", node, args));
export const nanmedian = named("nanmedian", (node, args) => quantiles.median("nanmedian", node, args));
export const quantile = named("quantile", (node, args) => quantiles.quantile("quantile", node, args));
export const nanquantile = named("nanquantile", (node, args) => quantiles.quantile("nanquantile", node, args));
export const percentile = named("percentile", (node, args) => quantiles.percentile("percentile", node, args));
export const nanpercentile = named("nanpercentile", (node, args) => quantiles.percentile("nanpercentile", node, args));
export const cov = (m: unknown, ...args: unknown[]): BaskArray => wrap(covariance.cov(m, args));
export const corrcoef = (m: unknown, ...args: unknown[]): BaskArray => wrap(covariance.corrcoef(m, args));
export const gradient = (x: unknown, ...args: unknown[]): any => each(slopes(asExpr(x, "gradient"), args));

/** NaN counts as `nothing`: 0 in sums, 1 in products. */
const skippingNaN = (node: Expr, nothing: number): Expr => {
  const dtype = knownDType(node);
  return dtype !== undefined && DTYPE_INFO[dtype].category !== "float" ? node : elementwise("where", [elementwise("isnan", [node]), nothing, node]);
};
export const nancumsum = named("nancumsum", (node, args) => cumulative("cumsum", skippingNaN(node, 0), args));
export const nancumprod = named("nancumprod", (node, args) => cumulative("cumprod", skippingNaN(node, 1), args));

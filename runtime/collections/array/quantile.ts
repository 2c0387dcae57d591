/** Medians, quantiles and percentiles. */

import { DTypeError, NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { type Dim, isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { isQuantileMethod, middleDType, type QuantileMethod, QUANTILES, quantileDType } from "../../meta/quantile.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { newaxis } from "../../meta/slice.ts";
import { closestName } from "../../errors.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axesOf } from "./axes.ts";
import { astype } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { rechunk, rechunkTo } from "./rechunk.ts";
import { broadcastTo } from "./routines.ts";
import { numbersOf, wholeAxes } from "./sorting.ts";

function methodOf(given: unknown, where: string): QuantileMethod {
  if (isQuantileMethod(given)) return given;
  const closest = closestName(String(given), Object.keys(QUANTILES));
  throw new TypeError(
    `${where}: there is no method "${String(given)}"${closest === undefined ? `; there are ${Object.keys(QUANTILES).join(", ")}` : `: did you mean "${closest}"?`}`,
  );
}

function realDType(node: Expr, where: string) {
  const dtype = knownDType(node);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError(`${where} takes real numbers, got ${dtype}`);
  return dtype;
}

interface Along {
  readonly name: string;
  readonly axes: readonly number[];
  readonly keepdims: boolean;
  readonly q: readonly number[];
  readonly scalar: boolean;
  readonly method: QuantileMethod;
  readonly skipNaN: boolean;
  readonly dtype: unknown;
}

function along(node: Expr, { axes, keepdims, q, scalar, ...params }: Along, weights?: Expr): Expr {
  const whole = wholeAxes(node, axes, params.name, rechunk);
  const { shape, chunks } = metaOf(whole);
  const keep = <T>(list: readonly T[], one: T): T[] =>
    keepdims ? list.map((each, axis) => (axes.includes(axis) ? one : each)) : list.filter((_, axis) => !axes.includes(axis));
  return build("array.quantile", weights === undefined ? [whole] : [whole, rechunkTo(weights, chunks)], {
    ...params,
    axes,
    q,
    scalar,
    ...(keepdims ? { keepdims: true } : {}),
    shape: [...(scalar ? [] : [q.length]), ...keep<Dim>(shape, 1)],
    chunks: [...(scalar ? [] : [[q.length]]), ...keep<AxisChunks>(chunks, [1])],
  });
}

/** The middle of each line along the axes, which become one block each; the mean of the two in the middle where their number is even. */
export function median(name: "median" | "nanmedian", node: Expr, args: readonly unknown[]): Expr {
  const { axis, keepdims = false } = bind(sig(name, "axis", "keepdims"), args);
  const { shape, dtype: meta } = metaOf(node);
  if (axis === undefined || axis === null)
    throw new NotSupportedError(`${name} works along an axis: say { axis: 0 }, or ravel() first for all elements in one block`);
  const dtype = realDType(node, name);
  return along(node, {
    name,
    axes: axesOf(axis, shape.length, name),
    keepdims: keepdims === true,
    q: [0.5],
    scalar: true,
    method: "linear",
    skipNaN: name === "nanmedian",
    dtype: dtype === undefined ? meta : middleDType(dtype),
  });
}

/**
 * `q` from 0 to 1, one or several (an axis in front), along axes that become one block each. `weights` (with method "inverted_cdf") say how much each
 * element counts: the quantile is the first one at which so large a share of them is reached.
 */
export function quantile(name: string, node: Expr, args: readonly unknown[], scale = 1): Expr {
  const { q, axis, method = "linear", interpolation, keepdims = false, weights } = bind(sig(name, "q", "axis method interpolation keepdims weights"), args);
  const { shape, chunks, dtype: meta } = metaOf(node);
  if ((axis === undefined || axis === null) && chunks.some(blocks => !isUnknown(blocks) && blocks.length > 1))
    throw new NotSupportedError(`${name} works along an axis: say { axis: 0 }; all elements only where they are one block`);
  const scalar = typeof q === "number" || isUnknown(q);
  const list = isUnknown(q) ? [Number.NaN] : sharesOf(q, name, scale);
  const way = methodOf(interpolation ?? method, name);
  const dtype = realDType(node, name);
  if (dtype === "bool" && quantileDType(way, dtype) !== "bool")
    throw new DTypeError(`${name} of booleans: expected numbers, or a method that gives elements, such as "lower"`);
  const axes = axesOf(axis, shape.length, name);
  return along(
    node,
    {
      name,
      axes,
      keepdims: keepdims === true,
      q: list,
      scalar,
      method: way,
      skipNaN: name.startsWith("nan"),
      dtype: dtype === undefined ? meta : quantileDType(way, dtype),
    },
    weights === undefined || weights === null ? undefined : weightsOf(weights, node, axes, way, name),
  );
}

/** Weights of every element, given so or for the positions along one axis. Only where the quantile is an element do weights say which. */
function weightsOf(given: unknown, node: Expr, axes: readonly number[], method: QuantileMethod, where: string): Expr {
  if (method !== "inverted_cdf") throw new DTypeError(`${where}: weights go with method "inverted_cdf" alone, got "${method}"`);
  const real = asExpr(given, where);
  const weights = realDType(real, `${where}: weights`) === "float64" ? real : astype(real, "float64");
  const [{ shape }, own] = [metaOf(node), metaOf(weights).shape];
  const [axis] = axes;
  const fits = (n: Dim, of: Dim): boolean => !isKnown(n) || !isKnown(of) || n === of;
  if (own.length === 1 && axes.length === 1 && fits(own[0]!, shape[axis!]!)) {
    const alongAxis = getitem(
      weights,
      shape.map((_, k) => (k === axis ? ":" : newaxis)),
    );
    return broadcastTo(alongAxis, [shape, { chunks: metaOf(node).chunks }]);
  }
  if (own.length === shape.length && own.every((n, k) => fits(n, shape[k]!))) return weights;
  throw new ShapeError(
    `${where}: expected a weight for every element, or for every position along the one axis`,
    shape.map(n => (isKnown(n) ? n : "?")),
    own.map(n => (isKnown(n) ? n : Number.NaN)),
  );
}

function sharesOf(q: unknown, name: string, scale: number): number[] {
  const list = typeof q === "number" ? [q] : numbersOf(q, `${name}: q`);
  for (const each of list) if (!(each >= 0 && each <= scale)) throw new RangeError(`${name}: expected q from 0 to ${scale}, got ${each}`);
  return list.map(each => each / scale);
}

const MERGED = ["linear", "lower", "higher", "midpoint", "nearest"];

/** `q` in percent. Of one axis it is merged from the percentiles of the blocks; of several it is their quantile. */
export function percentile(name: "percentile" | "nanpercentile", node: Expr, args: readonly unknown[]): Expr {
  const {
    q,
    method = "linear",
    interpolation,
    internalMethod = "default",
    ...rest
  } = bind(sig(name, "q", "axis method interpolation internalMethod keepdims weights"), args);
  const { shape, dtype: meta } = metaOf(node);
  if (name === "nanpercentile" || shape.length > 1 || (rest["weights"] !== undefined && rest["weights"] !== null))
    return quantile(name, node, [q, { method: interpolation ?? method, ...rest }], 100);
  if (shape.length === 0) throw new ShapeError("percentile: expected an array with axes", ["1 axis"], [0]);
  if (internalMethod !== "default" && internalMethod !== "dask")
    throw new NotSupportedError(`percentile: the internal method "${String(internalMethod)}" is not supported: leave it out`);
  const way = methodOf(interpolation ?? method, name);
  if (!MERGED.includes(way)) throw new NotSupportedError(`percentile by "${way}" is not supported for one axis: expected one of ${MERGED.join(", ")}`);
  const scalar = typeof q === "number" || isUnknown(q);
  const list = isUnknown(q) ? [Number.NaN] : sharesOf(q, name, 100).map((_, i) => (typeof q === "number" ? q : numbersOf(q, name)[i]!));
  const dtype = realDType(node, name);
  const blocks = metaOf(node).chunks[0]!;
  return build("array.percentile", [node], {
    q: list,
    scalar,
    method: way,
    dtype: dtype === undefined ? meta : middleDType(dtype),
    shape: scalar ? [] : [list.length],
    chunks: scalar ? [] : [[list.length]],
    resultBlocks: scalar ? [] : [1],
    ...(isUnknown(blocks) ? {} : { splitEvery: Math.max(2, blocks.length) }),
  });
}

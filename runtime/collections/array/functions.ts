/** The functions of `bask/array` on lazy arrays. Regular ones are one line each, by the operation of the same name. */

import { type ReductionName } from "../../meta/reduction.ts";
import type { ScalarCode } from "../../meta/scalar.ts";
import { resultType as promoted } from "../../meta/scalar.ts";
import { isKnown } from "../../meta/dim.ts";
import { floating } from "../../meta/dtype.ts";
import { normalizeChunks as normalize } from "../../meta/chunks.ts";
import type { Expr } from "../../expr/expr.ts";
import { exprOf, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import * as axes from "./axes.ts";
import * as make from "./create.ts";
import { cumulative } from "./cumulative.ts";
import * as einsums from "./einsum.ts";
import * as elements from "./elementwise.ts";
import { getitem } from "./get.ts";
import { BaskArray } from "./handle.ts";
import * as join from "./join.ts";
import { mapBlocks as mapped } from "./map-blocks.ts";
import { asExpr, knownDType, metaOf } from "./operands.ts";
import { pad as padded } from "./pad.ts";
import * as products from "./products.ts";
import { rechunk as rechunked } from "./rechunk.ts";
import { reduce } from "./reduce.ts";
import * as reshaping from "./reshape.ts";
import * as routines from "./routines.ts";
import { shuffle as shuffled } from "./shuffle.ts";
import { unify } from "./unify.ts";
import { build } from "../lazy.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const asArray = (value: unknown, where: string): Expr => asExpr(value, where);

const unary =
  (code: ScalarCode) =>
  (x: unknown): BaskArray =>
    wrap(elements.elementwise(code, [x]));
const binary =
  (code: ScalarCode) =>
  (a: unknown, b: unknown): BaskArray =>
    wrap(elements.elementwise(code, [a, b]));
const reduction =
  (name: ReductionName) =>
  (x: unknown, ...args: unknown[]): BaskArray =>
    wrap(reduce(name, asArray(x, name), args));
const created =
  (f: (args: readonly unknown[]) => Expr) =>
  (...args: unknown[]): BaskArray =>
    wrap(f(args));

export const ones = created(args => make.filled("ones", args));
export const zeros = created(args => make.filled("zeros", args));
export const empty = created(args => make.filled("empty", args));
export const full = created(make.full);
export const onesLike = created(args => make.filledLike("ones", args));
export const zerosLike = created(args => make.filledLike("zeros", args));
export const emptyLike = created(args => make.filledLike("empty", args));
export const fullLike = created(args => make.filledLike("full", args));
export const arange = created(make.arange);
export const linspace = created(make.linspace);
export const eye = created(make.eye);
export const indices = created(make.indices);
export const fromArray = created(make.fromArray);
export { fromArray as array };
export const asarray = (value: unknown): BaskArray => (isLazy(value) ? (value as BaskArray) : fromArray(value));

export const [exp, exp2, expm1, log, log2, log10, log1p, sqrt, cbrt] = [
  unary("exp"),
  unary("exp2"),
  unary("expm1"),
  unary("log"),
  unary("log2"),
  unary("log10"),
  unary("log1p"),
  unary("sqrt"),
  unary("cbrt"),
];
export const [sin, cos, tan, arcsin, arccos, arctan] = [unary("sin"), unary("cos"), unary("tan"), unary("arcsin"), unary("arccos"), unary("arctan")];
export const [sinh, cosh, tanh, arcsinh, arccosh, arctanh, deg2rad, rad2deg] = [
  unary("sinh"),
  unary("cosh"),
  unary("tanh"),
  unary("arcsinh"),
  unary("arccosh"),
  unary("arctanh"),
  unary("deg2rad"),
  unary("rad2deg"),
];
export const [sign, floor, ceil, trunc, fix, rint, square, reciprocal, negative, conj] = [
  unary("sign"),
  unary("floor"),
  unary("ceil"),
  unary("trunc"),
  unary("trunc"),
  unary("rint"),
  unary("square"),
  unary("reciprocal"),
  unary("neg"),
  unary("conj"),
];
export const [abs, real, imag, angle, nanToNum] = [unary("abs"), unary("real"), unary("imag"), unary("angle"), unary("nanToNum")];
export { abs as absolute, conj as conjugate };
/** The size of real numbers, as floats. */
export const fabs = (x: unknown): BaskArray => {
  const node = asArray(x, "fabs");
  const dtype = knownDType(node);
  return abs(wrap(dtype === undefined ? node : elements.astype(node, floating(dtype))));
};
export const [isnan, isfinite, isinf, signbit, logicalNot, invert] = [
  unary("isnan"),
  unary("isfinite"),
  unary("isinf"),
  unary("signbit"),
  unary("logicalNot"),
  unary("not"),
];
export { isnan as isnull, invert as bitwiseNot };
export const notnull = (x: unknown): BaskArray => logicalNot(isnan(x));

export const [add, sub, mul, div, floorDiv, mod, pow] = [
  binary("add"),
  binary("sub"),
  binary("mul"),
  binary("div"),
  binary("floorDiv"),
  binary("mod"),
  binary("pow"),
];
export { sub as subtract, mul as multiply, div as divide, div as trueDivide, floorDiv as floorDivide, pow as power, mod as remainder };
export const [maximum, minimum, fmax, fmin, arctan2, hypot] = [
  binary("maximum"),
  binary("minimum"),
  binary("fmax"),
  binary("fmin"),
  binary("arctan2"),
  binary("hypot"),
];
export const [lt, le, gt, ge, eq, ne] = [binary("lt"), binary("le"), binary("gt"), binary("ge"), binary("eq"), binary("ne")];
export { lt as less, le as lessEqual, gt as greater, ge as greaterEqual, eq as equal, ne as notEqual };
export const [logicalAnd, logicalOr, logicalXor] = [binary("logicalAnd"), binary("logicalOr"), binary("logicalXor")];
export const [bitwiseAnd, bitwiseOr, bitwiseXor, leftShift, rightShift] = [
  binary("and"),
  binary("or"),
  binary("xor"),
  binary("leftShift"),
  binary("rightShift"),
];
export const where = (condition: unknown, a: unknown, b: unknown): BaskArray => wrap(elements.elementwise("where", [condition, a, b]));
export const clip = (x: unknown, ...args: unknown[]): BaskArray => {
  const { min, max } = bind(sig("clip", "min max"), args);
  return wrap(elements.clip(asArray(x, "clip"), min, max));
};
export const round = (x: unknown, ...args: unknown[]): BaskArray => wrap(elements.round(asArray(x, "round"), bind(sig("round", "decimals"), args)["decimals"]));
export { round as around };
export const isclose = (a: unknown, b: unknown, options: object = {}): BaskArray =>
  wrap(routines.isclose(asArray(a, "isclose"), asArray(b, "isclose"), bind(sig("isclose", "", "rtol atol equalNan"), [options])));
export const allclose = (a: unknown, b: unknown, options: object = {}): BaskArray => all(isclose(a, b, options));
export const select = (conditions: readonly unknown[], choices: readonly unknown[], ...args: unknown[]): BaskArray =>
  wrap(routines.select(conditions, choices, bind(sig("select", "fallback", "default"), args)["fallback"] ?? 0));

export const [sum, prod, mean, std, min, max, any, all] = [
  reduction("sum"),
  reduction("prod"),
  reduction("mean"),
  reduction("std"),
  reduction("min"),
  reduction("max"),
  reduction("any"),
  reduction("all"),
];
const variance = reduction("var");
export { variance as var };
export const [nansum, nanprod, nanmean, nanstd, nanvar, nanmin, nanmax] = [
  reduction("nansum"),
  reduction("nanprod"),
  reduction("nanmean"),
  reduction("nanstd"),
  reduction("nanvar"),
  reduction("nanmin"),
  reduction("nanmax"),
];
export const [argmin, argmax, nanargmin, nanargmax, countNonzero] = [
  reduction("argmin"),
  reduction("argmax"),
  reduction("nanargmin"),
  reduction("nanargmax"),
  reduction("countNonzero"),
];
export const ptp = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.ptp(asArray(x, "ptp"), args));
export const average = (x: unknown, options: { axis?: unknown; weights?: unknown } = {}): BaskArray => {
  const { axis, weights } = bind(sig("average", "axis", "weights"), [options]);
  return wrap(routines.average(asArray(x, "average"), [{ axis }], weights === undefined || weights === null ? undefined : asArray(weights, "average")));
};
export const cumsum = (x: unknown, ...args: unknown[]): BaskArray => wrap(cumulative("cumsum", asArray(x, "cumsum"), args));
export const cumprod = (x: unknown, ...args: unknown[]): BaskArray => wrap(cumulative("cumprod", asArray(x, "cumprod"), args));
export const trace = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.trace(asArray(x, "trace"), args));
export const diff = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.diff(asArray(x, "diff"), args));

const list = (arrays: unknown, where: string): Expr[] => {
  if (!Array.isArray(arrays)) throw new TypeError(`${where}: expected a list of arrays, got ${typeof arrays}`);
  return arrays.map(array => asArray(array, where));
};
export const concatenate = (...args: unknown[]): BaskArray => {
  const { arrays, axis = 0 } = bind(sig("concatenate", "arrays axis", "allowUnknownChunksizes"), args);
  return wrap(join.concatenate(list(arrays, "concatenate"), axis));
};
export const stack = (...args: unknown[]): BaskArray => {
  const { arrays, axis = 0 } = bind(sig("stack", "arrays axis"), args);
  return wrap(join.stack(list(arrays, "stack"), axis));
};
export const hstack = (arrays: unknown): BaskArray => wrap(join.hstack(list(arrays, "hstack")));
export const vstack = (arrays: unknown): BaskArray => wrap(join.vstack(list(arrays, "vstack")));
export const dstack = (arrays: unknown): BaskArray => wrap(join.dstack(list(arrays, "dstack")));
export const append = (x: unknown, values: unknown, ...args: unknown[]): BaskArray =>
  wrap(join.concatenate([asArray(x, "append"), asArray(values, "append")], bind(sig("append", "axis"), args)["axis"] ?? null, "append"));

export const transpose = (x: unknown, ...args: unknown[]): BaskArray =>
  wrap(axes.transpose(asArray(x, "transpose"), bind(sig("transpose", "axes"), args)["axes"]));
export const swapaxes = (x: unknown, a: unknown, b: unknown): BaskArray => wrap(axes.swapaxes(asArray(x, "swapaxes"), a, b));
export const moveaxis = (x: unknown, source: unknown, destination: unknown): BaskArray => wrap(axes.moveaxis(asArray(x, "moveaxis"), source, destination));
export const rollaxis = (x: unknown, ...args: unknown[]): BaskArray => {
  const { axis, start } = bind(sig("rollaxis", "axis start"), args);
  return wrap(axes.rollaxis(asArray(x, "rollaxis"), axis, start));
};
export const squeeze = (x: unknown, ...args: unknown[]): BaskArray => wrap(axes.squeeze(asArray(x, "squeeze"), bind(sig("squeeze", "axis"), args)["axis"]));
export const expandDims = (x: unknown, ...args: unknown[]): BaskArray =>
  wrap(axes.expandDims(asArray(x, "expandDims"), bind(sig("expandDims", "axis"), args)["axis"]));
export const flip = (x: unknown, ...args: unknown[]): BaskArray => wrap(axes.flip(asArray(x, "flip"), bind(sig("flip", "axis"), args)["axis"]));
export const roll = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.roll(asArray(x, "roll"), args));
export const repeat = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.repeat(asArray(x, "repeat"), args));
export const tile = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.tile(asArray(x, "tile"), args));
export const broadcastTo = (x: unknown, ...args: unknown[]): BaskArray => wrap(routines.broadcastTo(asArray(x, "broadcastTo"), args));
export const broadcastArrays = (...given: unknown[]): BaskArray[] => {
  const nodes = unify(given.map(value => asArray(value, "broadcastArrays")));
  const grid = nodes.length === 0 ? undefined : metaOf(build("array.where", nodes.length >= 3 ? nodes.slice(0, 3) : [nodes[0]!, nodes[0]!, nodes.at(-1)!]));
  return nodes.map(node => wrap(routines.broadcastTo(node, [grid!.shape, { chunks: grid!.chunks }])));
};
export const meshgrid = (...args: unknown[]): BaskArray[] => {
  const options = args.length > 0 && !isLazy(args.at(-1)) && !Array.isArray(args.at(-1)) ? (args.at(-1) as { indexing?: string; sparse?: boolean }) : {};
  const given = options === args.at(-1) ? args.slice(0, -1) : args;
  return routines
    .meshgrid(
      given.map(value => asArray(value, "meshgrid")),
      options.indexing,
      options.sparse,
    )
    .map(wrap);
};
export const [atleast1d, atleast2d, atleast3d] = ([1, 2, 3] as const).map(
  rank =>
    (x: unknown): BaskArray =>
      wrap(join.atLeast(asArray(x, `atleast${rank}d`), rank)),
) as [(x: unknown) => BaskArray, (x: unknown) => BaskArray, (x: unknown) => BaskArray];
export const reshape = (x: unknown, ...args: unknown[]): BaskArray => {
  const { shape, mergeChunks = true } = bind(sig("reshape", "shape", "mergeChunks limit"), args);
  return wrap(reshaping.reshape(asArray(x, "reshape"), shape, { mergeChunks }));
};
export const ravel = (x: unknown): BaskArray => wrap(reshaping.ravel(asArray(x, "ravel")));
export const rechunk = (x: unknown, ...args: unknown[]): BaskArray => wrap(rechunked(asArray(x, "rechunk"), args));
export const take = (x: unknown, positions: unknown, ...args: unknown[]): BaskArray => {
  const node = asArray(x, "take");
  const axis = axes.axisOf(bind(sig("take", "axis"), args)["axis"] ?? 0, metaOf(node).shape.length, "take");
  return wrap(
    getitem(
      node,
      metaOf(node).shape.map((_, k) => (k === axis ? positions : ":")),
    ),
  );
};
/** Where the condition holds; one that is too short holds nowhere beyond its end. */
export const compress = (condition: unknown, x: unknown, ...args: unknown[]): BaskArray => {
  const node = asArray(x, "compress");
  const axis = axes.axisOf(bind(sig("compress", "axis"), args)["axis"] ?? 0, metaOf(node).shape.length, "compress");
  const length = metaOf(node).shape[axis]!;
  const padded =
    Array.isArray(condition) && isKnown(length) && condition.length < length
      ? [...(condition as unknown[]), ...new Array<boolean>(length - condition.length).fill(false)]
      : condition;
  return take(x, padded, axis);
};
export const shuffle = (x: unknown, ...args: unknown[]): BaskArray => wrap(shuffled(asArray(x, "shuffle"), args));

export const matmul = (a: unknown, b: unknown): BaskArray => wrap(products.matmul(a, b));
export const dot = (a: unknown, b: unknown): BaskArray => wrap(products.dot(a, b));
export const vdot = (a: unknown, b: unknown): BaskArray => wrap(products.vdot(a, b));
export const outer = (a: unknown, b: unknown): BaskArray => wrap(products.outer(a, b));
export const tensordot = (a: unknown, b: unknown, ...args: unknown[]): BaskArray => wrap(products.tensordot(a, b, args));
export const einsum = (...args: unknown[]): BaskArray => wrap(einsums.einsum(args));
export const mapBlocks = (f: unknown, ...args: unknown[]): BaskArray => wrap(mapped(f, args));

const NORMALIZE = sig("normalizeChunks", "chunks shape", "limit dtype previousChunks");
export const normalizeChunks = (...args: unknown[]): (readonly number[])[] => {
  const { chunks, shape, ...options } = bind(NORMALIZE, args);
  return normalize(
    chunks,
    (shape as number[] | undefined) ?? (chunks as number[][]).map(axis => axis.reduce((n, size) => n + size, 0)),
    options,
  ) as (readonly number[])[];
};
export const unifyChunks = (...arrays: unknown[]): BaskArray[] => unify(arrays.map(array => asArray(array, "unifyChunks"))).map(wrap);
export const resultType = (...values: unknown[]): string =>
  promoted(
    values.map(value =>
      typeof value === "string"
        ? { dtype: value as never }
        : typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
          ? { scalar: value }
          : { dtype: metaOf(exprOf(value as BaskArray)).dtype as never },
    ),
  );

export const pad = (x: unknown, ...args: unknown[]): BaskArray => wrap(padded(asArray(x, "pad"), args));

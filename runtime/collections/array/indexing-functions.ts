/** The functions of `bask/array` that pick, place and rearrange elements by position. */

import type { Expr } from "../../expr/expr.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import type { ChunkOptions } from "../../meta/chunks.ts";
import { bind, sig } from "../signature.ts";
import * as axes from "./axes.ts";
import * as choosing from "./choosing.ts";
import { getitem } from "./get.ts";
import { BaskArray } from "./handle.ts";
import * as inserting from "./insert.ts";
import * as places from "./nonzero.ts";
import { asExpr, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";
import { elementwise } from "./elementwise.ts";
import * as triangles from "./triangle.ts";

const wrap = (node: Expr): BaskArray => new BaskArray(node);
const axisFor = (node: Expr, args: readonly unknown[], where: string): number =>
  axes.axisOf(bind(sig(where, "axis"), args)["axis"] ?? 0, metaOf(node).shape.length, where);

export const diag = (x: unknown, ...args: unknown[]): BaskArray => wrap(triangles.diag(asExpr(x, "diag"), bind(sig("diag", "k"), args)["k"] ?? 0));
export const diagonal = (x: unknown, ...args: unknown[]): BaskArray => wrap(triangles.diagonal(asExpr(x, "diagonal"), args));
export const tri = (...args: unknown[]): BaskArray => wrap(triangles.tri(args));
export const tril = (x: unknown, ...args: unknown[]): BaskArray => wrap(triangles.triangle(asExpr(x, "tril"), bind(sig("tril", "k"), args)["k"] ?? 0, true));
export const triu = (x: unknown, ...args: unknown[]): BaskArray => wrap(triangles.triangle(asExpr(x, "triu"), bind(sig("triu", "k"), args)["k"] ?? 0, false));

const TRIANGLE = sig("trilIndices", "n k m", "chunks");
const indicesOf = (args: readonly unknown[], lower: boolean): BaskArray[] => {
  const { n, k = 0, m = n, chunks } = bind(TRIANGLE, args);
  const inside = triangles.tri([n, m, lower ? k : k - 1, { dtype: "bool", ...(chunks === undefined ? {} : { chunks }) }]);
  return places.nonzero(lower ? inside : elementwise("not", [inside])).map(wrap);
};
/** Where the triangle of an n by m matrix is: rows and columns. */
export const trilIndices = (...args: unknown[]): BaskArray[] => indicesOf(args, true);
export const triuIndices = (...args: unknown[]): BaskArray[] => indicesOf(args, false);
const indicesFrom = (x: unknown, args: readonly unknown[], lower: boolean): BaskArray[] => {
  const { shape, chunks } = metaOf(asExpr(x, "trilIndicesFrom"));
  if (shape.length !== 2) throw new TypeError(`expected a matrix, got an array of ${shape.length} axes`);
  return indicesOf([shape[0], bind(sig("trilIndicesFrom", "k"), args)["k"] ?? 0, shape[1], { chunks }], lower);
};
export const trilIndicesFrom = (x: unknown, ...args: unknown[]): BaskArray[] => indicesFrom(x, args, true);
export const triuIndicesFrom = (x: unknown, ...args: unknown[]): BaskArray[] => indicesFrom(x, args, false);

export const argwhere = (x: unknown): BaskArray => wrap(places.argwhere(asExpr(x, "argwhere")));
export const nonzero = (x: unknown): BaskArray[] => places.nonzero(asExpr(x, "nonzero")).map(wrap);
export const flatnonzero = (x: unknown): BaskArray => wrap(places.nonzero(ravel(asExpr(x, "flatnonzero")))[0]!);
/** The elements of `x`, flattened, where the condition, flattened, is not zero. */
export const extract = (condition: unknown, x: unknown): BaskArray =>
  wrap(getitem(ravel(asExpr(x, "extract")), [ravel(elementwise("ne", [asExpr(condition, "extract"), 0]))]));
export const unravelIndex = (index: unknown, shape: unknown): BaskArray[] => choosing.unravelIndex(index, shape).map(wrap);
export const ravelMultiIndex = (indices: unknown, ...args: unknown[]): BaskArray => wrap(choosing.ravelMultiIndex(indices, args));

export const choose = (which: unknown, choices: readonly unknown[]): BaskArray => wrap(choosing.choose(asExpr(which, "choose"), choices));
export const piecewise = (x: unknown, conditions: readonly unknown[], values: readonly unknown[]): BaskArray =>
  wrap(choosing.piecewise(asExpr(x, "piecewise"), conditions, values));

export const insert = (x: unknown, positions: unknown, values: unknown, ...args: unknown[]): BaskArray => {
  const node = asExpr(x, "insert");
  return wrap(inserting.insert(node, positions, values, axisFor(node, args, "insert")));
};
const remove = (x: unknown, positions: unknown, ...args: unknown[]): BaskArray => {
  const node = asExpr(x, "delete");
  return wrap(inserting.remove(node, positions, axisFor(node, args, "delete")));
};
export { remove as delete };

export const fromfunction = (f: unknown, ...args: unknown[]): BaskArray => wrap(choosing.fromfunction(f, args));
export const block = (arrays: unknown): BaskArray => wrap(choosing.block(arrays));
export const ediff1d = (x: unknown, ...args: unknown[]): BaskArray => wrap(choosing.ediff1d(asExpr(x, "ediff1d"), args));
export const push = (x: unknown, ...args: unknown[]): BaskArray => {
  const { n, axis } = bind(sig("push", "n axis"), args);
  return wrap(choosing.push(asExpr(x, "push"), n, axis));
};
export const rot90 = (x: unknown, ...args: unknown[]): BaskArray => wrap(choosing.rot90(asExpr(x, "rot90"), args));
export const flipud = (x: unknown): BaskArray => wrap(axes.flip(asExpr(x, "flipud"), 0));
export const fliplr = (x: unknown): BaskArray => wrap(axes.flip(asExpr(x, "fliplr"), 1));
export const reshapeBlockwise = (x: unknown, ...args: unknown[]): BaskArray => wrap(choosing.reshapeBlockwise(asExpr(x, "reshapeBlockwise"), args));

/** Sizes as users see them: NaN where they are not known. */
export const shape = (x: unknown): number[] => wrap(asExpr(x, "shape")).shape;
export const ndim = (x: unknown): number => metaOf(asExpr(x, "ndim")).shape.length;
export const asanyarray = (x: unknown): BaskArray => wrap(asExpr(x, "asanyarray"));
export const normalizeChunksCached = (chunks: unknown, of: readonly number[], options: ChunkOptions = {}): unknown => normalizeChunks(chunks, of, options);

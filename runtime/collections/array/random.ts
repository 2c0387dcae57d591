/** Random arrays. A generator numbers its calls: seed, call and block decide every number, wherever and in whichever order blocks are made. */

import { NotSupportedError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { broadcastShapes } from "../../meta/block-grid.ts";
import { normalizeChunks } from "../../meta/chunks.ts";
import { type Dim, isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import type { AxisChunks } from "../../meta/meta.ts";
import { permutation as permuted } from "../../meta/permutation.ts";
import { DISTRIBUTIONS, type Distribution, type DistributionRow } from "../../ops/random.ts";
import { build, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { arange, shapeOf } from "./create.ts";
import { take } from "./get.ts";
import { asExpr, checkDType, isBlock, metaOf } from "./operands.ts";
import { DEFAULTS, LAWS } from "./random-laws.ts";
import { rechunkTo } from "./rechunk.ts";
import { numbersOf } from "./sorting.ts";

export interface Seed {
  readonly words: readonly number[];
  calls: number;
}

/** Two 32-bit words of a number or bigint; none given: any. */
export function seedOf(given?: number | bigint): Seed {
  const value =
    given === undefined || given === null
      ? BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER))
      : BigInt.asUintN(64, BigInt(typeof given === "number" ? Math.trunc(given) : given));
  return { words: [Number(value & 0xffffffffn), Number(value >> 32n)], calls: 0 };
}
const nextCall = (seed: Seed): number[] => [...seed.words, seed.calls++];

type Given = number | Expr;
const isArray = (value: unknown): boolean => isLazy(value) || isBlock(value) || Array.isArray(value) || ArrayBuffer.isView(value);
/** Whole numbers can be had as any of these. */
const INTEGER_CHOICE: readonly Distribution[] = ["randint", "integers", "randomIntegers"];

export function draw(name: Distribution, seed: Seed, args: readonly unknown[]): Expr {
  const row: DistributionRow = DISTRIBUTIONS[name];
  const options = INTEGER_CHOICE.includes(name) ? "size chunks dtype endpoint" : "size chunks dtype";
  const given = bind(sig(`random.${name}`, row.parameters.join(" "), options), args);
  const values = row.parameters.map((parameter, i) => parameterOf(given[parameter] ?? DEFAULTS[name]?.[i], parameter, name));
  if (INTEGER_CHOICE.includes(name)) bounds(name, values, given["endpoint"] === true);
  for (const [i, value] of values.entries())
    if (value === undefined) throw new TypeError(`random.${name}: expected ${row.parameters[i]} as a number or an array, got ${String(value)}`);
  const dtype = dtypeOf(name, given["dtype"], row.integers === true);
  const arrays = (values as Given[]).filter(value => typeof value === "object" && !isUnknown(value)) as Expr[];
  if (arrays.length === 0) {
    const wrong = values.some(isUnknown) ? undefined : LAWS[name]?.(values as number[]);
    if (wrong !== undefined) throw new RangeError(`random.${name}: expected ${wrong}, got ${values.join(" and ")}`);
  }
  const { shape, chunks } = gridOf(name, given["size"], given["chunks"], arrays, dtype);
  const common = { seed: nextCall(seed), dtype, chunks, ...(shape.some(isUnknown) ? { shape } : {}) };
  if (arrays.length === 0) return build(`array.random.${name}`, [], { values, ...common });
  const inputs = arrays.map(node => along(node, chunks));
  return build(`array.random.${name}.of`, inputs, {
    values: (values as Given[]).map(value => (typeof value === "number" || isUnknown(value) ? value : { input: arrays.indexOf(value) })),
    ...common,
  });
}

function parameterOf(value: unknown, parameter: string, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" || isUnknown(value)) return value;
  if (typeof value === "bigint") return Number(value);
  if (!isArray(value)) throw new TypeError(`random.${name}: expected ${parameter} as a number or an array, got ${String(value)}`);
  const node = asExpr(value, `random.${name}`);
  if (node.meta.kind === "delayed")
    throw new NotSupportedError(`random.${name}: a delayed ${parameter} is not supported: make an array of it with fromDelayed`);
  return node;
}

/** One number alone is the upper bound, above 0; an endpoint belongs to the range. */
function bounds(name: Distribution, values: unknown[], endpoint: boolean): void {
  if (values[1] === undefined) values.splice(0, 2, name === "randomIntegers" ? 1 : 0, values[0]);
  if (!endpoint) return;
  if (typeof values[1] !== "number") throw new NotSupportedError(`random.${name}: endpoint with an array is not supported: add 1 to it`);
  values[1]++;
}

function dtypeOf(name: Distribution, given: unknown, integers: boolean): DType {
  if (given === undefined || given === null) return integers ? "int64" : "float64";
  const dtype = checkDType(given, `random.${name}`);
  const { category } = DTYPE_INFO[dtype];
  if (integers ? category === "int" || category === "uint" || category === "bool" : category === "float") return dtype;
  throw new TypeError(`random.${name}: expected a dtype of ${integers ? "whole numbers" : "floats"}, got ${dtype}`);
}

interface Grid {
  readonly shape: readonly Dim[];
  readonly chunks: readonly AxisChunks[];
}

/** `size`, or the shape that the parameters broadcast to. */
function gridOf(name: string, size: unknown, chunks: unknown, arrays: readonly Expr[], dtype: DType): Grid {
  if ((size === undefined || size === null) && arrays.length === 0)
    throw new ShapeError(`random.${name}: expected size, as in { size: [1000, 1000], chunks: 100 }`, ["size"], []);
  const shapes = arrays.map(node => metaOf(node).shape);
  const own = size === undefined || size === null ? undefined : (shapeOf(size, `random.${name}`) as readonly Dim[]);
  const shape = broadcastShapes(own === undefined ? shapes : [...shapes, own]);
  if (own !== undefined && (shape.length !== own.length || shape.some((n, axis) => isKnown(n) && isKnown(own[axis]!) && n !== own[axis])))
    throw new ShapeError(`random.${name}: the parameters do not broadcast to the size`, own as number[], shape as number[]);
  return { shape, chunks: normalizeChunks(chunks ?? "auto", shape as number[], { dtype }) };
}

/** In the blocks of the result, except where it is repeated. */
function along(node: Expr, chunks: readonly AxisChunks[]): Expr {
  const { shape } = metaOf(node);
  const shift = chunks.length - shape.length;
  return rechunkTo(
    node,
    shape.map((n, axis) => (n === 1 ? [1] : chunks[shift + axis]!)),
  );
}

/** Elements of a list, or numbers below `values`; `p` says how likely each is. Without replacing the result must be one block. */
export function choice(seed: Seed, args: readonly unknown[]): Expr {
  const given = bind(sig("random.choice", "values", "size replace p chunks axis shuffle"), args);
  const { values, size = [], replace = true, p, chunks = "auto" } = given;
  const counted = typeof values === "number";
  if (counted && (!Number.isInteger(values) || values < 0)) throw new RangeError(`random.choice: expected values or how many, got ${values}`);
  const list = counted || isUnknown(values) ? undefined : oneBlock(asExpr(values, "random.choice"), "values");
  const length: Dim = list === undefined ? (values as Dim) : metaOf(list).shape[0]!;
  const shape = size === null ? [] : shapeOf(size, "random.choice");
  const dtype = list === undefined ? "int64" : metaOf(list).dtype;
  const blocks = normalizeChunks(chunks, shape, { dtype: "float64" });
  const n = shape.reduce<number>((product, dim) => product * (isKnown(dim) ? dim : Number.NaN), 1);
  if (length === 0 && n > 0) throw new RangeError("random.choice: expected values to choose from, got none");
  if (replace === false) {
    if (blocks.some(axis => !isUnknown(axis) && axis.length > 1))
      throw new NotSupportedError("random.choice without replacing gives one block only: say { chunks: -1 }");
    if (isKnown(length) && n > length) throw new RangeError(`random.choice without replacing: expected at most ${length} of ${length} values, got ${n}`);
  }
  const lazyP = isLazy(p) ? oneBlock(asExpr(p, "random.choice"), "p") : undefined;
  const shares = p === undefined || p === null || lazyP !== undefined ? undefined : likely(numbersOf(p, "random.choice: p"), length);
  const inputs = [...(list === undefined ? [] : [list]), ...(lazyP === undefined ? [] : [lazyP])];
  return build(`array.random.choice${inputs.length === 0 ? "" : ".of"}`, inputs, {
    seed: nextCall(seed),
    dtype,
    chunks: blocks,
    ...(shape.some(isUnknown) ? { shape } : {}),
    ...(list === undefined ? { count: values } : {}),
    ...(shares === undefined ? {} : { p: shares }),
    ...(lazyP === undefined ? {} : { lazyP: true }),
    ...(replace === false ? { replace: false } : {}),
  });
}

function oneBlock(node: Expr, what: string): Expr {
  const { shape } = metaOf(node);
  if (shape.length !== 1) throw new ShapeError(`random.choice: expected ${what} of one axis, got ${shape.length}`, [1], [shape.length]);
  return isUnknown(shape[0]) ? node : rechunkTo(node, [[shape[0] as number]]);
}

function likely(p: readonly number[], length: Dim): readonly number[] {
  if (isKnown(length) && p.length !== length)
    throw new ShapeError(`random.choice: expected a probability for each of ${length} values, got ${p.length}`, [length], [p.length]);
  const sum = p.reduce((total, each) => total + each, 0);
  if (p.some(each => !(each >= 0)) || Math.abs(sum - 1) > 1e-7)
    throw new RangeError(`random.choice: expected probabilities of at least 0 that add up to 1, got a sum of ${sum}`);
  return p;
}

/** Counts of each outcome in `n` trials, along an axis at the end. */
export function multinomial(seed: Seed, args: readonly unknown[]): Expr {
  const { n, pvals, size, chunks = "auto" } = bind(sig("random.multinomial", "n pvals", "size chunks"), args);
  const p = numbersOf(pvals, "random.multinomial: pvals");
  if (typeof n !== "number" && !isUnknown(n)) throw new NotSupportedError("random.multinomial: expected n as a number; arrays are not supported");
  if (typeof n === "number" && (!Number.isInteger(n) || n < 0))
    throw new RangeError(`random.multinomial: expected n as a whole number of at least 0, got ${n}`);
  if (p.length === 0 || p.some(each => !(each >= 0 && each <= 1)) || p.slice(0, -1).reduce((sum, each) => sum + each, 0) > 1 + 1e-12)
    throw new RangeError("random.multinomial: expected probabilities from 0 to 1 that add up to 1");
  const shape = size === undefined || size === null ? [] : shapeOf(size, "random.multinomial");
  const blocks = normalizeChunks(chunks, shape, { dtype: "int64" });
  return build("array.random.multinomial", [], {
    values: [n, ...p],
    seed: nextCall(seed),
    dtype: "int64",
    chunks: [...blocks, [p.length]],
    ...(shape.some(isUnknown) ? { shape: [...shape, p.length] } : {}),
  });
}

/** The entries along the first axis in any order; of a number, the numbers below it. */
export function permutation(seed: Seed, args: readonly unknown[]): Expr {
  const { x } = bind(sig("random.permutation", "x", ""), args);
  const node = typeof x === "number" ? arange([x, { chunks: "auto" }]) : asExpr(x, "random.permutation");
  const { shape, chunks } = metaOf(node);
  if (shape.length === 0) throw new ShapeError("random.permutation: expected an array with axes", ["1 axis or more"], [0]);
  const call = nextCall(seed);
  const n = shape[0]!;
  if (isUnknown(n) || isUnknown(chunks[0])) return node;
  if (!isKnown(n)) throw new NotSupportedError("random.permutation of an axis of unknown size is not supported: await computeChunkSizes() first");
  return n === 0 ? node : rechunkTo(take(node, permuted(n, call), 0), chunks);
}

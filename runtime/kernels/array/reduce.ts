/**
 * The kernels of reductions. `chunk` folds one block, `combine` joins what blocks gave, `aggregate` joins and finishes: the dtype, and the
 * reduced axes taken away. Between the stages every axis is kept. Means travel as totals where `params.count` says how many elements there are,
 * else as [total, count], variances as [count, mean, squares], positions as [value, position] along an axis put in front.
 */

import { DTYPE_INFO, type DType, sumDType } from "../../meta/dtype.ts";
import { type ReductionName, REDUCTION_ROWS } from "../../meta/reduction.ts";
import { cStrides, NDArray, sizeOf } from "../../values/ndarray.ts";
import type { Kernel, KernelContext, KernelTable } from "../kernel.ts";
import type { Params } from "../../ops/operation.ts";
import { asBlock, programOf } from "./elementwise.ts";
import { asFloats, fold, type FoldName, foldSquares, keptShape } from "./fold.ts";
import { exactFold } from "./fold-exact.ts";
import { complexFold } from "./reduce-complex.ts";
import { mergeMoments } from "./moments.ts";
import { combinePositions, finishPositions, positionChunk } from "./reduce-position.ts";
import { runProgram } from "./run-program.ts";
import { is64 } from "./expressions.ts";

export type JoinCode = "add" | "mul" | "minimum" | "maximum" | "fmin" | "fmax" | "logicalOr" | "logicalAnd";
export interface Stages {
  /** The operation that `combine` is, element by element; none where it is more than one. */
  readonly code?: JoinCode;
  chunk(block: NDArray, axes: readonly number[], params: Params, context: KernelContext): NDArray;
  combine(parts: readonly NDArray[], context: KernelContext): NDArray;
  /** What is left to do with the joined part, reduced axes still there. */
  finish(part: NDArray, params: Params, context: KernelContext): NDArray;
}

const fresh = (dtype: DType, shape: readonly number[], context: KernelContext): NDArray => new NDArray(context.alloc(dtype, sizeOf(shape)), shape, dtype);

function filled(dtype: DType, shape: readonly number[], parts: readonly Float64Array[], context: KernelContext): NDArray {
  const block = fresh(dtype, shape, context);
  let at = 0;
  for (const part of parts) {
    if (is64(dtype)) for (const value of part) (block.data as BigInt64Array)[at++] = BigInt(value);
    else {
      (block.data as Float64Array).set(part, at);
      at += part.length;
    }
  }
  return block;
}

/** Joins parts element by element. */
const joined =
  (code: JoinCode) =>
  (parts: readonly NDArray[], context: KernelContext): NDArray =>
    parts.reduce((a, b) => runProgram(programOf(code, [a, b], {}), [a, b], context));
const asIs = (part: NDArray): NDArray => part;

/** One number a result, joined by `code`; `dtype` is what parts are kept in. */
function simple(given: FoldName, code: JoinCode, dtype: (from: DType) => DType): Stages {
  return {
    chunk: (block, axes, _params, context) => {
      const out = dtype(block.dtype);
      const integers = DTYPE_INFO[block.dtype].category !== "float";
      const name = integers && given === "nanmin" ? "min" : integers && given === "nanmax" ? "max" : given;
      const sum = name === "sum" || name === "nansum";
      const floats = is64(out) && (sum || block.size === 0) ? null : asFloats(block);
      if (floats === null) return exactFold(name, block, axes, out, context);
      const { shape, values } = fold(name, floats, axes);
      if (is64(out) && values.some(value => !(Math.abs(value) <= Number.MAX_SAFE_INTEGER))) return exactFold(name, block, axes, out, context);
      if (DTYPE_INFO[out].category !== "float") clampEmpty(values, out);
      return filled(out, shape, [values], context);
    },
    code,
    combine: joined(code),
    finish: asIs,
  };
}

/** Integers have no infinity: a block without elements gives the ends of their range. */
function clampEmpty(values: Float64Array, dtype: DType): void {
  const { size, category } = DTYPE_INFO[dtype];
  const [low, high] = category === "bool" ? [0, 1] : category === "uint" ? [0, 2 ** (size * 8) - 1] : [-(2 ** (size * 8 - 1)), 2 ** (size * 8 - 1) - 1];
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) values[i] = values[i]! > 0 ? high : low;
}

const accumulator = (from: DType): DType => {
  const sum = sumDType(from);
  return sum === "float32" ? "float64" : sum;
};
const kept = (from: DType): DType => from;

const SUM: Stages = {
  ...simple("sum", "add", accumulator),
  chunk: (block, axes, params, context) =>
    DTYPE_INFO[block.dtype].lanes === 2 ? complexSum(block, axes, context) : simple("sum", "add", accumulator).chunk(block, axes, params, context),
};

const withComplex = (name: "prod" | "min" | "max", stages: Stages): Stages => ({
  ...stages,
  chunk: (block, axes, params, context) =>
    DTYPE_INFO[block.dtype].lanes === 2 ? complexFold(name, block, axes, context) : stages.chunk(block, axes, params, context),
});

function complexSum(block: NDArray, axes: readonly number[], context: KernelContext): NDArray {
  const real = block.dtype === "complex64" ? "float32" : "float64";
  const lanes = new NDArray(block.data, [...block.shape, 2], real, [...block.strides.map(step => 2 * step), 1], block.offset * 2);
  return filled("complex128", keptShape(block.shape, axes), [fold("sum", lanes, axes).values], context);
}

function mean(skipNaN: boolean): Stages {
  return {
    chunk: (block, axes, params, context) => {
      if (DTYPE_INFO[block.dtype].lanes === 2) return complexSum(block, axes, context);
      const floats = asFloats(block) ?? asDoubles(block, context);
      const { shape, values } = fold(skipNaN ? "nansum" : "sum", floats, axes);
      if (params["count"] !== undefined) return filled("float64", shape, [values], context);
      const counts = skipNaN ? fold("count", floats, axes).values : new Float64Array(values.length).fill(countOf(block, axes));
      return filled("float64", [2, ...shape], [values, counts], context);
    },
    code: "add",
    combine: joined("add"),
    finish: (part, params, context) => {
      if (params["count"] !== undefined) return runProgram(programOf("div", [part], { scalars: { 1: params["count"] as number } }), [part], context);
      return runProgram(programOf("div", [plane(part, 0), plane(part, 1)], {}), [plane(part, 0), plane(part, 1)], context);
    },
  };
}

function variance(skipNaN: boolean, root: boolean): Stages {
  return {
    chunk: (block, axes, _params, context) => {
      const floats = asFloats(block) ?? asDoubles(block, context);
      const { shape, values: sums } = fold(skipNaN ? "nansum" : "sum", floats, axes);
      const counts = skipNaN ? fold("count", floats, axes).values : new Float64Array(sums.length).fill(countOf(block, axes));
      const means = sums.map((sum, i) => (counts[i] === 0 ? 0 : sum / counts[i]!));
      return filled("float64", [3, ...shape], [counts, means, foldSquares(floats, axes, means, skipNaN)], context);
    },
    combine: (parts, context) => {
      const out = fresh("float64", parts[0]!.shape, context);
      const n = out.size / 3;
      const data = out.data as Float64Array;
      data.set(parts[0]!.data as Float64Array);
      for (const part of parts.slice(1)) mergeMoments(data, part.data as Float64Array, n);
      return out;
    },
    finish: (part, params, context) => {
      const n = part.size / 3;
      const out = fresh("float64", part.shape.slice(1), context);
      const ddof = (params["ddof"] as number | undefined) ?? 0;
      const [data, result] = [part.data as Float64Array, out.data as Float64Array];
      for (let i = 0; i < n; i++) {
        const value = data[2 * n + i]! / Math.max(0, data[i]! - ddof);
        result[i] = root ? Math.sqrt(value) : value;
      }
      return out;
    },
  };
}

const plane = (part: NDArray, k: number): NDArray =>
  new NDArray(part.data, part.shape.slice(1), part.dtype, cStrides(part.shape.slice(1)), part.offset + k * sizeOf(part.shape.slice(1)));
const countOf = (block: NDArray, axes: readonly number[]): number => axes.reduce((n, axis) => n * block.shape[axis]!, 1);
const asDoubles = (block: NDArray, context: KernelContext): NDArray => runProgram(programOf("astype", [block], { dtype: "float64" }), [block], context);

const position = (greatest: boolean, skipNaN: boolean): Stages => ({
  chunk: positionChunk(greatest, skipNaN),
  combine: combinePositions(greatest),
  finish: finishPositions,
});

export const STAGES: Readonly<Record<ReductionName, Stages>> = {
  sum: SUM,
  prod: withComplex("prod", simple("prod", "mul", accumulator)),
  nansum: simple("nansum", "add", accumulator),
  nanprod: simple("nanprod", "mul", accumulator),
  mean: mean(false),
  nanmean: mean(true),
  var: variance(false, false),
  std: variance(false, true),
  nanvar: variance(true, false),
  nanstd: variance(true, true),
  min: withComplex("min", simple("min", "minimum", kept)),
  max: withComplex("max", simple("max", "maximum", kept)),
  nanmin: simple("nanmin", "fmin", kept),
  nanmax: simple("nanmax", "fmax", kept),
  any: simple("any", "logicalOr", () => "bool"),
  all: simple("all", "logicalAnd", () => "bool"),
  countNonzero: simple("countNonzero", "add", () => "int64"),
  argmin: position(false, false),
  argmax: position(true, false),
  nanargmin: position(false, true),
  nanargmax: position(true, true),
};

const axesOf = (params: Params): readonly number[] => params["axes"] as readonly number[];

/** The chunk stage of a reduction on one block. */
export const chunkOf =
  (name: ReductionName): Kernel =>
  ([block], params, context) =>
    STAGES[name].chunk(asBlock(block), axesOf(params), params, context);

/** The result from all parts joined. */
export function finished(name: ReductionName, all: NDArray, params: Params, context: KernelContext): NDArray {
  const part = STAGES[name].finish(all, params, context);
  const dtype = (params["dtype"] as DType | undefined) ?? part.dtype;
  const cast = part.dtype === dtype ? part : runProgram(programOf("astype", [part], { dtype }), [part], context);
  if (params["keepdims"] === true) return cast;
  const axes = axesOf(params);
  return new NDArray(
    cast.data,
    cast.shape.filter((_, axis) => !axes.includes(axis)),
    cast.dtype,
    undefined,
    cast.offset,
  );
}

export const REDUCTION_KERNELS: KernelTable = Object.fromEntries(
  (Object.keys(REDUCTION_ROWS) as ReductionName[]).flatMap(
    name =>
      [
        [`reduce.${name}.chunk`, chunkOf(name)],
        [`reduce.${name}.combine`, ([parts], _params, context) => STAGES[name].combine(parts as readonly NDArray[], context)],
        [`reduce.${name}.aggregate`, ([parts], params, context) => finished(name, STAGES[name].combine(parts as readonly NDArray[], context), params, context)],
      ] satisfies [string, Kernel][],
  ),
);

/** Reductions over axes. */

import { UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { REDUCTION_ROWS, type ReductionName } from "../../meta/reduction.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axesOf, axisOf } from "./axes.ts";
import { complexReduction } from "./complex-reduce.ts";
import { checkDType, knownDType, metaOf } from "./operands.ts";
import { astype } from "./elementwise.ts";

const OPTIONS = "axis keepdims splitEvery dtype";
export const signatureOf = (name: ReductionName) => sig(name, "axis", /^(?:nan)?(?:var|std)$/.test(name) ? `${OPTIONS} ddof` : OPTIONS);

export function reduce(name: ReductionName, node: Expr, args: readonly unknown[]): Expr {
  const { axis, keepdims = false, splitEvery, ddof, dtype } = bind(signatureOf(name), args);
  const { shape, chunks } = metaOf(node);
  const ofParts = dtype === undefined ? complexReduction(name, node, { axis, keepdims, splitEvery, ddof }, reduce) : undefined;
  if (ofParts !== undefined) return ofParts;
  const axes = axesOf(axis, shape.length, name);
  const positions = name.includes("arg");
  if (positions && Array.isArray(axis) && axis.length > 1 && axes.length < shape.length) axisOf(axis, shape.length, name);
  if (
    positions &&
    axes.some(k => !isUnknown(chunks[k]!) && (chunks[k] as readonly number[]).length > 1 && (chunks[k] as readonly number[]).some(Number.isNaN))
  ) {
    throw new UnknownSizeError(`${name}: positions along an axis of unknown size are not known: await computeChunkSizes() first`);
  }
  const source = knownDType(node);
  const out = source === undefined ? undefined : REDUCTION_ROWS[name].dtype(source);
  const count = axes.reduce<number>((n, k) => n * (isKnown(shape[k]!) ? (shape[k] as number) : Number.NaN), 1);
  const complexMean = name === "mean" && source !== undefined && DTYPE_INFO[source].category === "complex";
  const result = build(`array.${name}`, [node], {
    axes,
    keepdims: keepdims === true,
    ...(out === undefined ? {} : { dtype: out }),
    ...(axes.length === shape.length ? { all: true } : {}),
    ...(splitEvery === undefined ? {} : { splitEvery: splits(splitEvery, shape.length) }),
    ...(ddof === undefined ? {} : { ddof }),
    ...(positions ? { chunks } : {}),
    ...(complexMean || (name === "mean" && !Number.isNaN(count)) ? { count } : {}),
  });
  return dtype === undefined ? result : astype(result, checkDType(dtype, name));
}

function splits(given: unknown, rank: number): unknown {
  if (typeof given === "number") {
    if (!Number.isInteger(given) || given < 2) throw new RangeError(`splitEvery: expected an integer of at least 2, got ${given}`);
    return given;
  }
  const entries = given instanceof Map ? [...given] : Object.entries(given as object);
  return Object.fromEntries(entries.map(([axis, n]) => [axisOf(Number(axis), rank, "splitEvery"), n]));
}

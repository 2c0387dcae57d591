/** Slopes along axes. */

import { DTypeError, ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import { build, isLazy } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { NotSupportedError } from "../../errors.ts";
import { axesOf, axisOf } from "./axes.ts";
import { astype } from "./elementwise.ts";
import { knownDType, metaOf } from "./operands.ts";
import { numbersOf } from "./sorting.ts";

/** One array for one axis; a list, one a given axis (or one an axis of the array), otherwise. `spacing` is a distance or the places along an axis. */
export function gradient(node: Expr, args: readonly unknown[]): Expr | Expr[] {
  const options = args.at(-1);
  const named =
    typeof options === "object" && options !== null && !Array.isArray(options) && !ArrayBuffer.isView(options) && !isLazy(options) && !("toArray" in options);
  const { axis, spacing, edgeOrder = 1 } = named ? bind(sig("gradient", "", "axis spacing edgeOrder"), [options]) : { axis: undefined, spacing: undefined };
  const positional = named ? args.slice(0, -1) : args;
  const { shape, chunks } = metaOf(node);
  const axes = Array.isArray(axis) ? axis.map(one => axisOf(one, shape.length, "gradient")) : axesOf(axis, shape.length, "gradient");
  if (edgeOrder !== 1 && edgeOrder !== 2) throw new RangeError(`gradient: expected edgeOrder 1 or 2, got ${String(edgeOrder)}`);
  const spacings = spacingOf(positional.length > 0 ? positional : spacing, axes.length);
  const dtype = knownDType(node);
  if (dtype !== undefined && DTYPE_INFO[dtype].category === "complex") throw new DTypeError(`gradient takes real numbers, got ${dtype}`);
  const floats = dtype !== undefined && DTYPE_INFO[dtype].category !== "float" ? astype(node, "float64") : node;
  const slopes = axes.map((on, i) => {
    const blocks = chunks[on]!;
    if (!isUnknown(blocks))
      for (const size of blocks)
        if (!(size >= (edgeOrder as number) + 1))
          throw new ShapeError(`gradient: expected blocks of at least ${edgeOrder + 1} along axis ${on}, got ${size}: rechunk first`, [edgeOrder + 1], [size]);
    const step = spacings[i]!;
    const n = shape[on]!;
    if (typeof step !== "number" && isKnown(n) && step.length !== n)
      throw new ShapeError(`gradient: expected ${n} places along axis ${on}, got ${step.length}`, [n], [step.length]);
    return build("array.gradient", [floats], { axis: on, spacing: step, edgeOrder, chunks, dtype: metaOf(floats).dtype });
  });
  return typeof axis === "number" ? slopes[0]! : slopes;
}

function spacingOf(given: unknown, count: number): (number | number[])[] {
  const one = (value: unknown): number | number[] => {
    if (isLazy(value)) throw new NotSupportedError("gradient: lazy places are not supported: compute them first");
    return typeof value === "number" ? value : numbersOf(value, "gradient: spacing");
  };
  if (given === undefined || given === null) return Array.from({ length: count }, () => 1);
  const perAxis = Array.isArray(given) && (count > 1 || given.length === 1 || given.some(each => typeof each !== "number")) ? given : [given];
  const list = perAxis.length === 1 ? Array.from({ length: count }, () => perAxis[0] as unknown) : perAxis;
  if (list.length !== count)
    throw new ShapeError(`gradient: expected one spacing, or one for each of ${count} axes, got ${list.length}`, [count], [list.length]);
  return list.map(one);
}

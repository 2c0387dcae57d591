/** Running sums and products. */

import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { sumDType } from "../../meta/dtype.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { checkDType, knownDType, metaOf } from "./operands.ts";
import { rechunk } from "./rechunk.ts";
import { ravel } from "./reshape.ts";

export function cumulative(name: "cumsum" | "cumprod", node: Expr, args: readonly unknown[]): Expr {
  const { axis, method = "sequential", dtype } = bind(sig(name, "axis", "method dtype"), args);
  if (method !== "sequential" && method !== "blelloch") throw new TypeError(`${name}: expected method "sequential" or "blelloch", got "${String(method)}"`);
  const flat = axis === null || (axis === undefined && metaOf(node).shape.length !== 1);
  const source = flat ? flattened(node) : node;
  const along = flat ? 0 : axisOf(axis ?? 0, metaOf(node).shape.length, name);
  const from = knownDType(source);
  return build("array.cumulative", [source], {
    name,
    axis: along,
    dtype: dtype === undefined ? (from === undefined ? metaOf(source).dtype : sumDType(from)) : checkDType(dtype, name),
  });
}

/** Blocks of as many elements as there were blocks, as Dask has it. */
function flattened(node: Expr): Expr {
  const blocks = metaOf(node).chunks.reduce<number>((n, axis) => n * (isUnknown(axis) ? Number.NaN : axis.length), 1);
  const flat = ravel(node);
  return metaOf(flat).shape.every(isKnown) && Number.isFinite(blocks) ? rechunk(flat, [blocks]) : flat;
}

/** Running sums and products. */

import type { Expr } from "../../expr/expr.ts";
import { sumDType } from "../../meta/dtype.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { checkDType, knownDType, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";

export function cumulative(name: "cumsum" | "cumprod", node: Expr, args: readonly unknown[]): Expr {
  const { axis, method = "sequential", dtype } = bind(sig(name, "axis", "method dtype"), args);
  if (method !== "sequential" && method !== "blelloch") throw new TypeError(`${name}: expected method "sequential" or "blelloch", got "${String(method)}"`);
  const source = axis === null || (axis === undefined && metaOf(node).shape.length !== 1) ? ravel(node) : node;
  const along = source === node ? axisOf(axis ?? 0, metaOf(node).shape.length, name) : 0;
  const from = knownDType(source);
  return build("array.cumulative", [source], { name, axis: along, dtype: dtype === undefined ? (from === undefined ? metaOf(source).dtype : sumDType(from)) : checkDType(dtype, name) });
}

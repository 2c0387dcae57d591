/** Reductions of complex numbers by other ones: of their parts, of whether they are zero, of where their extremes are. */

import type { Expr } from "../../expr/expr.ts";
import { DTYPE_INFO } from "../../meta/dtype.ts";
import type { ReductionName } from "../../meta/reduction.ts";
import { astype, elementwise } from "./elementwise.ts";
import { knownDType } from "./operands.ts";

type Options = Readonly<Record<string, unknown>>;

/** Undefined where the reduction goes its own way. */
export function complexReduction(
  name: ReductionName,
  node: Expr,
  options: Options,
  reduce: (name: ReductionName, node: Expr, args: readonly unknown[]) => Expr,
): Expr | undefined {
  const dtype = knownDType(node);
  if (dtype === undefined || DTYPE_INFO[dtype].category !== "complex") return undefined;
  const { axis, keepdims, splitEvery, ddof } = options;
  const same = { axis, keepdims, ...(splitEvery === undefined ? {} : { splitEvery }) };
  switch (name) {
    case "any":
    case "all":
    case "countNonzero":
      return reduce(name, elementwise("ne", [node, 0]), [same]);
    case "var":
    case "std": {
      // The variance of complex numbers is that of their parts together.
      const sum = elementwise("add", [
        reduce("var", elementwise("real", [node]), [{ ...same, ...(ddof === undefined ? {} : { ddof }) }]),
        reduce("var", elementwise("imag", [node]), [{ ...same, ...(ddof === undefined ? {} : { ddof }) }]),
      ]);
      return name === "var" ? sum : elementwise("sqrt", [sum]);
    }
    case "nanvar":
    case "nanstd": {
      const missing = elementwise("isnan", [node]);
      const parts = (["real", "imag"] as const).map(part =>
        reduce("nanvar", elementwise("where", [missing, Number.NaN, elementwise(part, [node])]), [{ ...same, ...(ddof === undefined ? {} : { ddof }) }]),
      );
      const sum = elementwise("add", parts);
      return name === "nanvar" ? sum : elementwise("sqrt", [sum]);
    }
    case "nanmin":
    case "nanmax":
      return extreme(name, node, same, reduce);
    case "argmin":
    case "argmax": {
      const best = reduce(name === "argmin" ? "min" : "max", node, [{ ...same, keepdims: true }]);
      const there = elementwise("where", [elementwise("isnan", [best]), elementwise("isnan", [node]), elementwise("eq", [node, best])]);
      return reduce("argmax", there, [same]);
    }
    case "nanargmin":
    case "nanargmax": {
      const best = extreme(name === "nanargmin" ? "nanmin" : "nanmax", node, { ...same, keepdims: true }, reduce);
      const there = astype(elementwise("eq", [node, best]), "float64");
      return reduce("nanargmax", elementwise("where", [elementwise("isnan", [node]), Number.NaN, there]), [same]);
    }
    case "nansum":
    case "nanprod": {
      const neutral = name === "nansum" ? 0 : 1;
      return reduce(name === "nansum" ? "sum" : "prod", elementwise("where", [elementwise("isnan", [node]), neutral, node]), [same]);
    }
    case "nanmean": {
      const count = reduce("countNonzero", elementwise("logicalNot", [elementwise("isnan", [node])]), [same]);
      return astype(elementwise("div", [reduce("nansum", node, [same]), count]), dtype);
    }
    default:
      return undefined;
  }
}

/** The least or greatest of what is a number; where nothing is, not a number. */
function extreme(name: "nanmin" | "nanmax", node: Expr, options: Options, reduce: (name: ReductionName, node: Expr, args: readonly unknown[]) => Expr): Expr {
  const missing = elementwise("isnan", [node]);
  const end = name === "nanmin" ? Infinity : -Infinity;
  const best = reduce(name === "nanmin" ? "min" : "max", elementwise("where", [missing, { re: end, im: end } as never, node]), [options]);
  return elementwise("where", [reduce("all", missing, [options]), { re: Number.NaN, im: Number.NaN } as never, best]);
}

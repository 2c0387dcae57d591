/** Reductions of complex numbers that are reductions of real ones: sizes, and whether they are zero. */

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

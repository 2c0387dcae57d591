/** mapBlocks is not told the dtype of its result. */

import type TS from "typescript";
import { isUnknown } from "../../../runtime/meta/dim.ts";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { contains, option, hasOpenOptions, withOption } from "../syntax.ts";

export const AR17: Rule = {
  code: "AR17",
  about: "mapBlocks is not told the dtype of its result",
  severity: "hint",
  *check(s) {
    for (const call of s.named("mapBlocks")) {
      const expr = s.lazy(call.node);
      const f = s.functionOf(
        call.args[0] !== undefined && s.functionOf(call.args[0]) !== undefined ? call.args[0] : call.args.find(arg => s.functionOf(arg) !== undefined),
      );
      if (expr?.op !== "array.mapBlocks" || f === undefined || expr.meta.kind !== "array" || !isUnknown(expr.meta.dtype)) continue;
      if (option(call.args, "dtype") !== undefined || option(call.args, "meta") !== undefined || hasOpenOptions(call.args)) continue;
      const input = expr.inputs[0]?.meta;
      if (input?.kind === "array" && isUnknown(input.dtype)) continue;
      const fractions = contains(f, makesFractions);
      yield {
        at: call.at,
        message: "the dtype is known only after the function was tried on a tiny block, so nothing after it can be checked here: say dtype",
        fix: !fractions ? undefined : withOption('Say dtype: "float64"', call.node, 'dtype: "float64"'),
      };
    }
  },
};

const FRACTIONS = new Set(["div", "mean", "std", "sqrt", "log", "log2", "log10", "log1p", "exp", "sin", "cos", "tan", "random"]);
const makesFractions = (node: TS.Node): boolean =>
  (ts.isBinaryExpression(node) && node.operatorToken.kind === K.SlashToken) ||
  (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && FRACTIONS.has(node.expression.name.text));

/** A fold whose result depends on where the partitions are cut. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { contains, returned, parameterName, type FunctionNode } from "../syntax.ts";

export const BG05: Rule = {
  code: "BG05",
  about: "A fold whose result depends on where the partitions are cut",
  severity: "warning",
  *check(s) {
    for (const call of s.named("fold", "foldby")) {
      const at = call.name === "fold" ? 0 : 1;
      if (s.lazy(call.on)?.meta.kind !== "bag") continue;
      const binop = s.functionOf(call.args[at]);
      const odd = binop === undefined ? undefined : returned(binop).find(each => isOrdered(binop, each));
      if (odd !== undefined)
        yield {
          at: odd,
          message: "partitions are folded alone and then joined, so a fold must not depend on order or grouping: subtract or divide after the fold",
        };
      if (binop === undefined || call.name !== "foldby" || call.args.length !== 3 || ts.isObjectLiteralExpression(call.args[2]!)) continue;
      const value = parameterName(binop, 1);
      const reads =
        value === undefined ||
        !contains(
          binop,
          each => ts.isIdentifier(each) && each.text === value && each.parent !== binop.parameters[1] && !ts.isPropertyAccessExpression(each.parent),
        );
      if (reads)
        yield {
          at: call.at,
          message:
            "the total is of another kind than the values, and totals of partitions are joined by the same function: give combine, (a, b) => ..., as the fourth argument",
        };
    }
  },
};

/** `(a, b) => a - b`. */
function isOrdered(f: FunctionNode, node: TS.Expression): boolean {
  if (!ts.isBinaryExpression(node) || (node.operatorToken.kind !== K.MinusToken && node.operatorToken.kind !== K.SlashToken)) return false;
  const names = [node.left, node.right].map(each => (ts.isIdentifier(each) ? each.text : undefined));
  return names[0] !== undefined && names[1] !== undefined && names.includes(parameterName(f, 0)) && names.includes(parameterName(f, 1));
}

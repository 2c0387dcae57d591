/** The result of persist is dropped. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { replace } from "../syntax.ts";

export const DF07: Rule = {
  code: "DF07",
  about: "The result of persist is dropped",
  severity: "warning",
  *check(s) {
    for (const call of s.named("persist")) {
      const kind = s.lazy(call.on)?.meta.kind;
      if ((kind !== "frame" && kind !== "series") || call.on === undefined) continue;
      const user = isDropped(call.node);
      if (user === undefined) continue;
      const name = ts.isIdentifier(call.on) ? call.on : undefined;
      const found = name === undefined ? undefined : s.resolve(name);
      yield {
        at: call.at,
        message: "persist changes nothing in place: it gives a frame that is in memory, which is dropped here",
        fix: found?.kind === "let" ? replace(`Keep it: ${found.name} = await ...`, user, `${found.name} = await ${s.text(call.node)}`) : undefined,
      };
    }
  },
};

/** The whole expression, where it is a statement and so nobody gets its value. */
export function isDropped(node: TS.Node): TS.Node | undefined {
  let each = node;
  while (ts.isAwaitExpression(each.parent) || ts.isParenthesizedExpression(each.parent) || ts.isVoidExpression(each.parent)) each = each.parent;
  return ts.isExpressionStatement(each.parent) ? each : undefined;
}

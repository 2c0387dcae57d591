/** A frame is persisted with columns that nothing uses. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import { runsOf, isSource } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount } from "../sizes.ts";

export const DF08: Rule = {
  code: "DF08",
  about: "A frame is persisted with columns that nothing uses",
  severity: "warning",
  *check(s) {
    for (const { call, exprs, verb } of runsOf(s)) {
      const [expr] = exprs;
      if (verb !== "persist" || expr === undefined || !isSource(expr) || expr.meta.kind !== "frame" || isUnknown(expr.meta.columns)) continue;
      const after = s.made.filter(each => each.call.node.pos > call.node.pos && each.expr.inputs.some(input => input.id === expr.id));
      if (after.length === 0 || !after.every(each => each.expr.op === "frame.project")) continue;
      const used = new Set(after.flatMap(each => each.expr.params["columns"] as readonly string[]));
      const all = expr.meta.columns.length;
      if (used.size * 2 > all) continue;
      yield {
        at: call.at,
        message: `${formatCount(all)} columns are kept in memory, ${formatCount(used.size)} are used: choose the columns before persist, and only they are read`,
      };
    }
  },
};

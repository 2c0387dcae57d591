/** Rows are moved by the same key twice, or an index is set over another. */

import { lineage, KEEPS_ROWS } from "../graph.ts";
import type { Rule } from "../rule.ts";

export const DF02: Rule = {
  code: "DF02",
  about: "Rows are moved by the same key twice, or an index is set over another",
  severity: "warning",
  *check(s) {
    for (const { call, expr } of s.made) {
      if (call.name === "setIndex") {
        const earlier = [...lineage(expr.inputs[0] ?? expr)].find(each => each.op === "frame.setIndex");
        const before = call.on === undefined ? undefined : s.callOf(call.on);
        if (earlier !== undefined && (before?.name === "setIndex" || earlier === expr.inputs[0]))
          yield { at: call.at, message: `the index ${String(earlier.params["column"])} is set before and lost here: set the index once` };
        continue;
      }
      if (expr.op !== "frame.shuffle") continue;
      const on = JSON.stringify(expr.params["on"]);
      for (const each of lineage(expr.inputs[0]!)) {
        if (each.op !== "frame.shuffle") {
          if (!KEEPS_ROWS.has(each.op) && each.op !== "frame.filter") break;
          continue;
        }
        if (JSON.stringify(each.params["on"]) === on)
          yield { at: call.at, message: `rows are by ${(expr.params["on"] as readonly string[]).join(", ")} already: this moves them again for nothing` };
        break;
      }
    }
  },
};

/** What a user function gives is not known, so neither are the columns after it. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { option, hasOpenOptions } from "../syntax.ts";

export const DF12: Rule = {
  code: "DF12",
  about: "What a user function gives is not known, so neither are the columns after it",
  severity: "hint",
  *check(s) {
    for (const { call, expr } of s.made) {
      if (!["map", "apply", "fromMap", "fromDelayed", "toDataframe"].includes(call.name) || !certain(expr)) continue;
      if (option(call.args, "meta") !== undefined || hasOpenOptions(call.args)) continue;
      const { meta } = expr;
      const open = meta.kind === "frame" ? isUnknown(meta.columns) : meta.kind === "series" && isUnknown(meta.column.dtype);
      if (!open || expr.inputs.some(input => input.meta.kind === "frame" && isUnknown(input.meta.columns))) continue;
      const example = meta.kind === "frame" ? '{ a: "float64" }' : '"float64"';
      yield {
        at: call.at,
        message: `nobody knows the ${meta.kind === "frame" ? "columns" : "dtype"} that the function gives: say them, such as meta: ${example}, and later mistakes are found before the run`,
      };
    }
  },
};

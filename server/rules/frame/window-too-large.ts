/** A window is larger than a partition. */

import { isKnown } from "../../../runtime/meta/dim.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import type { Rule } from "../rule.ts";
import { formatCount, partitions } from "../sizes.ts";

export const DF17: Rule = {
  code: "DF17",
  about: "A window is larger than a partition",
  severity: "error",
  claims: problem => problem.severity === "error" && /\b(window|overlap)\b/.test(problem.message) && /partition/.test(problem.message),
  *check(s) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "frame.rolling" && expr.op !== "frame.mapOverlap") continue;
      const meta = expr.inputs[0]!.meta as FrameMeta;
      const [rows, parts] = [meta.rows, partitions(meta.npartitions)];
      const [before, after] = [expr.params["before"], expr.params["after"]];
      const wanted = Math.max(typeof before === "number" ? before : 0, typeof after === "number" ? after : 0);
      if (rows === undefined || !isKnown(rows) || parts === undefined || parts < 2 || wanted <= Math.ceil(rows / parts)) continue;
      yield {
        at: call.at,
        message: `the window looks at ${formatCount(wanted)} rows beside its own, but a partition has about ${formatCount(Math.ceil(rows / parts))}: repartition into fewer first`,
      };
    }
  },
};

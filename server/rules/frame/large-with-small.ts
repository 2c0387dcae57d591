/** A large frame is merged with a small one in several partitions. */

import type { Expr } from "../../../runtime/expr/expr.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import { givenTo, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes, partitions } from "../sizes.ts";
import { insert } from "../syntax.ts";

export const DF04: Rule = {
  code: "DF04",
  about: "A large frame is merged with a small one in several partitions",
  severity: "hint",
  thresholds: {
    small: { value: 100_000_000, about: "The largest frame that is small.", unit: "bytes" },
    factor: { value: 10, about: "How many times larger the other one is." },
  },
  *check(s, { small, factor }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "frame.merge" || expr.params["byIndex"] === true || !certain(expr)) continue;
      const [left, right] = expr.inputs.map(input => givenTo(expr, input)) as [Expr, Expr];
      const [a, b] = [bytes(left.meta), bytes(right.meta)];
      const arg = call.args[0];
      const how = expr.params["how"];
      if (a === undefined || b === undefined || arg === undefined || (how !== "inner" && how !== "left") || b > small! || a < factor! * b) continue;
      const parts = partitions((right.meta as FrameMeta).npartitions);
      if (parts === undefined || parts < 2 || partitions((left.meta as FrameMeta).npartitions) === 1) continue;
      yield {
        at: call.at,
        message: `${formatBytes(a)} are moved to meet ${formatBytes(b)}: with the small side in one partition the large one stays where it is`,
        fix: insert("Put the small side in one partition", arg.end, ".repartition({ npartitions: 1 })"),
      };
    }
  },
};

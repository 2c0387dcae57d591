/** A sequence without a number of partitions gets one for each item. */

import type { Rule } from "../rule.ts";
import { plainSize, formatCount, partitions } from "../sizes.ts";
import { withOption } from "../syntax.ts";

export const BG04: Rule = {
  code: "BG04",
  about: "A sequence without a number of partitions gets one for each item",
  severity: "hint",
  thresholds: { partitions: { value: 20, about: "The fewest partitions that are worth a word." } },
  *check(s, { partitions: least }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "bag.fromSequence" || call.args.length !== 1 || expr.meta.kind !== "bag") continue;
      const [parts, size] = [partitions(expr.meta.npartitions), plainSize(s, call.args[0])];
      if (parts === undefined || size === undefined || parts < least! || size.length > 4 * parts) continue;
      yield {
        at: call.at,
        message: `${formatCount(size.length)} items in ${formatCount(parts)} partitions: say npartitions, such as twice the number of workers`,
        fix: withOption("Say npartitions: 8", call.node, "npartitions: 8"),
      };
    }
  },
};

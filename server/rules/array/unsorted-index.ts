/** An index out of order makes many small chunks. */

import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount, blocks } from "../sizes.ts";

export const AR09: Rule = {
  code: "AR09",
  about: "An index out of order makes many small chunks",
  severity: "warning",
  thresholds: { factor: { value: 10, about: "How many times more chunks there may be." } },
  *check(s, { factor }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "array.take" || !certain(expr)) continue;
      const [before, after] = [blocks(expr.inputs[0]!.meta), blocks(expr.meta)];
      if (before === undefined || after === undefined || after < factor! * before || after < 20) continue;
      yield {
        at: call.at,
        message: `${formatCount(before)} chunks become ${formatCount(after)}: sort the positions, take them, and put the result in order once it is computed`,
      };
    }
  },
};

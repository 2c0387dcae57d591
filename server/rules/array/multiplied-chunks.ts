/** An operation multiplies the number of chunks. */

import { givenTo, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount, blocks } from "../sizes.ts";

export const AR10: Rule = {
  code: "AR10",
  about: "An operation multiplies the number of chunks",
  severity: "warning",
  thresholds: {
    factor: { value: 10, about: "How many times more chunks there may be." },
    blocks: { value: 100, about: "The fewest chunks that are worth a word." },
  },
  *check(s, limits) {
    for (const { call, expr } of s.made) {
      if (expr.meta.kind !== "array" || expr.inputs.length < 2 || !certain(expr) || /^array\.(concatenate|stack)/.test(expr.op)) continue;
      const after = blocks(expr.meta);
      const most = Math.max(...expr.inputs.map(input => blocks(givenTo(expr, input).meta) ?? Number.POSITIVE_INFINITY));
      if (after === undefined || after < limits["blocks"]! || after < limits["factor"]! * most) continue;
      yield {
        at: call.at,
        message: `at most ${formatCount(most)} chunks go in, ${formatCount(after)} come out: bring the operands to the same chunks, or to fewer, first`,
      };
    }
  },
};

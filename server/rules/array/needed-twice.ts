/** The blocks of a large array wait in memory for a reduction over all of them. */

import type { Expr } from "../../../runtime/expr/expr.ts";
import { needed, isSource, certain, work } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const AR16: Rule = {
  code: "AR16",
  about: "The blocks of a large array wait in memory for a reduction over all of them",
  severity: "hint",
  thresholds: { size: { value: 1_000_000_000, about: "The smallest array that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (expr.meta.kind !== "array" || expr.inputs.length !== 2 || !certain(expr)) continue;
      const [a, b] = expr.inputs as [Expr, Expr];
      for (const [whole, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const all = bytes(whole.meta);
        if (all === undefined || all < size! || isSource(whole)) continue;
        const reduction = needed(other).find(each => work(each) === "reduces" && each.inputs.some(input => input.id === whole.id));
        if (reduction === undefined || other.id === whole.id) continue;
        yield {
          at: call.at,
          message: `all ${formatBytes(all)} are made before ${reduction.prefix} is known, and wait for it: persist() the array if it fits, or compute ${reduction.prefix} first and use its value`,
        };
        break;
      }
    }
  },
};

/** Several shuffles or joins of bags, which frames do better. */

import { needed, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";

export const BG02: Rule = {
  code: "BG02",
  about: "Several shuffles or joins of bags, which frames do better",
  severity: "hint",
  *check(s) {
    for (const { call, expr } of s.made) {
      if (!MOVING.has(expr.op) || !certain(expr)) continue;
      const earlier = expr.inputs.flatMap(input => needed(input)).find(each => MOVING.has(each.op));
      if (earlier !== undefined)
        yield {
          at: call.at,
          message: `${call.name} moves or compares all values again, after ${earlier.prefix} did: toDataframe() has shuffles and merges of columns`,
        };
    }
  },
};

const MOVING: ReadonlySet<string> = new Set(["bag.groupby", "bag.join", "bag.product"]);

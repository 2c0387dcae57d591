/** The condition of a branch is delayed. */

import { isCondition, isDelayedCall } from "./lazy-condition.ts";
import type { Rule } from "../rule.ts";

export const DL12: Rule = {
  code: "DL12",
  about: "The condition of a branch is delayed",
  severity: "error",
  *check(s) {
    for (const node of s.analysis.program.evaluation.facts.keys()) {
      if (!isCondition(node) || !isDelayedCall(s, node)) continue;
      yield {
        at: node,
        message: `${s.lazy(node)!.prefix} has not run when the branch is taken, so it is always true: call the plain function, or delay the whole branch`,
      };
    }
  },
};

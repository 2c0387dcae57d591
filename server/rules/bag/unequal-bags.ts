/** Bags with different numbers of partitions go side by side. */

import type { Rule } from "../rule.ts";

export const BG06: Rule = {
  code: "BG06",
  about: "Bags with different numbers of partitions go side by side",
  severity: "error",
  claims: problem => problem.severity === "error" && /\bbags?\b/.test(problem.message) && /partitions/.test(problem.message),
};

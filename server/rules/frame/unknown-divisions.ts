/** An operation needs divisions, and they are not known. */

import type { Rule } from "../rule.ts";

export const DF15: Rule = {
  code: "DF15",
  about: "An operation needs divisions, and they are not known",
  severity: "error",
  claims: problem => problem.code === "DIVISIONS" || (problem.code === "NOT_SUPPORTED" && /known divisions/.test(problem.message)),
};

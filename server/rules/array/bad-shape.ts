/** Shapes, axes, positions or chunks that do not fit. */

import type { Rule } from "../rule.ts";

export const AR23: Rule = {
  code: "AR23",
  about: "Shapes, axes, positions or chunks that do not fit",
  severity: "error",
  claims: problem => problem.severity === "error" && (problem.code === "SHAPE" || problem.code === "INDEX") && !/\bbags?\b|npartitions/.test(problem.message),
};

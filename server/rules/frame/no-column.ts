/** A column does not exist. */

import type { Rule } from "../rule.ts";

export const DF24: Rule = {
  code: "DF24",
  about: "A column does not exist",
  severity: "error",
  claims: problem => problem.code === "COLUMN",
};

/** A task function changes an argument. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { isInside } from "../syntax.ts";

export const DL03: Rule = {
  code: "DL03",
  about: "A task function changes an argument",
  severity: "warning",
  *check(s) {
    for (const { f, call } of s.tasks) {
      const folds = ["fold", "foldby", "accumulate", "reduction", "reduce"].includes(call.name);
      const names = f.parameters.slice(folds ? 1 : 0).flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
      for (const write of s.writes) {
        if (write.kind === "assign" || !isInside(write.node, f) || !names.includes(write.name.text)) continue;
        const found = s.resolve(write.name);
        if (found?.kind !== "parameter" || found.scope !== f || s.writes.some(other => other.kind === "assign" && s.resolve(other.name) === found)) continue;
        yield {
          at: write.node,
          message: `"${write.name.text}" may be used by other tasks: change a copy, such as [...${write.name.text}] or structuredClone(${write.name.text})`,
        };
      }
    }
  },
};

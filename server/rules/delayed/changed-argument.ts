/** A task function changes an argument. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";

export const DL03: Rule = {
  code: "DL03",
  about: "A task function changes an argument",
  severity: "warning",
  *check(s) {
    for (const { f, call } of s.tasks) {
      const folds = ["fold", "foldby", "accumulate", "reduction", "reduce"].includes(call.name);
      const names = f.parameters.slice(folds ? 1 : 0).flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
      for (const write of s.writesIn(f)) {
        if (write.kind === "assign" || !names.includes(write.name.text)) continue;
        const found = s.resolve(write.name);
        if (found?.kind !== "parameter" || found.scope !== f || s.assignments(found).length > 0) continue;
        yield {
          at: write.node,
          message: `"${write.name.text}" may be used by other tasks: change a copy, such as [...${write.name.text}] or structuredClone(${write.name.text})`,
        };
      }
    }
  },
};

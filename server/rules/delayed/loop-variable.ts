/** A task function captures the variable of a var loop. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { isInside, isLoop } from "../syntax.ts";

export const DL15: Rule = {
  code: "DL15",
  about: "A task function captures the variable of a `var` loop",
  severity: "warning",
  *check(s) {
    if (!s.declares.has("var")) return;
    for (const { f, call } of s.tasks) {
      for (const name of s.namesIn(f)) {
        const found = s.resolve(name);
        if (found?.kind !== "var") continue;
        const list = found.node.parent.parent;
        if (!ts.isVariableDeclarationList(list) || !isLoop(list.parent) || !isInside(call.node, list.parent) || isInside(found.node, f)) continue;
        yield {
          at: name,
          message: `all rounds share one "${found.name}", and tasks run when it has its last value: declare it with let, or give it as an argument`,
          fix: { title: "Declare it with let", edits: [{ start: list.getStart(s.source), end: list.getStart(s.source) + 3, text: "let" }] },
        };
        break;
      }
    }
  },
};

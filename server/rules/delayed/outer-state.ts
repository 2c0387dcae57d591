/** A task function reads or writes a variable that changes. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { isInside } from "../syntax.ts";

export const DL04: Rule = {
  code: "DL04",
  about: "A task function reads or writes a variable that changes",
  severity: "warning",
  *check(s) {
    const said = new Set<TS.Node>();
    for (const { f, call } of s.tasks) {
      for (const write of s.writesIn(f)) {
        if (said.has(write.node)) continue;
        const found = s.resolve(write.name);
        if (found === undefined || isInside(found.node, f) || found.kind === "import" || found.kind === "parameter") continue;
        said.add(write.node);
        yield { at: write.node, message: `a task runs on a worker: this change of "${found.name}" never comes back. Return the value instead` };
      }
      if (!s.declares.has("let") && !s.declares.has("var")) continue;
      for (const name of s.namesIn(f)) {
        const found = s.resolve(name);
        if (
          found === undefined ||
          (found.kind !== "let" && found.kind !== "var") ||
          isInside(found.node, f) ||
          said.has(name) ||
          s.loopOf(call.node) !== undefined
        )
          continue;
        if (found.node === name || (ts.isPropertyAccessExpression(name.parent) && name.parent.name === name) || ts.isPropertyAssignment(name.parent)) continue;
        const later = s.assignments(found).find(write => write.node.pos > call.node.end && !isInside(write.node, f));
        if (later === undefined || found.scope !== s.source) continue;
        said.add(name);
        yield {
          at: name,
          message: `"${found.name}" gets another value in line ${s.source.getLineAndCharacterOfPosition(later.node.pos + 1).line + 1}: which one a task sees depends on when it is built. Give it as an argument`,
        };
        break;
      }
    }
  },
};

/** A module that starts a cluster is imported by its own workers. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { openings } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { isFunction, option } from "../syntax.ts";

export const DS11: Rule = {
  code: "DS11",
  about: "A module that starts a cluster is imported by its own workers",
  severity: "error",
  *check(s) {
    const exports = s.source.statements.some(
      each =>
        ts.isExportDeclaration(each) ||
        ts.isExportAssignment(each) ||
        (ts.canHaveModifiers(each) && ts.getModifiers(each)?.some(one => one.kind === K.ExportKeyword) === true),
    );
    if (!exports) return;
    for (const call of openings(s)) {
      if (option(call.args, "processes")?.kind !== K.TrueKeyword || !isTopLevel(call.node)) continue;
      yield {
        at: call.at,
        message:
          "each worker process that imports this module starts a cluster of its own: start it in a module that exports nothing, or in a function that only the main program calls",
      };
    }
  },
};

function isTopLevel(node: TS.Node): boolean {
  for (let each: TS.Node | undefined = node; each !== undefined && !ts.isSourceFile(each); each = each.parent)
    if (isFunction(each) || ts.isIfStatement(each)) return false;
  return true;
}

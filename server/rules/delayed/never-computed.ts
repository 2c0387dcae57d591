/** A lazy call is made for its effect, and nothing ever runs it. */

import type TS from "typescript";
import { K } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

export const DL05: Rule = {
  code: "DL05",
  about: "A lazy call is made for its effect, and nothing ever runs it",
  severity: "warning",
  *check(s) {
    for (const statement of s.all<TS.ExpressionStatement>(K.ExpressionStatement)) {
      const call = s.callOf(statement.expression);
      const expr = call === undefined ? undefined : s.lazy(call.node);
      if (call === undefined || expr === undefined || isShown(s, statement)) continue;
      if (expr.op === "call") yield { at: call.node, message: `nothing runs ${expr.prefix}: keep the lazy value and \`await\` its compute()` };
      else if (
        call.name === "setItem" ||
        call.name === "assign" ||
        call.name === "rename" ||
        call.name === "drop" ||
        call.name === "fillna" ||
        call.name === "astype"
      )
        yield { at: call.node, message: `${call.name} changes nothing in place: it gives a new value, which is dropped here` };
    }
  },
};

/** The last statement of a cell shows its value. */
function isShown(s: Subject, statement: TS.ExpressionStatement): boolean {
  if (statement.parent !== s.source) return false;
  const { cells } = s.analysis;
  const cell = cells.findLast(({ cell: each }) => each.startOffset <= statement.getStart(s.source));
  const next = s.source.statements[s.source.statements.indexOf(statement) + 1];
  return (
    next === undefined || cells.some(({ cell: each }) => each !== cell?.cell && each.startOffset > statement.pos && each.startOffset <= next.getStart(s.source))
  );
}

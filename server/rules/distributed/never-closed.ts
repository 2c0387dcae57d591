/** A client or cluster is never closed. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { openings, listOf } from "../clusters.ts";
import type { Rule } from "../rule.ts";

export const DS09: Rule = {
  code: "DS09",
  about: "A client or cluster is never closed",
  severity: "warning",
  *check(s) {
    const closed = s.named("close", "shutdown");
    for (const call of openings(s)) {
      const list = listOf(call);
      if (list === undefined || (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using || closed.length > 0) continue;
      const name = (list.declarations[0]!.name as TS.Identifier).text;
      const handedOn = s
        .all<TS.Identifier>(K.Identifier)
        .some(each => each.text === name && (ts.isReturnStatement(each.parent) || ts.isExportSpecifier(each.parent)));
      if (handedOn || ((list.parent as TS.VariableStatement).modifiers?.length ?? 0) > 0) continue;
      const start = list.getStart(s.source);
      const word = (list.flags & ts.NodeFlags.Const) !== 0 ? 5 : 3;
      yield {
        at: list.declarations[0]!.name,
        message: `nothing closes ${name}, so its workers keep running: declare it with await using, or await ${name}.close()`,
        fix:
          (list.flags & ts.NodeFlags.BlockScoped) === 0
            ? undefined
            : { title: "Declare it with await using", edits: [{ start, end: start + word, text: "await using" }] },
      };
    }
  },
};

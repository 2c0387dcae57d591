/** A function is called row by row where columns would do. */

import { ts } from "../../analysis/typescript.ts";
import { lineage } from "../graph.ts";
import type { Rule } from "../rule.ts";
import type { Call } from "../subject.ts";
import { contains } from "../syntax.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const DF13: Rule = {
  code: "DF13",
  about: "A function is called row by row where columns would do",
  severity: "hint",
  thresholds: { size: { value: 1_000_000, about: "The smallest frame that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (!["frame.apply.rows", "frame.filter.rows", "frame.assign.rows"].includes(expr.op)) continue;
      const all = bytes(expr.inputs[0]!.meta) ?? [...lineage(expr)].map(each => bytes(each.meta)).find(each => each !== undefined);
      if (all === undefined || all < size! || callsOthers(call)) continue;
      yield {
        at: call.at,
        message: `the function is called for each row of ${formatBytes(all)}: a lambda that is one expression of columns and constants runs as one loop over the columns`,
      };
    }
  },
};

/** Calls a function of the text's own, for which there are no columns: Math and methods of values have their column forms. */
const callsOthers = (call: Call): boolean =>
  call.args.some(arg => contains(arg, each => ts.isCallExpression(each) && (ts.isIdentifier(each.expression) || ts.isAwaitExpression(each.parent))));

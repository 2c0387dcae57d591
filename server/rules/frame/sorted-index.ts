/** An index is set on data that is sorted by it. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { unwrap, option, hasOpenOptions, stringOf, withOption } from "../syntax.ts";

export const DF03: Rule = {
  code: "DF03",
  about: "An index is set on data that is sorted by it",
  severity: "hint",
  *check(s) {
    for (const call of s.named("setIndex")) {
      const column = stringOf(call.args[0]);
      if (column === undefined || call.on === undefined || option(call.args, "sorted") !== undefined || hasOpenOptions(call.args)) continue;
      const sort = sortedBy(s, call.on);
      if (sort !== column) continue;
      yield {
        at: call.at,
        message: `the rows are sorted by ${column} here: with sorted: true nothing moves`,
        fix: withOption("Say sorted: true", call.node, "sorted: true"),
      };
    }
  },
};

/** The one column that the frame was sorted by, ascending, just before. */
function sortedBy(s: Subject, node: TS.Expression): string | undefined {
  const inner = unwrap(node);
  const made = ts.isIdentifier(inner) ? s.resolve(inner)?.initializer : inner;
  const call = made === undefined ? undefined : s.callOf(made);
  return call?.name === "sortValues" && call.args.length === 1 && s.lazy(call.on)?.meta.kind === "frame" ? stringOf(call.args[0]) : undefined;
}

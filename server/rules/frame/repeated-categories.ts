/** Categories are looked for column by column. */

import type TS from "typescript";
import type { Rule } from "../rule.ts";
import { formatCount } from "../sizes.ts";
import type { Call } from "../subject.ts";
import { rootName } from "../syntax.ts";

export const DF22: Rule = {
  code: "DF22",
  about: "Categories are looked for column by column",
  severity: "hint",
  *check(s) {
    const byScope = new Map<TS.Node, Call[]>();
    for (const call of s.named("asKnown")) {
      const root = call.on === undefined ? undefined : rootName(call.on);
      const found = root === undefined ? undefined : s.resolve(root);
      if (found !== undefined) byScope.set(found.node, [...(byScope.get(found.node) ?? []), call]);
    }
    for (const calls of byScope.values()) {
      for (const call of calls.slice(1))
        yield {
          at: call.at,
          message: `the data is read ${formatCount(calls.length)} times, once a column: categorize({ columns: [...] }) finds all categories in one pass`,
        };
    }
  },
};

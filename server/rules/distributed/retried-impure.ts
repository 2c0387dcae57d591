/** A call that is retried gives something else each time. */

import { isClient } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { option, hasOpenOptions, withOption } from "../syntax.ts";
import { impure } from "../tasks.ts";

export const DS14: Rule = {
  code: "DS14",
  about: "A call that is retried gives something else each time",
  severity: "hint",
  *check(s) {
    for (const { f, call } of s.tasks) {
      if (!isClient(s, call.on) || option(call.args, "retries") === undefined || option(call.args, "pure") !== undefined || hasOpenOptions(call.args)) continue;
      const why = impure(s, f);
      if (why !== undefined)
        yield {
          at: call.at,
          message: `${why.what} gives something else each time, and a retried result may differ from one that another task has seen: say pure: false`,
          fix: withOption("Say pure: false", call.node, "pure: false"),
        };
    }
  },
};

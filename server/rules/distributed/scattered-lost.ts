/** Scattered data does not come back after a restart. */

import { onClient } from "../clusters.ts";
import type { Rule } from "../rule.ts";

export const DS06: Rule = {
  code: "DS06",
  about: "Scattered data does not come back after a restart",
  severity: "hint",
  *check(s) {
    for (const call of onClient(s, "scatter")) {
      const restart = onClient(s, "restart").find(each => each.node.pos > call.node.end);
      if (restart !== undefined)
        yield {
          at: restart.at,
          message: `what was scattered in line ${s.source.getLineAndCharacterOfPosition(call.node.getStart(s.source)).line + 1} has no recipe, so it is lost here: scatter it again`,
        };
    }
  },
};

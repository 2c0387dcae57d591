/** Very many small futures. */

import { onClient } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { plainSize, formatCount } from "../sizes.ts";

export const DS02: Rule = {
  code: "DS02",
  about: "Very many small futures",
  severity: "warning",
  thresholds: { tasks: { value: 100_000, about: "The most futures that one call may make." } },
  *check(s, { tasks }) {
    for (const call of onClient(s, "map")) {
      const size = plainSize(s, call.args[1]);
      if (size === undefined || size.length < tasks!) continue;
      yield {
        at: call.at,
        message: `${formatCount(size.length)} futures, each of which costs about a millisecond to hand out: give each a batch, or use a bag`,
      };
    }
  },
};

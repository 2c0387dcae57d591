/** A future is dropped, and its work may be cancelled. */

import { onClient } from "../clusters.ts";
import { isDropped } from "../frame/persist-ignored.ts";
import type { Rule } from "../rule.ts";

export const DS05: Rule = {
  code: "DS05",
  about: "A future is dropped, and its work may be cancelled",
  severity: "warning",
  *check(s) {
    for (const call of onClient(s, "submit", "map", "compute")) {
      if (isDropped(call.node) === undefined) continue;
      yield { at: call.at, message: "nobody holds the future, so the work may never be done: keep it, or hand it to fireAndForget(...)" };
    }
  },
};

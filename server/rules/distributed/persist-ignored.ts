/** The result of persist is dropped. */

import { isClient } from "../clusters.ts";
import { isDropped } from "../frame/persist-ignored.ts";
import type { Rule } from "../rule.ts";

export const DS08: Rule = {
  code: "DS08",
  about: "The result of persist is dropped",
  severity: "warning",
  *check(s) {
    for (const call of s.named("persist")) {
      const kind = s.lazy(call.on)?.meta.kind;
      const onCluster = isClient(s, call.on);
      if (kind === "frame" || kind === "series" || (kind === undefined && !onCluster && call.origin !== "bask.persist")) continue;
      if (isDropped(call.node) === undefined) continue;
      yield { at: call.at, message: "persist changes nothing in place: it gives a collection that is in memory, which is dropped here" };
    }
  },
};

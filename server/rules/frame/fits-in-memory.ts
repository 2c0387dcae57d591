/** A frame that fits in memory, where a plain table would be faster. */

import { isSource, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const DF27: Rule = {
  code: "DF27",
  about: "A frame that fits in memory, where a plain table would be faster",
  severity: "off",
  thresholds: { size: { value: 100_000_000, about: "Smaller frames fit in memory.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      const all = expr.meta.kind === "frame" && isSource(expr) && certain(expr) ? bytes(expr.meta) : undefined;
      if (all !== undefined && all < size!)
        yield { at: call.at, message: `the whole frame is ${formatBytes(all)}: it fits in memory, where a plain table has no overhead` };
    }
  },
};

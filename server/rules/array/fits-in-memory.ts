/** An array that fits in memory, where plain arrays would be faster. */

import { runsOf, needed, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, blocks, bytes } from "../sizes.ts";

export const AR26: Rule = {
  code: "AR26",
  about: "An array that fits in memory, where plain arrays would be faster",
  severity: "off",
  thresholds: { size: { value: 100_000_000, about: "Smaller arrays fit in memory.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, exprs } of runsOf(s)) {
      const arrays = needed(exprs[0]!).filter(each => each.meta.kind === "array");
      if (exprs.length !== 1 || arrays.length === 0 || !exprs.every(certain)) continue;
      const all = arrays.reduce((most, each) => Math.max(most, bytes(each.meta) ?? Number.POSITIVE_INFINITY), 0);
      const parts = arrays.reduce((most, each) => Math.max(most, blocks(each.meta) ?? Number.POSITIVE_INFINITY), 0);
      if (all < size! && parts <= 4)
        yield { at: call.at, message: `nothing here is larger than ${formatBytes(all)}: it fits in memory, where plain arrays have no overhead` };
    }
  },
};

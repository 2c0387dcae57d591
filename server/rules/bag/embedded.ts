/** A long sequence in memory is embedded in the graph. */

import type { Rule } from "../rule.ts";
import { plainSize, formatCount } from "../sizes.ts";

export const BG03: Rule = {
  code: "BG03",
  about: "A long sequence in memory is embedded in the graph",
  severity: "warning",
  thresholds: { items: { value: 100_000, about: "The longest sequence that may be embedded." } },
  *check(s, { items }) {
    for (const call of s.named("fromSequence")) {
      const [arg] = call.args;
      const size = call.origin === "bask/bag.fromSequence" && arg !== undefined ? plainSize(s, arg) : undefined;
      if (size === undefined || size.length < items!) continue;
      yield {
        at: arg!,
        message: `${formatCount(size.length)} items are made here and travel with the graph: make a bag of file names or of numbers (db.range), and load each part in its task`,
      };
    }
  },
};

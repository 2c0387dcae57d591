/** An exact answer that needs all values at once. */

import { certain, lineage } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const DF21: Rule = {
  code: "DF21",
  about: "An exact answer that needs all values at once",
  severity: "hint",
  thresholds: { size: { value: 1_000_000_000, about: "The smallest value that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (!["nunique", "median", "mode"].includes(call.name) || !certain(expr)) continue;
      const on = s.lazy(call.on);
      const all = on === undefined ? undefined : (bytes(on.meta) ?? [...lineage(on)].map(each => bytes(each.meta)).find(each => each !== undefined));
      if (all === undefined || all < size!) continue;
      const other = call.name === "median" ? "quantile(0.5) is approximate and goes in one pass" : "an approximate count or a sample goes in one pass";
      yield { at: call.at, message: `${call.name} is exact and sends all distinct values of ${formatBytes(all)} to one place: ${other}` };
    }
  },
};

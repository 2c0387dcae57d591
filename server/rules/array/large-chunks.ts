/** Chunks so large that a few of them fill the memory. */

import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, blockBytes } from "../sizes.ts";
import { option, replace } from "../syntax.ts";

export const AR02: Rule = {
  code: "AR02",
  about: "Chunks so large that a few of them fill the memory",
  severity: "warning",
  thresholds: { blockBytes: { value: 2 ** 30, about: "The largest good chunk.", unit: "bytes" } },
  *check(s, limits) {
    for (const { call, expr } of s.made) {
      if (expr.meta.kind !== "array" || !/^array\.(ones|zeros|empty|full|arange|linspace|eye|indices|read|rechunk$|random\.)/.test(expr.op) || !certain(expr))
        continue;
      const size = blockBytes(expr.meta);
      if (size === undefined || size <= limits["blockBytes"]!) continue;
      const chunks = option(call.args, "chunks");
      yield {
        at: call.at,
        message: `chunks of ${formatBytes(size)}, of which every worker holds several at once: chunks of about 100 MB are good, chunks: "auto" chooses them`,
        fix: chunks === undefined ? undefined : replace('Let the chunks be chosen: "auto"', chunks, '"auto"'),
      };
    }
  },
};

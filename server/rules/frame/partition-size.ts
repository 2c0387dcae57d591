/** Partitions that are too small or too large. */

import { isSource, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, bytes, partitions } from "../sizes.ts";

export const DF06: Rule = {
  code: "DF06",
  about: "Partitions that are too small or too large",
  severity: "hint",
  thresholds: {
    small: { value: 1_000_000, about: "The smallest good partition.", unit: "bytes" },
    large: { value: 1_000_000_000, about: "The largest good partition.", unit: "bytes" },
    partitions: { value: 500, about: "The fewest small partitions that are worth a word." },
  },
  *check(s, limits) {
    for (const { call, expr } of s.made) {
      const { meta } = expr;
      if (meta.kind !== "frame" || !isSource(expr) || !certain(expr)) continue;
      const [count, all] = [partitions(meta.npartitions), bytes(meta)];
      if (count === undefined || all === undefined || count === 0) continue;
      const each = all / count;
      if (each > limits["large"]!)
        yield {
          at: call.at,
          message: `${formatCount(count)} partitions of ${formatBytes(each)}: partitions of about 100 MB are good. A smaller blocksize makes more of them`,
        };
      else if (each < limits["small"]! && count >= limits["partitions"]!)
        yield {
          at: call.at,
          message: `${formatCount(count)} partitions of ${formatBytes(each)}: partitions of about 100 MB are good. repartition({ partitionSize: "100 MB" }) joins them`,
        };
    }
  },
};

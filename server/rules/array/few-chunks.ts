/** Fewer chunks than there are workers. */

import { isSource, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, blocks, bytes } from "../sizes.ts";

export const AR04: Rule = {
  code: "AR04",
  about: "Fewer chunks than there are workers",
  severity: "hint",
  thresholds: {
    workers: { value: 4, about: "Workers that should have something to do." },
    size: { value: 200_000_000, about: "The smallest array that is worth a word.", unit: "bytes" },
  },
  *check(s, { workers, size }) {
    for (const { call, expr } of s.made) {
      if (expr.meta.kind !== "array" || !isSource(expr) || !certain(expr)) continue;
      const [count, all] = [blocks(expr.meta), bytes(expr.meta)];
      if (count === undefined || all === undefined || count >= workers! || all < size!) continue;
      yield {
        at: call.at,
        message: `${formatBytes(all)} in ${formatCount(count)} ${count === 1 ? "chunk" : "chunks"}: with ${workers} workers some have nothing to do. Smaller chunks give each its part`,
      };
    }
  },
};

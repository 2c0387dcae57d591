/** The memory of a worker holds only one or two chunks a thread. */

import { openings } from "../clusters.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, blockBytes } from "../sizes.ts";
import { option, numberOf, bytesIn } from "../syntax.ts";

export const DS12: Rule = {
  code: "DS12",
  about: "The memory of a worker holds only one or two chunks a thread",
  severity: "warning",
  thresholds: { chunks: { value: 3, about: "Chunks that each thread of a worker should have room for." } },
  *check(s, { chunks }) {
    const opened = openings(s);
    if (opened.length === 0) return;
    const largestBlock = s.made.reduce(
      (most, { expr }) => (expr.meta.kind === "array" && certain(expr) ? Math.max(most, blockBytes(expr.meta) ?? 0) : most),
      0,
    );
    for (const call of opened) {
      const given = option(call.args, "memoryLimit");
      const limit = bytesIn(given);
      const threads = numberOf(option(call.args, "threadsPerWorker")) ?? 1;
      if (limit === undefined || given === undefined || largestBlock === 0 || limit >= chunks! * threads * largestBlock) continue;
      yield {
        at: given,
        message: `${formatBytes(limit)} for ${formatCount(threads)} ${threads === 1 ? "thread" : "threads"}, and chunks of ${formatBytes(largestBlock)}: each thread holds several at once. Smaller chunks, or fewer threads`,
      };
    }
  },
};

/** A very large result is fetched as a whole. */

import { runsOf, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const AR15: Rule = {
  code: "AR15",
  about: "A very large result is fetched as a whole",
  severity: "warning",
  thresholds: { size: { value: 2_000_000_000, about: "The largest result that may be fetched.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, exprs, verb } of runsOf(s)) {
      if (verb !== "compute" || call.name !== "compute" || !exprs.every(certain)) continue;
      const all = exprs.reduce((sum, { meta }) => sum + (meta.kind === "array" || meta.kind === "frame" || meta.kind === "series" ? (bytes(meta) ?? 0) : 0), 0);
      if (all <= size!) continue;
      yield {
        at: call.at,
        message: `the result is ${formatBytes(all)} in memory, all at once: reduce it first, write it to files, or go through it block by block with \`for await\``,
      };
    }
  },
};

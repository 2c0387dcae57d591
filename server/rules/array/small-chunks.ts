/** So many small chunks that handing out the tasks takes longer than the work. */

import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, blocks, blockBytes } from "../sizes.ts";
import { option, replace } from "../syntax.ts";

export const AR01: Rule = {
  code: "AR01",
  about: "So many small chunks that handing out the tasks takes longer than the work",
  severity: "warning",
  thresholds: {
    blockBytes: { value: 1_000_000, about: "Chunks below this size are small.", unit: "bytes" },
    blocks: { value: 256, about: "The fewest small chunks that are worth a word." },
  },
  *check(s, limits) {
    for (const { call, expr } of s.made) {
      if (expr.meta.kind !== "array" || !SOURCES.test(expr.op) || !certain(expr)) continue;
      const [count, size] = [blocks(expr.meta), blockBytes(expr.meta)];
      if (count === undefined || size === undefined || count < limits["blocks"]! || size >= limits["blockBytes"]!) continue;
      const chunks = option(call.args, "chunks");
      yield {
        at: call.at,
        message: `${formatCount(count)} chunks of ${formatBytes(size)}: a task costs about as much as the work on so small a chunk. Chunks of about 100 MB are good, chunks: "auto" chooses them`,
        fix: chunks === undefined ? undefined : replace('Let the chunks be chosen: "auto"', chunks, '"auto"'),
      };
    }
  },
};

const SOURCES = /^array\.(ones|zeros|empty|full|arange|linspace|eye|indices|read|rechunk$|random\.)/;

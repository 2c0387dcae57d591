/** A delayed call is given a whole collection, which becomes one value in one task. */

import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, blocks, bytes } from "../sizes.ts";

export const DL09: Rule = {
  code: "DL09",
  about: "A delayed call is given a whole collection, which becomes one value in one task",
  severity: "warning",
  thresholds: { size: { value: 100_000_000, about: "The largest collection that one task may be given.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "call" || !certain(expr)) continue;
      for (const input of expr.inputs) {
        const { meta } = input.op === "assemble" ? input.inputs[0]! : input;
        const all = bytes(meta);
        const parts = blocks(meta);
        if (all === undefined || all <= size! || parts === undefined || parts < 2) continue;
        const by = meta.kind === "array" ? "mapBlocks" : "mapPartitions";
        yield {
          at: call.at,
          message: `${formatBytes(all)} in ${formatCount(parts)} blocks are put together for one task: ${by} works on each block, toDelayed() gives them one by one`,
        };
      }
    }
  },
};

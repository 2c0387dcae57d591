/** Every row moves to another partition. */

import type { Expr } from "../../../runtime/expr/expr.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import { sameSite, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, bytes, partitions } from "../sizes.ts";

export const DF01: Rule = {
  code: "DF01",
  about: "Every row moves to another partition",
  severity: "hint",
  thresholds: { size: { value: 1_000_000_000, about: "The smallest frame that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      const moved = shuffles(expr).filter(each => (bytes(each.inputs[0]!.meta) ?? 0) >= size!);
      if (moved.length === 0 || !certain(expr)) continue;
      const all = moved.reduce((sum, each) => sum + bytes(each.inputs[0]!.meta)!, 0);
      const parts = moved.map(each => partitions((each.inputs[0]!.meta as FrameMeta).npartitions)).find(n => n !== undefined);
      yield {
        at: call.at,
        message: `shuffle: ${formatBytes(all)}${parts === undefined ? "" : ` of ${formatCount(parts)} partitions`} move to the partition of their key. Filter and choose columns before, or work on the index`,
      };
    }
  },
};

/** What the call itself moves. */
function shuffles(expr: Expr): Expr[] {
  if (expr.op === "frame.shuffle" || expr.op === "frame.sortValues" || expr.op === "frame.sort") return [expr];
  return expr.inputs.filter(input => input.op === "frame.shuffle" && sameSite(input, expr));
}

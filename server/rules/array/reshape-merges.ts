/** A reshape that makes very large chunks on the way. */

import type { ArrayMeta } from "../../../runtime/meta/meta.ts";
import { givenTo, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, blockBytes } from "../sizes.ts";

export const AR12: Rule = {
  code: "AR12",
  about: "A reshape that makes very large chunks on the way",
  severity: "warning",
  thresholds: {
    factor: { value: 4, about: "How many times larger a chunk may become." },
    blockBytes: { value: 64_000_000, about: "The largest chunk that needs no word.", unit: "bytes" },
  },
  *check(s, { factor, blockBytes: limit }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "array.reshape" || !certain(expr)) continue;
      const given = givenTo(expr, expr.inputs[0]!);
      const before = blockBytes(given.meta as ArrayMeta);
      const after = Math.max(blockBytes(expr.meta as ArrayMeta) ?? 0, blockBytes(expr.inputs[0]!.meta as ArrayMeta) ?? 0);
      if (before === undefined || after <= limit! || after < factor! * before) continue;
      yield {
        at: call.at,
        message: `chunks of ${formatBytes(before)} become chunks of ${formatBytes(after)}, since an axis that is split or merged must lie whole in a chunk: keep the axis that is cut apart from it`,
      };
    }
  },
};

/** Taking elements makes a chunk that is much larger than those it comes from. */

import type { ArrayMeta } from "../../../runtime/meta/meta.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, blockBytes } from "../sizes.ts";

export const AR08: Rule = {
  code: "AR08",
  about: "Taking elements makes a chunk that is much larger than those it comes from",
  severity: "warning",
  thresholds: {
    factor: { value: 5, about: "How many times larger a chunk may become." },
    blockBytes: { value: 128 * 2 ** 20, about: "The largest chunk that needs no word.", unit: "bytes" },
  },
  *check(s, { factor, blockBytes: limit }) {
    for (const { call, expr } of s.made) {
      if ((expr.op !== "array.take" && expr.op !== "array.takeLazy") || !certain(expr)) continue;
      const [before, after] = [blockBytes(expr.inputs[0]!.meta as ArrayMeta), blockBytes(expr.meta as ArrayMeta)];
      if (before === undefined || after === undefined || after <= limit! || after < factor! * before) continue;
      yield { at: call.at, message: `chunks of ${formatBytes(before)} become chunks of ${formatBytes(after)}: rechunk the other axes first` };
    }
  },
};

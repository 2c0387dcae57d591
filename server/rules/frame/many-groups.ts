/** Very many groups end in one partition. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import type { FrameMeta, ColumnMeta } from "../../../runtime/meta/meta.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount, partitions } from "../sizes.ts";
import { option } from "../syntax.ts";

export const DF20: Rule = {
  code: "DF20",
  about: "Very many groups end in one partition",
  severity: "hint",
  thresholds: { partitions: { value: 16, about: "The fewest partitions that are worth a word." } },
  *check(s, { partitions: least }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "groupby" || expr.params["splitOut"] !== undefined || option(call.args, "splitOut") !== undefined || !certain(expr)) continue;
      const meta = expr.inputs[0]!.meta as FrameMeta;
      const parts = partitions(meta.npartitions);
      if (parts === undefined || parts < least! || isUnknown(meta.columns)) continue;
      const keys = expr.params["by"] as readonly { readonly name: string; readonly column: string }[];
      const wide = keys.find(key => {
        const dtype = (meta.columns as readonly ColumnMeta[]).find(column => column.name === key.column)?.dtype;
        return dtype === "float64" || dtype === "float32" || dtype === "datetime";
      });
      if (wide === undefined) continue;
      yield {
        at: call.at,
        message: `there may be about as many values of ${wide.name} as rows, and the groups of ${formatCount(parts)} partitions end in one: splitOut spreads them over several`,
      };
    }
  },
};

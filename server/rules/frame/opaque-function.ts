/** Columns are chosen behind a function that hides which ones are needed. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import { isSource } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount } from "../sizes.ts";

export const DF10: Rule = {
  code: "DF10",
  about: "Columns are chosen behind a function that hides which ones are needed",
  severity: "hint",
  thresholds: { columns: { value: 4, about: "The fewest columns that are read for nothing." } },
  *check(s, { columns }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "frame.project" && expr.op !== "frame.get") continue;
      const opaque = expr.inputs[0]!;
      const source = opaque.inputs[0];
      if (
        !["frame.mapPartitions", "frame.map.rows"].includes(opaque.op) ||
        source === undefined ||
        !isSource(source) ||
        source.meta.kind !== "frame" ||
        isUnknown(source.meta.columns)
      )
        continue;
      const used = expr.op === "frame.get" ? 1 : (expr.params["columns"] as readonly string[]).length;
      const spare = source.meta.columns.length - used;
      if (spare < columns!) continue;
      yield {
        at: call.at,
        message: `all ${formatCount(source.meta.columns.length)} columns are read, since the function may need any of them: choose those it needs before it`,
      };
    }
  },
};

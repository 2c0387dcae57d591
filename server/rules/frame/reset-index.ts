/** resetIndex is expected to number the rows of the whole frame. */

import type TS from "typescript";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import { K } from "../../analysis/typescript.ts";
import { lineage, KEEPS_ROWS } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount, partitions } from "../sizes.ts";

export const DF23: Rule = {
  code: "DF23",
  about: "resetIndex is expected to number the rows of the whole frame",
  severity: "warning",
  *check(s) {
    const columns = s.all<TS.PropertyAccessExpression>(K.PropertyAccessExpression).filter(({ name }) => name.text === "index");
    const made = [...s.made.map(({ call, expr }) => ({ at: call.at, expr })), ...columns.flatMap(node => ({ at: node.name as TS.Node, expr: s.lazy(node) }))];
    for (const { at, expr } of made) {
      if (expr === undefined) continue;
      const column = expr.op === "frame.get" && expr.params["column"] === "index";
      const row = expr.op === "frame.loc";
      if (!column && !row) continue;
      for (const each of lineage(expr.inputs[0]!)) {
        if (each.op === "frame.resetIndex") {
          const before = each.inputs[0]!.meta as FrameMeta;
          const parts = partitions(before.npartitions);
          if (parts !== undefined && parts > 1 && (row || before.index[0]?.name === ""))
            yield {
              at,
              message: `resetIndex numbers the rows of each of ${formatCount(parts)} partitions from 0, so a number stands for many rows: set a column of your own as the index`,
            };
          break;
        }
        if (!KEEPS_ROWS.has(each.op) && !each.op.startsWith("frame.filter")) break;
      }
    }
  },
};

/** Frames without divisions are put side by side by the position of their rows. */

import type { Expr } from "../../../runtime/expr/expr.ts";
import { ts } from "../../analysis/typescript.ts";
import { lineage } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { partitions } from "../sizes.ts";
import { option, numberOf } from "../syntax.ts";

export const DF16: Rule = {
  code: "DF16",
  about: "Frames without divisions are put side by side by the position of their rows",
  severity: "warning",
  *check(s) {
    for (const call of s.named("concat")) {
      const [list] = call.args;
      if (call.origin !== "bask/dataframe.concat" || numberOf(option(call.args, "axis")) !== 1 || list === undefined || !ts.isArrayLiteralExpression(list))
        continue;
      const frames = list.elements.flatMap(each => s.lazy(each) ?? []);
      const open = frames.filter(
        ({ meta }) => (meta.kind === "frame" || meta.kind === "series") && meta.divisions === null && partitions(meta.npartitions) !== 1,
      );
      if (open.length === 0 || frames.every(each => rootOf(each) === rootOf(frames[0]!))) continue;
      yield {
        at: call.at,
        message:
          "the divisions are not known, so rows are taken to face each other by position, partition by partition: set an index with divisions, or merge on a column",
      };
    }
  },
};

const rootOf = (node: Expr): string => [...lineage(node)].at(-1)!.id;

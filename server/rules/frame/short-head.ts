/** The first rows after a selective filter may not be in the first partition. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { runsOf } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount, partitions } from "../sizes.ts";
import { unwrap, option, hasOpenOptions, returned, withOption } from "../syntax.ts";

export const DF19: Rule = {
  code: "DF19",
  about: "The first rows after a selective filter may not be in the first partition",
  severity: "hint",
  *check(s) {
    for (const { call, verb } of runsOf(s)) {
      if (verb !== "compute" || call.name !== "head" || option(call.args, "npartitions") !== undefined || hasOpenOptions(call.args)) continue;
      const expr = s.lazy(call.on);
      const filter = call.on === undefined ? undefined : s.callOf(call.on);
      const parts = expr?.meta.kind === "frame" ? partitions(expr.meta.npartitions) : undefined;
      if (expr === undefined || parts === undefined || parts < 2 || !/^frame\.filter/.test(expr.op) || filter?.name !== "filter") continue;
      const f = s.functionOf(filter.args[0]);
      if (f === undefined || !returned(f).some(isSelective)) continue;
      yield {
        at: call.at,
        message: `head looks in the first of ${formatCount(parts)} partitions, where few rows may be left: npartitions: -1 goes on until it has enough`,
        fix: withOption("Look in all partitions", call.node, "npartitions: -1"),
      };
    }
  },
};

/** Asks for one value. */
const isSelective = (node: TS.Expression): boolean =>
  ts.isBinaryExpression(node) &&
  (node.operatorToken.kind === K.EqualsEqualsEqualsToken ||
    node.operatorToken.kind === K.EqualsEqualsToken ||
    (node.operatorToken.kind === K.AmpersandAmpersandToken && [node.left, node.right].some(each => isSelective(unwrap(each)))));

/** More values are taken than the first partition has. */

import type { Expr } from "../../../runtime/expr/expr.ts";
import type { BagMeta } from "../../../runtime/meta/meta.ts";
import { lineage } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { constant, plainSize, formatCount, partitions } from "../sizes.ts";
import type { Subject, Call } from "../subject.ts";
import { option, hasOpenOptions, numberOf, withOption } from "../syntax.ts";

export const BG08: Rule = {
  code: "BG08",
  about: "More values are taken than the first partition has",
  severity: "hint",
  *check(s) {
    for (const call of s.named("take")) {
      const k = numberOf(call.args[0]);
      const bag = s.lazy(call.on);
      if (k === undefined || bag === undefined || option(call.args, "npartitions") !== undefined || hasOpenOptions(call.args)) continue;
      const first = firstLength(s, bag, call);
      const parts = bag.meta.kind === "bag" ? partitions(bag.meta.npartitions) : undefined;
      if (first === undefined || parts === undefined || parts < 2 || k <= first) continue;
      yield {
        at: call.at,
        message: `the first partition has ${formatCount(first)} values, and take looks no further: npartitions: -1 goes on until it has ${formatCount(k)}`,
        fix: withOption("Look in all partitions", call.node, "npartitions: -1"),
      };
    }
  },
};

/** Values in the first partition, where only value by value steps stand between it and its source. */
function firstLength(s: Subject, bag: Expr, _call: Call): number | undefined {
  for (const each of lineage(bag)) {
    if (each.op === "bag.fromSequence" || each.op === "bag.range") {
      const made = s.made.find(({ expr }) => expr.id === each.id);
      const parts = partitions((each.meta as BagMeta).npartitions);
      const [arg] = made?.call.args ?? [];
      const length = each.op === "bag.range" ? constant(s, arg) : plainSize(s, arg)?.length;
      return length === undefined || parts === undefined ? undefined : Math.ceil(length / parts);
    }
    if (each.op !== "bag.map" && each.op !== "bag.starmap" && each.op !== "bag.pluck" && each.op !== "bag.str") return undefined;
  }
  return undefined;
}

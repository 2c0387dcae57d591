/** A run of very many tasks. */

import { postorder } from "../../../runtime/expr/walk.ts";
import { blocksOf } from "../../analysis/tasks.ts";
import { runsOf, certain } from "../graph.ts";
import type { Rule, Severity } from "../rule.ts";
import { formatCount, blocks } from "../sizes.ts";

export const AR03: Rule = {
  code: "AR03",
  about: "A run of very many tasks",
  severity: "hint",
  thresholds: {
    hint: { value: 10_000, about: "Blocks above which a hint is given." },
    warning: { value: 100_000, about: "Blocks above which it is a warning." },
    error: { value: 1_000_000, about: "Blocks above which it is an error." },
  },
  *check(s, limits) {
    for (const { call, exprs } of runsOf(s)) {
      if (!exprs.every(certain)) continue;
      const nodes = postorder(exprs);
      const tasks = nodes.some(node => node.op === "call") && nodes.length > limits["hint"]! ? nodes.length : blocksOf(nodes);
      if (tasks <= limits["hint"]!) continue;
      const severity: Severity = tasks > limits["error"]! ? "error" : tasks > limits["warning"]! ? "warning" : "hint";
      const most = nodes.reduce((best, node) => ((blocks(node.meta) ?? 0) > (blocks(best.meta) ?? 0) ? node : best));
      const line = most.site === undefined ? "" : `, most of them at ${most.prefix} in line ${most.site.line + 1}`;
      yield {
        at: call.at,
        severity,
        message: `this run has ${formatCount(tasks)} tasks or more${line}: fewer and larger blocks do the same with less overhead`,
      };
    }
  },
};

/** Annotations of frames are lost when the plan is rewritten. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { isInside } from "../syntax.ts";

export const DS13: Rule = {
  code: "DS13",
  about: "Annotations of frames are lost when the plan is rewritten",
  severity: "warning",
  *check(s) {
    for (const call of s.named("annotate")) {
      if (call.origin !== "bask.annotate") continue;
      let block: TS.Node = call.node;
      while (block.parent !== undefined && !ts.isBlock(block) && !ts.isSourceFile(block)) block = block.parent;
      const frame = ts.isBlock(block)
        ? s.made.find(({ call: each, expr }) => expr.meta.kind === "frame" && isInside(each.node, block) && each.node.pos > call.node.pos)
        : undefined;
      if (frame !== undefined)
        yield {
          at: call.at,
          message: `the plan of a frame is rewritten before it runs, and ${frame.call.name} may end in a task without the annotation: give retries or priority to compute()`,
        };
    }
  },
};

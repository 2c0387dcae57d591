/** A task changes something outside, and may run more than once. */

import type TS from "typescript";
import { isClient } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { effects } from "../tasks.ts";

export const DS07: Rule = {
  code: "DS07",
  about: "A task changes something outside, and may run more than once",
  severity: "warning",
  *check(s) {
    const said = new Set<TS.Node>();
    for (const { f, call } of s.tasks) {
      const effect = call.origin === "bask.delayed" || isClient(s, call.on) || s.lazy(call.node) !== undefined ? effects(s, f) : undefined;
      if (effect === undefined || said.has(effect.node)) continue;
      said.add(effect.node);
      yield {
        at: effect.node,
        message: `${effect.what}, and a task may run again when a worker is lost: write a file of its own whole, or return the value and write it once`,
      };
    }
  },
};

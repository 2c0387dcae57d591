/** A large array is made here and embedded in the graph. */

import type { Rule } from "../rule.ts";
import { plainSize, formatBytes, bytes } from "../sizes.ts";

export const AR06: Rule = {
  code: "AR06",
  about: "A large array is made here and embedded in the graph",
  severity: "warning",
  thresholds: { size: { value: 10_000_000, about: "The largest array that may be embedded.", unit: "bytes" } },
  *check(s, { size }) {
    for (const call of s.named("fromArray")) {
      const [arg] = call.args;
      if (call.origin !== "bask/array.fromArray" || arg === undefined) continue;
      const expr = s.lazy(call.node);
      const known = plainSize(s, arg)?.bytes ?? (expr === undefined ? undefined : expr.op === "array.fromArray" ? bytes(expr.meta) : undefined);
      if (known === undefined || known < size!) continue;
      yield {
        at: arg,
        message: `${formatBytes(known)} are made here and travel with the graph: give fromArray a source with read(region), or make the array where it is needed (da.random, da.arange, da.fromDelayed)`,
      };
    }
  },
};

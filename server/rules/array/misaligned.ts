/** Operands with different chunks are rechunked before they meet. */

import { sameSite, certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, bytes } from "../sizes.ts";

export const AR11: Rule = {
  code: "AR11",
  about: "Operands with different chunks are rechunked before they meet",
  severity: "hint",
  thresholds: { size: { value: 10_000_000, about: "The smallest operand that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (expr.inputs.length < 2 || !certain(expr) || /^array\.(rechunk|reshape)/.test(expr.op)) continue;
      const moved = expr.inputs.filter(input => input.op === "array.rechunk" && sameSite(input, expr));
      const all = moved.reduce((sum, input) => sum + (bytes(input.meta) ?? 0), 0);
      if (all < size!) continue;
      yield { at: call.at, message: `${formatBytes(all)} are moved to common chunks first: give both operands the same chunks where they are made` };
    }
  },
};

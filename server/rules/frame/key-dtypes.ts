/** The keys of a merge have different dtypes. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import type { FrameMeta } from "../../../runtime/meta/meta.ts";
import type { Rule } from "../rule.ts";

export const DF05: Rule = {
  code: "DF05",
  about: "The keys of a merge have different dtypes",
  severity: "warning",
  *check(s) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "frame.merge") continue;
      const [left, right] = expr.inputs.map(input => input.meta as FrameMeta) as [FrameMeta, FrameMeta];
      const { leftOn, rightOn } = expr.params as { leftOn: readonly string[]; rightOn: readonly string[] };
      for (const [i, name] of leftOn.entries()) {
        const [a, b] = [dtypeOf(left, name), dtypeOf(right, rightOn[i]!)];
        if (a === undefined || b === undefined || kindOf(a) === kindOf(b)) continue;
        yield {
          at: call.at,
          message: `the key ${name} is ${a} on the left and ${b} on the right, so values that look alike may not meet: astype one of them first`,
        };
        break;
      }
    }
  },
};

function dtypeOf(meta: FrameMeta, name: string): string | undefined {
  if (isUnknown(meta.columns)) return undefined;
  const dtype = [...meta.columns, ...meta.index].find(column => column.name === name)?.dtype;
  return dtype === undefined || isUnknown(dtype) ? undefined : dtype;
}
const kindOf = (dtype: string): string =>
  /^u?int|^bigint/.test(dtype) ? "integer" : dtype.startsWith("float") ? "float" : dtype === "category" ? "string" : dtype;

/** Records with records inside become columns that only functions can read. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { unwrap, returned } from "../syntax.ts";

export const BG10: Rule = {
  code: "BG10",
  about: "Records with records inside become columns that only functions can read",
  severity: "hint",
  *check(s) {
    for (const call of s.named("toDataframe")) {
      const before = call.on === undefined ? undefined : s.callOf(call.on);
      const f = before?.name === "map" ? s.functionOf(before.args[0]) : undefined;
      if (f === undefined || s.lazy(call.on)?.meta.kind !== "bag") continue;
      const record = returned(f).find(each => ts.isObjectLiteralExpression(each)) as TS.ObjectLiteralExpression | undefined;
      const nested = record?.properties.find(
        each =>
          ts.isPropertyAssignment(each) && (ts.isObjectLiteralExpression(unwrap(each.initializer)) || ts.isArrayLiteralExpression(unwrap(each.initializer))),
      );
      if (nested !== undefined)
        yield {
          at: nested,
          message: `${nested.name!.getText()} becomes a column of objects, which has no fast operations: give its parts as columns of their own`,
        };
    }
  },
};

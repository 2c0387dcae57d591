/** The function of mapBlocks changes the shape of its block, and the result is not told so. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { unwrap, option, hasOpenOptions, returned, parameterName } from "../syntax.ts";

export const AR18: Rule = {
  code: "AR18",
  about: "The function of mapBlocks changes the shape of its block, and the result is not told so",
  severity: "warning",
  *check(s) {
    for (const call of s.named("mapBlocks")) {
      const expr = s.lazy(call.node);
      const f = call.args.map(arg => s.functionOf(arg)).find(each => each !== undefined);
      if (expr?.op !== "array.mapBlocks" || f === undefined || hasOpenOptions(call.args)) continue;
      if (["chunks", "dropAxis", "newAxis"].some(name => option(call.args, name) !== undefined)) continue;
      const block = parameterName(f);
      const changed = returned(f).find(each => {
        if (!ts.isCallExpression(each) || !ts.isPropertyAccessExpression(each.expression) || !RESHAPING.has(each.expression.name.text)) return false;
        const on = unwrap(each.expression.expression);
        return ts.isIdentifier(on) && on.text === block;
      }) as TS.CallExpression | undefined;
      if (changed === undefined) continue;
      const method = (changed.expression as TS.PropertyAccessExpression).name.text;
      yield { at: changed, message: `${method} gives another shape than its block has, but the result is taken to keep it: say chunks, dropAxis or newAxis` };
    }
  },
};

const RESHAPING = new Set(["sum", "mean", "std", "var", "min", "max", "reshape"]);

/** fromArray is given what is lazy already. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { replace } from "../syntax.ts";

export const AR22: Rule = {
  code: "AR22",
  about: "fromArray is given what is lazy already",
  severity: "warning",
  *check(s) {
    for (const call of s.named("fromArray")) {
      const [arg] = call.args;
      if (call.origin !== "bask/array.fromArray" || arg === undefined) continue;
      if (s.lazy(arg)?.meta.kind === "array")
        yield {
          at: arg,
          message: "this is a lazy array already: fromArray adds nothing",
          fix: replace("Use the array itself", call.node, s.text(arg), call.args.length === 1),
        };
      else if (ts.isArrayLiteralExpression(arg) && arg.elements.some(each => s.lazy(each) !== undefined))
        yield { at: arg, message: "the list holds lazy values, which have no numbers yet: da.stack puts lazy arrays side by side" };
    }
  },
};

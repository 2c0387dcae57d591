/** delayed is given the result of a call, not the function. */

import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { replace } from "../syntax.ts";

export const DL01: Rule = {
  code: "DL01",
  about: "`delayed` is given the result of a call, not the function",
  severity: "warning",
  *check(s) {
    for (const call of s.calls) {
      const [arg] = call.args;
      if (call.origin !== "bask.delayed" || arg === undefined || !ts.isCallExpression(arg) || s.lazy(call.node) === undefined || s.lazy(arg) !== undefined)
        continue;
      if (!ts.isIdentifier(arg.expression) || s.functionOf(arg.expression) === undefined) continue;
      const name = arg.expression.text;
      yield {
        at: arg,
        message: `${name} runs now, while building, and only its result is delayed: delayed(${name})(...) makes the call a task`,
        fix: replace(
          `Delay the call: delayed(${name})(...)`,
          call.node,
          `${s.text(call.node.expression)}(${name})(${arg.arguments.map(each => s.text(each)).join(", ")})`,
        ),
      };
    }
  },
};

/** One task does independent work for each item of a list. */

import type TS from "typescript";
import { isLazy } from "../../analysis/evaluate/value.ts";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { plainSize, formatCount } from "../sizes.ts";
import type { Subject } from "../subject.ts";
import { unwrap, descendants, parameterName } from "../syntax.ts";

export const DL06: Rule = {
  code: "DL06",
  about: "One task does independent work for each item of a list",
  severity: "hint",
  thresholds: { items: { value: 4, about: "The fewest items for which a task each is worth it." } },
  *check(s, { items }) {
    for (const call of s.calls) {
      const made = s.callOf(call.node.expression);
      const f = made?.origin === "bask.delayed" ? s.functionOf(made.args[0]) : undefined;
      const [arg] = call.args;
      if (f === undefined) continue;
      const list = arg === undefined ? undefined : plainSize(s, arg);
      if (list === undefined || list.length < items! || holdsLazy(s, arg!)) continue;
      const name = parameterName(f);
      const loop = s.callsIn(f).find(each => {
        const { expression } = each;
        if (!ts.isPropertyAccessExpression(expression) || !["map", "forEach"].includes(expression.name.text)) return false;
        return (
          ts.isIdentifier(expression.expression) &&
          expression.expression.text === name &&
          each.arguments[0] !== undefined &&
          ts.isIdentifier(each.arguments[0]) &&
          s.functionOf(each.arguments[0]) !== undefined
        );
      });
      if (loop === undefined) continue;
      const inner = s.text(loop.arguments[0]!);
      yield {
        at: call.at,
        message: `one task calls ${inner} for ${formatCount(list.length)} items one after the other: ${s.text(arg!)}.map(delayed(${inner})) makes ${formatCount(list.length)} tasks that run side by side`,
      };
    }
  },
};

function holdsLazy(s: Subject, arg: TS.Expression): boolean {
  const name = unwrap(arg);
  const value = ts.isIdentifier(name) ? s.analysis.program.scope.vars.get(name.text) : undefined;
  return Array.isArray(value) ? value.some(isLazy) : descendants(arg, ts.isExpression).some(each => s.lazy(each) !== undefined);
}

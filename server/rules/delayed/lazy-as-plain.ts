/** A lazy value is used as a plain one. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { unwrap } from "../syntax.ts";

export const DL13: Rule = {
  code: "DL13",
  about: "A lazy value is used as a plain one",
  severity: "error",
  claims: problem => problem.code === "LAZY_VALUE",
  *check(s) {
    for (const node of s.all<TS.BinaryExpression>(K.BinaryExpression)) {
      const {
        operatorToken: { kind },
        left,
        right,
      } = node;
      if (kind !== K.EqualsEqualsEqualsToken && kind !== K.ExclamationEqualsEqualsToken && kind !== K.EqualsEqualsToken && kind !== K.ExclamationEqualsToken)
        continue;
      const lazy = [left, right].filter(each => s.lazy(each) !== undefined);
      const other = lazy[0] === left ? right : left;
      if (lazy.length !== 1 || !(ts.isLiteralExpression(unwrap(other)) || other.kind === K.TrueKeyword || other.kind === K.FalseKeyword)) continue;
      yield { at: node, message: `a lazy value never equals a plain one: use .eq(${s.text(other)}), or \`await\` its compute() and compare the result` };
    }
    for (const span of s.all<TS.TemplateSpan>(K.TemplateSpan)) {
      if (s.lazy(span.expression) === undefined || isPrinted(span)) continue;
      yield {
        at: span.expression,
        severity: "warning",
        message: "the text gets the description of the lazy value, not its result: `await` its compute() first",
      };
    }
    for (const call of s.named("stringify", "max", "min", "abs", "sqrt", "Number", "parseFloat", "parseInt", "isNaN")) {
      const of = call.on === undefined ? "" : s.text(call.on);
      if (call.on === undefined ? !["Number", "parseFloat", "parseInt", "isNaN"].includes(call.name) : of !== "Math" && of !== "JSON") continue;
      const lazy = call.args.find(arg => s.lazy(arg) !== undefined);
      if (lazy === undefined) continue;
      yield {
        at: lazy,
        message: `${of === "" ? "" : `${of}.`}${call.name} takes plain values: \`await\` its compute() first${of === "Math" ? `, or use the method ${call.name}` : ""}`,
      };
    }
  },
};

/** Descriptions are what one prints and throws. */
function isPrinted(node: TS.Node): boolean {
  for (let each: TS.Node | undefined = node; each !== undefined && !ts.isStatement(each); each = each.parent) {
    if (ts.isCallExpression(each) && /^(console\.|display|print|log|assert)/.test(each.expression.getText())) return true;
    if (ts.isNewExpression(each)) return true;
  }
  return false;
}

/** A future or a promise of its result is used as the result. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { isClient, futureOf } from "../clusters.ts";
import type { Rule } from "../rule.ts";
import { unwrap, userOf, replace } from "../syntax.ts";

export const DS10: Rule = {
  code: "DS10",
  about: "A future or a promise of its result is used as the result",
  severity: "error",
  *check(s) {
    for (const call of s.named("result", "gather")) {
      if (call.name === "result" ? futureOf(s, call.on) === undefined : !isClient(s, call.on)) continue;
      const user = userOf(call.node);
      if (!isPlainUse(user, call.node)) continue;
      yield {
        at: call.at,
        message: `${call.name}() gives a promise: \`await\` it before its result is used`,
        fix: {
          title: "Await the result",
          edits: [
            { start: call.node.getStart(s.source), end: call.node.getStart(s.source), text: "(await " },
            { start: call.node.end, end: call.node.end, text: ")" },
          ],
        },
      };
    }
    for (const node of s.all<TS.BinaryExpression>(K.BinaryExpression)) {
      for (const side of [node.left, node.right]) {
        if (
          !isPlainUse(node, side) ||
          !ts.isIdentifier(unwrap(side)) ||
          !["submit", "compute"].includes(futureOf(s, side)?.name ?? "") ||
          s.lazy(side) !== undefined
        )
          continue;
        yield {
          at: side,
          message: `${s.text(side)} is a future, which has no value here: await ${s.text(side)}.result()`,
          fix: replace("Await its result", side, `(await ${s.text(side)}.result())`),
        };
      }
    }
  },
};

function isPlainUse(user: TS.Node, node: TS.Node): boolean {
  if (ts.isPropertyAccessExpression(user)) return unwrap(user.expression) === node && !["then", "catch", "finally"].includes(user.name.text);
  return ts.isBinaryExpression(user) && ARITHMETIC().includes(user.operatorToken.kind);
}
const ARITHMETIC = (): readonly TS.SyntaxKind[] => [K.PlusToken, K.MinusToken, K.AsteriskToken, K.SlashToken, K.LessThanToken, K.GreaterThanToken];

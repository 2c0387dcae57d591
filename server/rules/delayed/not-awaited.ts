/** A promise of a result is used as the result. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import type { Found, Rule } from "../rule.ts";
import type { Call } from "../subject.ts";
import { unwrap, userOf, insert } from "../syntax.ts";

export const DL14: Rule = {
  code: "DL14",
  about: "A promise of a result is used as the result",
  severity: "error",
  *check(s) {
    for (const call of s.named("compute", "length", "head", "take")) {
      if (call.on === undefined ? call.origin !== "bask.compute" : s.lazy(call.on) === undefined) continue;
      if (call.name === "take" && s.lazy(call.node) !== undefined) continue;
      const direct = useOf(userOf(call.node), call.node);
      if (direct) yield found(call, call.node);
      const { parent } = call.node;
      if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) continue;
      const declared = s.resolve(parent.name);
      for (const name of s.all<TS.Identifier>(K.Identifier)) {
        if (name.text !== parent.name.text || name === parent.name || s.resolve(name) !== declared || !useOf(userOf(name), name)) continue;
        yield found(call, name);
        break;
      }
    }
  },
};

const PROMISE = new Set(["then", "catch", "finally"]);

/** Takes it for a plain value: arithmetic, a comparison, a member. */
function useOf(user: TS.Node, node: TS.Node): boolean {
  if (ts.isPropertyAccessExpression(user)) return unwrap(user.expression) === node && !PROMISE.has(user.name.text);
  if (ts.isElementAccessExpression(user)) return unwrap(user.expression) === node;
  if (ts.isTemplateSpan(user) || ts.isPrefixUnaryExpression(user)) return true;
  if (!ts.isBinaryExpression(user)) return false;
  const { kind } = user.operatorToken;
  return [
    K.PlusToken,
    K.MinusToken,
    K.AsteriskToken,
    K.SlashToken,
    K.PercentToken,
    K.LessThanToken,
    K.GreaterThanToken,
    K.LessThanEqualsToken,
    K.GreaterThanEqualsToken,
    K.EqualsEqualsEqualsToken,
    K.ExclamationEqualsEqualsToken,
  ].includes(kind);
}
function found(call: Call, at: TS.Node): Found {
  const wrap = ts.isPropertyAccessExpression(call.node.parent) || ts.isElementAccessExpression(call.node.parent);
  const { node } = call;
  return {
    at,
    message: `${call.name}() gives a promise: \`await\` it before its result is used`,
    fix: wrap
      ? {
          title: "Await the result",
          edits: [
            { start: node.getStart(), end: node.getStart(), text: "(await " },
            { start: node.end, end: node.end, text: ")" },
          ],
        }
      : insert("Await the result", node.getStart(), "await "),
  };
}

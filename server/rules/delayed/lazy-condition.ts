/** A lazy value is tested, iterated or assigned to, as if it were there. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { unwrap } from "../syntax.ts";

export const DL11: Rule = {
  code: "DL11",
  about: "A lazy value is tested, iterated or assigned to, as if it were there",
  severity: "error",
  *check(s) {
    const { facts } = s.analysis.program.evaluation;
    for (const node of facts.keys()) {
      if (isCondition(node) && !isDelayedCall(s, node))
        yield { at: node, message: "a lazy value is an object and always true: `await` its compute() and test the result" };
      const { parent } = node;
      if (parent !== undefined && ts.isForOfStatement(parent) && parent.expression === node && parent.awaitModifier === undefined)
        yield { at: node, message: "a lazy value has no items yet: `await` its compute(), or write `for await`" };
    }
    for (const { node, name, kind } of s.writes) {
      if (kind !== "member" || !ts.isBinaryExpression(node) || !ts.isElementAccessExpression(unwrap(node.left)) || s.lazy(name) === undefined) continue;
      yield { at: node.left, message: "a lazy value is never changed in place: x.setItem([index], value) gives a new one" };
    }
  },
};

export function isCondition(node: TS.Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (parent.kind === K.IfStatement || parent.kind === K.WhileStatement || parent.kind === K.DoStatement) return (parent as TS.IfStatement).expression === node;
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === K.ExclamationToken;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    (parent.operatorToken.kind === K.AmpersandAmpersandToken || parent.operatorToken.kind === K.BarBarToken)
  );
}
export const isDelayedCall = (s: Subject, node: TS.Node): boolean => s.callOf(node) !== undefined && s.lazy(node)?.op === "call";

/** A lazy value as a condition: it is an object, and so always true. */

import type TS from "typescript";
import type { Problem } from "../analysis/evaluate/state.ts";
import { K, ts } from "../analysis/typescript.ts";
import type { Rule } from "./rule.ts";

export const lazyCondition: Rule = {
  code: "DL11",
  about: "The truth of a lazy value is not known before it is computed.",
  check({ program, source }) {
    const found: Problem[] = [];
    for (const node of program.evaluation.facts.keys()) {
      if (!isCondition(node)) continue;
      found.push({
        code: "DL11",
        severity: "error",
        start: node.getStart(source),
        end: node.end,
        message: "a lazy value is an object and always true: `await` its compute() and test the result",
      });
    }
    return found;
  },
};

function isCondition(node: TS.Node): boolean {
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

/** A groupby whose groups are only folded. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Fix, Rule } from "../rule.ts";
import type { Subject, Call } from "../subject.ts";
import { descendants, returned, parameterName, type FunctionNode } from "../syntax.ts";

export const BG01: Rule = {
  code: "BG01",
  about: "A groupby whose groups are only folded",
  severity: "warning",
  *check(s) {
    for (const { call, expr } of s.made) {
      const group = expr.inputs[0];
      const before = call.on === undefined ? undefined : s.callOf(call.on);
      const f = s.functionOf(call.args[0]);
      if (
        (expr.op !== "bag.map" && expr.op !== "bag.starmap") ||
        group?.op !== "bag.groupby" ||
        f === undefined ||
        before?.name !== "groupby" ||
        call.on === undefined
      )
        continue;
      const values = groupName(f, expr.op === "bag.starmap");
      if (values === undefined || !returned(f).every(each => onlyFolds(each, values)) || returned(f).length === 0) continue;
      yield {
        at: before.at,
        message: "groupby moves every value to its group, and the groups are only folded: foldby folds inside each partition, and only totals move",
        fix: countFix(s, call, before, f, values),
      };
    }
  },
};

/** The parameter that stands for a group's values: the second of a pair. */
function groupName(f: FunctionNode, spread: boolean): string | undefined {
  if (spread) return parameterName(f, 1);
  const name = f.parameters[0]?.name;
  const second = name !== undefined && ts.isArrayBindingPattern(name) ? name.elements[1] : undefined;
  return second !== undefined && ts.isBindingElement(second) && ts.isIdentifier(second.name) ? second.name.text : undefined;
}
/** Every use of the values is a length, a sum or an extreme. */
function onlyFolds(node: TS.Expression, values: string): boolean {
  const uses = descendants(node, ts.isIdentifier).filter(each => each.text === values);
  if (ts.isIdentifier(node) && node.text === values) return false;
  return (
    uses.length > 0 &&
    uses.every(use => {
      const { parent } = use;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === use)
        return parent.name.text === "length" || (parent.name.text === "reduce" && ts.isCallExpression(parent.parent));
      return ts.isSpreadElement(parent) && ts.isCallExpression(parent.parent) && /^Math\.(max|min)$/.test(parent.parent.expression.getText());
    })
  );
}
/** `.map(([key, values]) => [key, values.length])` has one form. */
function countFix(s: Subject, call: Call, before: Call, f: FunctionNode, values: string): Fix | undefined {
  const [result] = returned(f);
  const [key] = before.args;
  if (result === undefined || !ts.isArrayLiteralExpression(result) || result.elements.length !== 2 || key === undefined || before.args.length !== 1)
    return undefined;
  const pattern = f.parameters[0]!.name;
  const first = ts.isArrayBindingPattern(pattern) ? pattern.elements[0] : undefined;
  const keyName = first !== undefined && ts.isBindingElement(first) ? first.name.getText() : parameterName(f);
  if (s.text(result.elements[0]!) !== keyName || s.text(result.elements[1]!) !== `${values}.length`) return undefined;
  const start = before.at.getStart(s.source);
  return { title: "Count with foldby", edits: [{ start, end: call.node.end, text: `foldby(${s.text(key)}, n => n + 1, 0, (a, b) => a + b)` }] };
}

/** A partition is gone through twice. */

import type TS from "typescript";
import { ts } from "../../analysis/typescript.ts";
import type { Rule } from "../rule.ts";
import { descendants, parameterName } from "../syntax.ts";

export const BG09: Rule = {
  code: "BG09",
  about: "A partition is gone through twice",
  severity: "hint",
  *check(s) {
    for (const { f, call } of s.tasks) {
      if (call.name !== "mapPartitions" || s.lazy(call.node)?.meta.kind !== "bag" || !ts.isBlock(f.body ?? f)) continue;
      const name = parameterName(f);
      const uses = name === undefined ? [] : descendants(f.body!, ts.isIdentifier).filter(each => each.text === name && isWalk(each));
      if (uses.length < 2 || s.writesIn(f).some(write => write.name.text === name)) continue;
      yield {
        at: uses[1]!,
        message: `a partition is promised to be an Iterable, which can be gone through once: keep it with const values = [...${name!}] first`,
      };
    }
  },
};

function isWalk(node: TS.Identifier): boolean {
  const { parent } = node;
  if (ts.isForOfStatement(parent)) return parent.expression === node;
  if (ts.isSpreadElement(parent)) return true;
  return ts.isCallExpression(parent) && /^(Array|Iterator)\.from$|^new (Set|Map)$/.test(parent.expression.getText()) && parent.arguments.includes(node);
}

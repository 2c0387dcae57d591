/** So many delayed calls that handing them out takes longer than the work. */

import type TS from "typescript";
import { K, ts } from "../../analysis/typescript.ts";
import { isDelayedCall } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { constant, plainSize, formatCount } from "../sizes.ts";
import type { Subject } from "../subject.ts";

export const DL07: Rule = {
  code: "DL07",
  about: "So many delayed calls that handing them out takes longer than the work",
  severity: "warning",
  thresholds: { tasks: { value: 100_000, about: "The most delayed calls that a loop may make." } },
  *check(s, { tasks }) {
    for (const call of s.calls) {
      if (!isDelayedCall(s, call) || s.taskOf(call.node) !== undefined) continue;
      let rounds = 1;
      for (let loop = s.loopOf(call.node); loop !== undefined; loop = s.loopOf(loop)) rounds *= roundsOf(s, loop);
      if (rounds < tasks!) continue;
      yield {
        at: call.at,
        message: `${formatCount(rounds)} tasks, each of which costs some hundred microseconds to hand out: give each a batch of the work, or use a bag with fewer partitions`,
      };
    }
  },
};

/** Rounds of a loop whose bounds are written out; 1 where they are not. */
function roundsOf(s: Subject, loop: TS.Node): number {
  if (ts.isForStatement(loop)) {
    const { initializer, condition } = loop;
    if (condition === undefined || !ts.isBinaryExpression(condition) || initializer === undefined || !ts.isVariableDeclarationList(initializer)) return 1;
    const from = constant(s, initializer.declarations[0]?.initializer);
    const to = constant(s, condition.right);
    const step = loop.incrementor !== undefined && /\+\+/.test(loop.incrementor.getText());
    return from === undefined || to === undefined || !step || condition.operatorToken.kind !== K.LessThanToken ? 1 : Math.max(1, to - from);
  }
  if (ts.isForOfStatement(loop)) return plainSize(s, loop.expression)?.length ?? 1;
  const on = ts.isCallExpression(loop) && ts.isPropertyAccessExpression(loop.expression) ? loop.expression : undefined;
  if (on?.name.text === "from") return plainSize(s, loop as TS.CallExpression)?.length ?? 1;
  return on === undefined ? 1 : (plainSize(s, on.expression)?.length ?? 1);
}

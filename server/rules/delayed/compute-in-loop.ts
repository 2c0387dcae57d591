/** A run in each round of a loop, or runs that repeat each other's work. */

import type TS from "typescript";
import type { Expr } from "../../../runtime/expr/expr.ts";
import { blocksOf } from "../../analysis/tasks.ts";
import { K, ts } from "../../analysis/typescript.ts";
import { runsOf, needed, isSource, certain, type Run } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatCount } from "../sizes.ts";
import type { Subject, Call } from "../subject.ts";
import { contains, isInside, isFunction, rootName, userOf } from "../syntax.ts";

export const DL02: Rule = {
  code: "DL02",
  about: "A run in each round of a loop, or runs that repeat each other's work",
  severity: "warning",
  thresholds: { shared: { value: 8, about: "The fewest tasks that two runs have in common before they are one run's work." } },
  *check(s, limits) {
    const runs = runsOf(s).filter(({ verb, call }) => verb === "compute" && (call.name === "compute" || call.name === "result"));
    for (const { call } of runs) {
      const loop = s.loopOf(call.node);
      if (loop === undefined || s.taskOf(call.node) !== undefined || loop.kind === K.WhileStatement || loop.kind === K.DoStatement) continue;
      if (stopsEarly(loop) || feedsNextRound(s, call, loop) || isTimed(loop) || isReducedAtOnce(call.node)) continue;
      yield { at: call.at, message: "each round waits for its own run: collect the lazy values, then run them all at once with `await compute(...values)`" };
    }
    for (const [i, run] of runs.entries()) {
      const before = runs[i - 1];
      if (before === undefined || before.exprs.length !== 1 || run.exprs.length !== 1 || !areNeighbours(before, run)) continue;
      const common = inCommon(s, before.exprs[0]!, run.exprs[0]!);
      if (common < limits["shared"]!) continue;
      yield {
        at: run.call.at,
        severity: "hint",
        message: `${formatCount(common)} tasks are those of the run before: \`await compute(a, b)\` does them once`,
      };
    }
  },
};

const stopsEarly = (loop: TS.Node): boolean =>
  contains(
    loop,
    each => each.kind === K.BreakStatement || each.kind === K.ReturnStatement,
    each => !isFunction(each),
  );
/** A block is fetched, made small and let go, so that memory holds one at a time: `total += (await block.compute()).sum()`. */
function isReducedAtOnce(node: TS.Node): boolean {
  const user = ts.isAwaitExpression(node.parent) ? userOf(node.parent) : undefined;
  return user !== undefined && ts.isPropertyAccessExpression(user);
}

/** Each round is measured alone. */
const isTimed = (loop: TS.Node): boolean =>
  contains(loop, each => ts.isIdentifier(each) && (each.text === "performance" || each.text === "hrtime" || each.text === "time"));

/** What is computed decides what the next round does. */
function feedsNextRound(s: Subject, call: Call, loop: TS.Node): boolean {
  let each: TS.Node = call.node;
  while (each.parent !== undefined && (ts.isAwaitExpression(each.parent) || ts.isParenthesizedExpression(each.parent))) each = each.parent;
  const { parent } = each;
  if (ts.isBinaryExpression(parent) && parent.right === each && parent.operatorToken.kind === K.EqualsToken) {
    const name = rootName(parent.left);
    const found = name === undefined ? undefined : s.resolve(name);
    return found === undefined || !isInside(found.node, loop);
  }
  // A value that is kept beyond the round is what the loop is there for, unless it is only collected.
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const { text } = parent.name;
  return s.writes.some(
    write =>
      write.kind !== "method" &&
      isInside(write.node, loop) &&
      contains(write.node, inner => ts.isIdentifier(inner) && inner.text === text) &&
      !isInside(s.resolve(write.name)?.node ?? loop, loop),
  );
}

/** Statements one after the other, the second of which does not use what the first one gave. */
function areNeighbours(a: Run, b: Run): boolean {
  const [one, two] = [statementOf(a.call.node), statementOf(b.call.node)];
  if (one === undefined || two === undefined || one === two || one.parent !== two.parent || one.end > two.pos) return false;
  const text = one.getSourceFile().text.slice(one.end, two.getStart());
  if (text.trim() !== "") return false;
  const names = ts.isVariableStatement(one) ? one.declarationList.declarations.flatMap(each => (ts.isIdentifier(each.name) ? [each.name.text] : [])) : [];
  return !contains(two, each => ts.isIdentifier(each) && names.includes(each.text));
}
function statementOf(node: TS.Node): TS.Statement | undefined {
  let each = node;
  while (each.parent !== undefined && !ts.isBlock(each.parent) && !ts.isSourceFile(each.parent)) {
    if (isFunction(each)) return undefined;
    each = each.parent;
  }
  return each.parent === undefined ? undefined : (each as TS.Statement);
}

/** Blocks that both need, but for what is kept in memory. */
function inCommon(s: Subject, a: Expr, b: Expr): number {
  if (a.id === b.id) return 0;
  const kept = new Set(runsOf(s).flatMap(({ verb, exprs }) => (verb === "persist" ? exprs.flatMap(expr => needed(expr).map(each => each.id)) : [])));
  const mine = new Set(needed(a).map(each => each.id));
  const both = needed(b).filter(each => mine.has(each.id) && !kept.has(each.id) && certain(each));
  return both.some(each => !isSource(each) || each.params["parts"] !== undefined) ? blocksOf(both) : 0;
}

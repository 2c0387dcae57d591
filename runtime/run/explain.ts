/** `explain`: the plan as written and after each pass of the optimiser. */

import { exprOf, isLazy } from "../collections/lazy.ts";
import { linksOf, neededFor } from "../graph/links.ts";
import { lower } from "../lower/lower.ts";
import { formatCount } from "../meta/format.ts";
import type { Expr } from "../expr/expr.ts";
import { PASSES } from "../optimize/index.ts";
import { planText } from "../optimize/plan-text.ts";
import { skippedPasses } from "./skipped-passes.ts";

/** Text for people: each plan with the number of tasks that would run. Passes that change nothing are named in a line. Nothing runs. */
export function explain(...values: unknown[]): string {
  let roots: readonly Expr[] = values.map((value, i) => {
    if (!isLazy(value)) throw new TypeError(`explain: expected lazy values, got ${value === null ? "null" : typeof value} in place ${i + 1}`);
    return exprOf(value);
  });
  const skipped = skippedPasses();
  let text = planText(roots);
  const parts = [section("as written", roots, text)];
  for (const [name, pass] of PASSES) {
    if (skipped.has(name)) {
      parts.push(`== ${name}: switched off`);
      continue;
    }
    roots = pass(roots);
    const next = planText(roots);
    parts.push(next === text ? `== ${name}: no change` : section(name, roots, next));
    text = next;
  }
  return parts.join("\n");
}

function section(name: string, roots: readonly Expr[], text: string): string {
  return `== ${name} (${tasks(roots)})\n${text}`;
}

function tasks(roots: readonly Expr[]): string {
  try {
    const { graph, roots: places } = lower(roots);
    const outputs = places.flatMap(({ first, blocks }) => Array.from({ length: blocks.reduce((n, b) => n * b, 1) }, (_, i) => first + i));
    const needed = neededFor(linksOf(graph), outputs).reduce((n, flag) => n + flag, 0);
    return `${formatCount(needed)} ${needed === 1 ? "task" : "tasks"}`;
  } catch {
    return "tasks ?";
  }
}

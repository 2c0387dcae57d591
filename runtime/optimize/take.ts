/**
 * The first values of what is made value by value are made of the first values: `x.map(f).take(3)` calls `f` three times. Only where nobody else
 * uses what is made.
 */

import { type Expr, withInputs } from "../expr/expr.ts";
import { dependents, transform } from "../expr/walk.ts";

/** One value of the first input, one of the output. */
const BY_VALUE: ReadonlySet<string> = new Set(["bag.map", "bag.starmap", "bag.pluck", "bag.str"]);

export function takeFirst(roots: readonly Expr[]): Expr[] {
  const users = dependents(roots);
  const asked = new Set(roots.map(root => root.id));
  /** How many steps each take moves below, by its id. */
  const passed = new Map<string, number>();
  for (const node of new Set([...users.values()].flat().concat(roots))) {
    if (node.op !== "bag.take") continue;
    let count = 0;
    for (let below = node.inputs[0]!; movable(below) && users.get(below.id)?.length === 1 && !asked.has(below.id); below = below.inputs[0]!) count++;
    if (count > 0) passed.set(node.id, count);
  }
  if (passed.size === 0) return [...roots];
  return transform(roots, (node, original) => {
    const steps: Expr[] = [];
    let below = node.inputs[0]!;
    while (steps.length < (passed.get(original.id) ?? 0)) {
      steps.push(below);
      below = below.inputs[0]!;
    }
    return steps.reduceRight((input, step) => withInputs(step, [input, ...step.inputs.slice(1)]), withInputs(node, [below]));
  });
}

const movable = (node: Expr): boolean =>
  BY_VALUE.has(node.op) && node.inputs[0]?.meta.kind === "bag" && node.inputs.slice(1).every(input => input.meta.kind !== "bag");

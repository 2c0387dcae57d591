/** Extra arguments of `map` and `mapPartitions`: bags go value by value or part by part, other lazy values whole, the rest as it is. */

import type { Expr } from "../../expr/expr.ts";
import { exprOf, isLazy } from "../lazy.ts";
import { templateOf } from "../template.ts";

export interface Argument {
  /** Position among the further inputs, if it is a bag. */
  readonly bag?: number;
  readonly template?: unknown;
}

export function callArguments(args: readonly unknown[]): { inputs: Expr[]; args: Argument[] } {
  const inputs: Expr[] = [];
  const after = args.map((arg): Argument => {
    if (isLazy(arg) && exprOf(arg).meta.kind === "bag") return { bag: inputs.push(exprOf(arg)) - 1 };
    const { template, inputs: inner } = templateOf(arg);
    const shift = inputs.length;
    inputs.push(...inner);
    return { template: shifted(template, shift) };
  });
  return { inputs, args: after };
}

function shifted(template: unknown, by: number): unknown {
  if (by === 0 || typeof template !== "object" || template === null) return template;
  if (Array.isArray(template)) return template.map(item => shifted(item, by));
  if (Object.getPrototypeOf(template) !== Object.prototype) return template;
  if ("$input" in template) return { $input: (template.$input as number) + by };
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, shifted(item, by)]));
}

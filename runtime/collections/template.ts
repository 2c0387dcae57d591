/** Arguments with lazy values inside, as data: each lazy value becomes an input and leaves `{ $input: k }` in its place. */

import { build, exprOf, isLazy } from "./lazy.ts";
import type { Expr } from "../expr/expr.ts";

export interface Template {
  readonly template: unknown;
  readonly inputs: readonly Expr[];
}

/** Walks arrays and object literals; anything else is taken whole. A collection inside is put together to one value first. */
export function templateOf(value: unknown, walk = true): Template {
  const inputs: Expr[] = [];
  const positions = new Map<string, number>();
  const visit = (item: unknown): unknown => {
    if (isLazy(item)) {
      const node = single(exprOf(item));
      let position = positions.get(node.id);
      if (position === undefined) {
        position = inputs.push(node) - 1;
        positions.set(node.id, position);
      }
      return { $input: position };
    }
    if (!walk) return item;
    if (Array.isArray(item)) return item.map(visit);
    if (isLiteral(item)) return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, visit(inner)]));
    return item;
  };
  return { template: visit(value), inputs };
}

/** The expression itself if it is one value, else what puts its blocks together. */
export function single(node: Expr): Expr {
  return node.meta.kind === "delayed" || node.meta.kind === "scalar" ? node : build("assemble", [node], { meta: node.meta });
}

export function isLiteral(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Orders over a shared graph of expressions. */

import { type Expr, withInputs } from "./expr.ts";

/** Every node once (by id), inputs before users. Iterative: chains may be longer than the stack. */
export function postorder(roots: readonly Expr[]): Expr[] {
  const seen = new Set<string>();
  const order: Expr[] = [];
  const stack: [node: Expr, next: number][] = [];
  for (const root of roots) {
    if (!seen.has(root.id)) stack.push([root, 0]);
    seen.add(root.id);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const input = top[0].inputs[top[1]++];
      if (input === undefined) {
        order.push(top[0]);
        stack.pop();
      } else if (!seen.has(input.id)) {
        seen.add(input.id);
        stack.push([input, 0]);
      }
    }
  }
  return order;
}

/** Rebuilds from the leaves up; `rewrite` sees each node once, its inputs already rewritten. Shared nodes stay shared. */
export function transform(roots: readonly Expr[], rewrite: (node: Expr, original: Expr) => Expr): Expr[] {
  const done = new Map<string, Expr>();
  for (const node of postorder(roots)) {
    done.set(
      node.id,
      rewrite(
        withInputs(
          node,
          node.inputs.map(input => done.get(input.id)!),
        ),
        node,
      ),
    );
  }
  return roots.map(root => done.get(root.id)!);
}

/** How many nodes use each node (by id), roots counted once as used from outside. */
export function dependents(roots: readonly Expr[]): Map<string, Expr[]> {
  const users = new Map<string, Expr[]>();
  for (const node of postorder(roots)) {
    for (const input of node.inputs) {
      const list = users.get(input.id);
      if (list === undefined) users.set(input.id, [node]);
      else list.push(node);
    }
  }
  return users;
}

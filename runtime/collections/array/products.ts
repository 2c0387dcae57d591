/** Matrix and tensor products. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { newaxis } from "../../meta/slice.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { contract, letter, letters } from "./contract.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { asExpr, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";

const rank = (node: Expr): number => metaOf(node).shape.length;

/** Products of the last two axes; axes before them broadcast. A vector is a row on the left and a column on the right, and its axis goes. */
export function matmul(a: unknown, b: unknown, where = "matmul"): Expr {
  const [x, y] = [asExpr(a, where), asExpr(b, where)];
  const [n, m] = [rank(x), rank(y)];
  if (n === 0 || m === 0) throw new ShapeError(`${where} takes arrays with axes; scalars are multiplied by mul`, ["1 or more axes"], [n, m]);
  sameLength(x, n - 1, y, Math.max(0, m - 2), where);
  const batch = Math.max(0, n - 2, m - 2);
  const [row, inner, column] = [letter(batch), letter(batch + 1), letter(batch + 2)];
  const head = (count: number) => letters(batch - count, count);
  const left = n === 1 ? inner : head(n - 2) + row + inner;
  const right = m === 1 ? inner : head(m - 2) + inner + column;
  const output = letters(0, batch) + (n === 1 ? "" : row) + (m === 1 ? "" : column);
  return contract(
    where,
    [
      { node: x, word: left },
      { node: y, word: right },
    ],
    output,
  );
}

/** Sizes that only broadcasting would bring together are not the same here. */
function sameLength(x: Expr, i: number, y: Expr, j: number, where: string): void {
  const [p, q] = [metaOf(x).shape[i]!, metaOf(y).shape[j]!];
  if (isKnown(p) && isKnown(q) && p !== q) throw new ShapeError(`${where}: axis ${i} of the first has ${p} elements, axis ${j} of the second ${q}`, [p], [q]);
}

/** The last axis of the first with the last but one of the second. */
export function dot(a: unknown, b: unknown): Expr {
  const [x, y] = [asExpr(a, "dot"), asExpr(b, "dot")];
  if (rank(x) === 0 || rank(y) === 0) return elementwise("mul", [x, y]);
  return contracted("dot", x, y, [rank(x) - 1], [Math.max(0, rank(y) - 2)]);
}

export function inner(a: unknown, b: unknown): Expr {
  const [x, y] = [asExpr(a, "inner"), asExpr(b, "inner")];
  if (rank(x) === 0 || rank(y) === 0) return elementwise("mul", [x, y]);
  return contracted("inner", x, y, [rank(x) - 1], [rank(y) - 1]);
}

/** `axes`: how many to contract, the last of the first with the first of the second (2 if not given), or which of each. */
export function tensordot(a: unknown, b: unknown, args: readonly unknown[]): Expr {
  const [x, y] = [asExpr(a, "tensordot"), asExpr(b, "tensordot")];
  const { axes = 2 } = bind(sig("tensordot", "axes"), args);
  if (typeof axes === "number") {
    if (!Number.isInteger(axes) || axes < 0 || axes > rank(x) || axes > rank(y))
      throw new ShapeError(
        `tensordot: axes must be a count from 0 to ${Math.min(rank(x), rank(y))}, got ${axes}`,
        [`0 to ${Math.min(rank(x), rank(y))}`],
        [axes],
      );
    const count = Array.from({ length: axes }, (_, i) => i);
    return contracted(
      "tensordot",
      x,
      y,
      count.map(i => rank(x) - axes + i),
      count,
    );
  }
  if (!Array.isArray(axes) || axes.length !== 2) throw new TypeError(`tensordot: expected axes as a number or as two lists, got ${String(axes)}`);
  const list = (given: unknown, node: Expr): number[] => [given].flat().map(axis => axisOf(axis, rank(node), "tensordot"));
  const [p, q] = [list(axes[0], x), list(axes[1], y)];
  if (p.length !== q.length || new Set(p).size !== p.length || new Set(q).size !== q.length)
    throw new ShapeError(`tensordot: as many different axes of each are needed, got ${p.length} and ${q.length}`, p, q);
  return contracted("tensordot", x, y, p, q);
}

function contracted(name: string, x: Expr, y: Expr, p: readonly number[], q: readonly number[]): Expr {
  for (const [k, axis] of p.entries()) sameLength(x, axis, y, q[k]!, name);
  const left = letters(0, rank(x));
  let next = rank(x);
  const right = Array.from({ length: rank(y) }, (_, axis) => (q.includes(axis) ? left[p[q.indexOf(axis)]!]! : letter(next++))).join("");
  const output = [...left].filter((_, axis) => !p.includes(axis)).join("") + [...right].filter((_, axis) => !q.includes(axis)).join("");
  return contract(
    name,
    [
      { node: x, word: left },
      { node: y, word: right },
    ],
    output,
  );
}

export const vdot = (a: unknown, b: unknown): Expr => {
  const [x, y] = [elementwise("conj", [ravel(asExpr(a, "vdot"))]), ravel(asExpr(b, "vdot"))];
  return contracted("vdot", x, y, [0], [0]);
};

export function outer(a: unknown, b: unknown): Expr {
  return elementwise("mul", [getitem(ravel(asExpr(a, "outer")), [":", newaxis]), getitem(ravel(asExpr(b, "outer")), [newaxis, ":"])]);
}

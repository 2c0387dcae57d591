/** Arrays put together along an axis, or along a new one. */

import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown, sameDim } from "../../meta/dim.ts";
import { promote } from "../../meta/dtype.ts";
import { newaxis } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { axisOf } from "./axes.ts";
import { getitem } from "./get.ts";
import { knownDType, metaOf } from "./operands.ts";
import { ravel } from "./reshape.ts";
import { unify } from "./unify.ts";

const ranks = (nodes: readonly Expr[]) => nodes.map(node => metaOf(node).shape.length);
const dims = (node: Expr) => metaOf(node).shape.map(d => (isKnown(d) ? d : Number.NaN));

export function concatenate(given: readonly Expr[], axis: unknown, where = "concatenate"): Expr {
  checkSome(given, where);
  if (axis === null) return concatenate(given.map(ravel), 0, where);
  const rank = metaOf(given[0]!).shape.length;
  const along = axisOf(axis, rank, where);
  for (const node of given) {
    const [first, shape] = [metaOf(given[0]!).shape, metaOf(node).shape];
    const fail = (why: string): never => {
      throw new ShapeError(`${where} along axis ${along}: ${why}: (${dims(given[0]!).join(", ")}) and (${dims(node).join(", ")})`, dims(given[0]!), dims(node));
    };
    if (shape.length !== rank) fail(`expected arrays of ${rank} axes, got one of ${shape.length}`);
    const differs = shape.findIndex((n, k) => k !== along && isKnown(n) && isKnown(first[k]!) && !sameDim(n, first[k]!));
    if (differs >= 0) fail(`sizes on axis ${differs} differ`);
  }
  const full = given.filter(node => metaOf(node).shape[along] !== 0);
  const nodes = full.length === 0 ? given.slice(0, 1) : full;
  if (nodes.length === 1 && given.every(node => knownDType(node) === knownDType(nodes[0]!))) return nodes[0]!;
  const others = nodes.map((node, k) => metaOf(node).shape.map((_, other) => (other === along ? -1 - k : other)));
  return build("array.concatenate", unify(nodes, others), { axis: along, dtype: commonDType(given) });
}

export function stack(given: readonly Expr[], axis: unknown, where = "stack"): Expr {
  checkSome(given, where);
  const { shape } = metaOf(given[0]!);
  for (const node of given) {
    if (ranks([node])[0] !== shape.length || metaOf(node).shape.some((n, k) => isKnown(n) && isKnown(shape[k]!) && n !== shape[k])) {
      throw new ShapeError(
        `${where}: arrays must have the same shape: (${dims(given[0]!).join(", ")}) and (${dims(node).join(", ")})`,
        dims(given[0]!),
        dims(node),
      );
    }
  }
  const along = axisOf(axis, shape.length + 1, where);
  return build("array.stack", unify(given), { axis: along, dtype: commonDType(given) });
}

/** Arrays of at least that many axes, new ones where NumPy puts them. */
export function atLeast(node: Expr, rank: 1 | 2 | 3): Expr {
  const own = metaOf(node).shape.length;
  if (own >= rank) return node;
  if (rank === 3 && own === 2) return getitem(node, [":", ":", newaxis]);
  if (rank === 3 && own === 1) return getitem(node, [newaxis, ":", newaxis]);
  return getitem(
    node,
    Array.from({ length: rank - own }, () => newaxis),
  );
}

export function hstack(given: readonly Expr[]): Expr {
  const nodes = given.map(node => atLeast(node, 1));
  return concatenate(nodes, metaOf(nodes[0]!).shape.length === 1 ? 0 : 1, "hstack");
}
export const vstack = (given: readonly Expr[]): Expr =>
  concatenate(
    given.map(node => atLeast(node, 2)),
    0,
    "vstack",
  );
export const dstack = (given: readonly Expr[]): Expr =>
  concatenate(
    given.map(node => atLeast(node, 3)),
    2,
    "dstack",
  );

function commonDType(nodes: readonly Expr[]) {
  const dtypes = nodes.map(knownDType);
  return dtypes.some(dtype => dtype === undefined)
    ? nodes.map(node => metaOf(node).dtype).find(isUnknown)
    : (dtypes as Exclude<(typeof dtypes)[number], undefined>[]).reduce(promote);
}

function checkSome(nodes: readonly Expr[], where: string): void {
  if (nodes.length === 0) throw new ShapeError(`${where} needs at least one array`, ["at least 1"], [0]);
}

/** Where elements are not zero: positions in numbers that only the run finds out. */

import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { UnknownSizeError } from "../../errors.ts";
import { indices } from "./create.ts";
import { elementwise } from "./elementwise.ts";
import { getitem } from "./get.ts";
import { stack } from "./join.ts";
import { metaOf } from "./operands.ts";
import { rechunkTo } from "./rechunk.ts";
import { ravel } from "./reshape.ts";

/** One row an element that is not zero, one column an axis, in C order. */
export function argwhere(given: Expr): Expr {
  const { shape, chunks } = metaOf(given);
  if (shape.some(n => !isKnown(n) && !isUnknown(n))) throw new UnknownSizeError("argwhere needs sizes that are known: await computeChunkSizes() first");
  const rank = shape.length;
  const mask = ravel(elementwise("ne", [given, 0]));
  if (rank === 0) return getitem(getitem(indices([[1], { chunks: 1 }]), [":0"]), [mask]);
  const grid = indices([shape, { chunks: chunks.some(isUnknown) ? -1 : chunks }]);
  const columns = Array.from({ length: rank }, (_, axis) => ravel(getitem(grid, [axis])));
  const blocks = metaOf(mask).chunks[0]!;
  return getitem(
    stack(
      columns.map(column => (isUnknown(blocks) ? column : rechunkTo(column, [blocks]))),
      1,
    ),
    [mask, ":"],
  );
}

export const nonzero = (node: Expr): Expr[] => {
  const places = argwhere(node);
  return Array.from({ length: metaOf(node).shape.length }, (_, axis) => getitem(places, [":", axis]));
};

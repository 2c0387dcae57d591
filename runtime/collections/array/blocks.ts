/** Whole blocks, by their place in the grid. */

import { NotSupportedError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isUnknown } from "../../meta/dim.ts";
import { readIndex } from "../../meta/slice.ts";
import { build } from "../lazy.ts";
import { metaOf } from "./operands.ts";

export function pickBlocks(node: Expr, index: readonly unknown[]): Expr {
  const { chunks } = metaOf(node);
  const grid = chunks.map(axis => (isUnknown(axis) ? axis : axis.length));
  const picks = readIndex(index, grid).map(entry => {
    if (entry.kind === "int") return [entry.at];
    if (entry.kind === "list") return entry.positions;
    if (entry.kind !== "slice" || isUnknown(entry.length))
      throw new NotSupportedError("blocks.get takes integers, slices and lists of integers, of axes whose blocks are known");
    return Array.from({ length: entry.length }, (_, i) => entry.start + i * entry.step);
  });
  return build("array.blocks", [node], { picks });
}

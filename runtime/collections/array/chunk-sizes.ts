/** Sizes that are known only by computing: every block is asked for its shape. */

import type { Runner, RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { unravel } from "../../graph/graph.ts";
import { isUnknown } from "../../meta/dim.ts";
import { build } from "../lazy.ts";
import { metaOf } from "./operands.ts";

/** `wrap` makes the handle of the node: a part of the run's result, so that where nothing runs there is none, not a handle of nothing. */
export function computeChunkSizes<T>(node: Expr, options: RunOptions, runner: Runner, wrap: (node: Expr) => T): Promise<T> {
  const { chunks } = metaOf(node);
  if (chunks.every(axis => !isUnknown(axis) && !axis.some(Number.isNaN))) return Promise.resolve(wrap(node));
  const shapes = build("array.shapes", [node]);
  return runner.compute([shapes], options, ([value]) =>
    wrap(
      build("array.sized", [node], {
        chunks: chunksOf(
          value as number[][],
          chunks.map(axis => (isUnknown(axis) ? 1 : axis.length)),
        ),
      }),
    ),
  );
}

function chunksOf(shapes: readonly (readonly number[])[], grid: readonly number[]): number[][] {
  const chunks = grid.map(n => new Array<number>(n).fill(0));
  for (const [i, shape] of shapes.entries()) for (const [axis, at] of unravel(i, grid).entries()) chunks[axis]![at] = shape[axis]!;
  return chunks;
}

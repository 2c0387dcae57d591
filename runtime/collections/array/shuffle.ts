/** Positions along an axis in another order, in groups that stay together in a block. */

import { IndexError, UnknownSizeError } from "../../errors.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown, isUnknown } from "../../meta/dim.ts";
import { build } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { axisOf } from "./axes.ts";
import { packedSizes, take } from "./get.ts";
import { metaOf } from "./operands.ts";

export function shuffle(node: Expr, args: readonly unknown[]): Expr {
  const { groups, indexer = groups, axis = 0 } = bind(sig("shuffle", "groups axis", "indexer"), args);
  const { shape, chunks } = metaOf(node);
  const on = axisOf(axis, shape.length, "shuffle");
  if (!Array.isArray(indexer) || !indexer.every(Array.isArray)) throw new TypeError("shuffle: expected a list of lists of positions");
  const positions = (indexer as number[][]).flat();
  const length = shape[on]!;
  if (isUnknown(length) || isUnknown(chunks[on])) return take(node, positions, on);
  if (!isKnown(length)) throw new UnknownSizeError(`shuffle: axis ${on} has an unknown size: await computeChunkSizes() first`);
  const wrong = positions.find(at => !Number.isInteger(at) || at < 0 || at >= length);
  if (wrong !== undefined) throw new IndexError(`shuffle: index ${wrong} is out of bounds for axis ${on} with size ${length}`);
  const average = length / (chunks[on] as readonly number[]).length;
  const blocks = packedSizes(
    (indexer as number[][]).map(group => group.length),
    average,
  );
  return build("array.take", [node], { axis: on, positions, blocks });
}

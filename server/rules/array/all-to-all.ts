/** A rechunk in which every chunk needs a piece of nearly every other. */

import { isUnknown } from "../../../runtime/meta/dim.ts";
import type { ArrayMeta } from "../../../runtime/meta/meta.ts";
import { certain } from "../graph.ts";
import type { Rule } from "../rule.ts";
import { formatBytes, formatCount, blocks, bytes } from "../sizes.ts";

export const AR13: Rule = {
  code: "AR13",
  about: "A rechunk in which every chunk needs a piece of nearly every other",
  severity: "warning",
  thresholds: { size: { value: 1_000_000_000, about: "The smallest array that is worth a word.", unit: "bytes" } },
  *check(s, { size }) {
    for (const { call, expr } of s.made) {
      if (expr.op !== "array.rechunk" || call.name !== "rechunk" || !certain(expr)) continue;
      const [before, after] = [expr.inputs[0]!.meta as ArrayMeta, expr.meta as ArrayMeta];
      const all = bytes(after);
      if (all === undefined || all < size!) continue;
      const count = (meta: ArrayMeta, axis: number) => (isUnknown(meta.chunks[axis]!) ? 1 : (meta.chunks[axis] as readonly number[]).length);
      const axes = after.shape.map((_, axis) => axis);
      const joins = axes.some(axis => count(before, axis) >= 8 && count(after, axis) === 1);
      const cuts = axes.some(axis => count(before, axis) === 1 && count(after, axis) >= 8);
      if (!joins || !cuts) continue;
      const pieces = blocks(before.kind === "array" ? before : after)! * blocks(after)!;
      yield {
        at: call.at,
        message: `${formatBytes(all)} are cut into ${formatCount(pieces)} pieces, one from every chunk to every chunk: read the data in the chunks you need, or go by way of square chunks`,
      };
    }
  },
};

/** Other blocks of the same elements, in as many steps as the plan says. */

import type { LayerHandle } from "../graph/builder.ts";
import { intersectChunks, type Piece, sameBlocks } from "../meta/block-grid.ts";
import { defaultChunkBytes } from "../meta/auto-chunks.ts";
import { isUnknown } from "../meta/dim.ts";
import { itemsize } from "../meta/dtype.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import { planRechunk, rechunkThreshold } from "../meta/plan-rechunk.ts";
import { chunksOf, indices } from "./array-forms.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks, type LowerContext } from "./lower.ts";

type Blocks = readonly (readonly number[])[];

export const rechunk: Form = context => {
  const { node, inputs } = context;
  knownBlocks(node);
  const meta = node.meta as ArrayMeta;
  const { chunks: after, threshold, limit } = node.params as unknown as { chunks: Blocks; threshold?: number; limit?: number };
  const bytes = isUnknown(meta.dtype) ? 8 : itemsize(meta.dtype);
  let chunks = chunksOf(context);
  const plan = planRechunk(chunks, after, {
    threshold: threshold ?? rechunkThreshold(),
    blockElements: Math.min(limit ?? defaultChunkBytes(), context.largestBlock) / bytes,
  });
  let current = inputs[0]!;
  for (const [i, next] of plan.entries()) {
    current = step(context, current, chunks, next, i < plan.length - 1 ? `step${i + 1}` : undefined);
    chunks = next;
  }
  return current;
};

function step({ builder, node, common }: LowerContext, input: LayerHandle, before: Blocks, after: Blocks, suffix: string | undefined): LayerHandle {
  const pieces: Piece[][][] = before.map((axis, k) =>
    sameBlocks(axis, after[k]!) ? axis.map((size, block) => [{ block, start: 0, stop: size }]) : intersectChunks(axis, after[k]!),
  );
  const blocks = after.map(axis => axis.length);
  const deps = indices(blocks).map(index => {
    let members = [0];
    for (const [axis, i] of index.entries()) members = members.flatMap(base => pieces[axis]![i]!.map(piece => base * input.blocks[axis]! + piece.block));
    return members.map(at => input.first + at);
  });
  const size = blockBytes({ ...(node.meta as ArrayMeta), chunks: after });
  const layer = common("array.rechunk", blocks, suffix === undefined ? { blockBytes: size } : { blockBytes: size, suffix });
  return builder.table({ ...layer, params: { chunks: after, pieces } }, deps, { gather: true });
}

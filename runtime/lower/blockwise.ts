/** Block i of the output from block i of every input: arrays by trailing axes (an axis of one block serves all), single values everywhere. */

import type { LayerHandle } from "../graph/builder.ts";
import type { BlockInput } from "../graph/graph.ts";
import { blockBytes } from "./bytes.ts";
import { knownBlocks, type LowerContext } from "./lower.ts";

export function blockwise({ builder, node, inputs, common }: LowerContext, kernel: string): LayerHandle {
  const blocks = knownBlocks(node);
  // A fused task that ends in the first stage of a reduction gives little; how much is not known.
  return builder.blockwise(
    common(kernel, blocks, { blockBytes: node.params["reduced"] === true ? null : blockBytes(node.meta) }),
    inputs.map(input => aligned(input, blocks)),
  );
}

/** Trailing axes of the input follow those of the output, but an axis with one block where the output has several stays at it. */
export function aligned(input: LayerHandle, blocks: readonly number[]): BlockInput {
  const shift = blocks.length - input.blocks.length;
  return {
    layer: input.layer,
    offset: input.offset,
    axes: input.blocks.map((n, axis) => (n === 1 && (shift + axis < 0 || blocks[shift + axis] !== 1) ? -1 : shift + axis)),
  };
}

/** Lowerings of functions over blocks: which blocks of its inputs each task gets. */

import type { LayerHandle } from "../graph/builder.ts";
import { unravel } from "../graph/graph.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import { CONTRACTED } from "../ops/blockwise.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks } from "./lower.ts";

/** Every index of a grid of blocks, in C order. */
export const gridIndices = (blocks: readonly number[]): number[][] => Array.from({ length: blocks.reduce((n, b) => n * b, 1) }, (_, i) => unravel(i, blocks));

/** Tasks of an input for one task: `axes[a]` is the index's axis that axis a follows, at block 0 where it has one only; contracted ones give all blocks. */
export function tasksFor(input: LayerHandle, axes: readonly number[], index: readonly number[], blocks: readonly number[]): number[] {
  let members = [0];
  for (const [axis, follows] of axes.entries()) {
    const n = input.blocks[axis]!;
    if (follows === CONTRACTED) members = members.flatMap(base => Array.from({ length: n }, (_, k) => base * n + k));
    else {
      const at = n === 1 && blocks[follows] !== 1 ? 0 : index[follows]!;
      members = members.map(base => base * n + at);
    }
  }
  return members.map(at => input.first + at);
}

/** A task a block. Without contracted axes the layer is a rule; with them it is a table, whose kernel gets one flat list of blocks. */
const functionOfBlocks =
  (kernel: string): Form =>
  ({ builder, node, inputs, common }) => {
    const blocks = knownBlocks(node);
    const layer = common(kernel, blocks, { blockBytes: blockBytes(node.meta) });
    const axes = node.params["axes"] as readonly (readonly number[])[];
    const groups = inputs.map((input, k) => axes[k]!.flatMap((follows, axis) => (follows === CONTRACTED ? [input.blocks[axis]!] : [])));
    const params = { ...layer.params, grid: node.inputs.map(input => (input.meta.kind === "array" ? (input.meta as ArrayMeta).chunks : [])) };
    if (groups.every(group => group.every(n => n === 1)) && node.params["concatenate"] !== false) {
      return builder.blockwise(
        { ...layer, params },
        inputs.map((input, k) => ({
          layer: input.layer,
          offset: input.offset,
          axes: axes[k]!.map((follows, axis) => (follows === CONTRACTED || (input.blocks[axis] === 1 && blocks[follows] !== 1) ? -1 : follows)),
        })),
      );
    }
    const deps = gridIndices(blocks).map(index => inputs.flatMap((input, k) => tasksFor(input, axes[k]!, index, blocks)));
    return builder.table({ ...layer, params: { ...params, groups } }, deps, { gather: true });
  };
export const mapBlocks = functionOfBlocks("array.mapBlocks");
export const blockwise: Form = context => functionOfBlocks(context.node.op)(context);

/** Entry `params.output` of the lists that the blocks are. */
export const output: Form = ({ builder, node, inputs, common }) => {
  const blocks = knownBlocks(node);
  const loops = inputs[0]!.blocks;
  return builder.table(
    common("array.output", blocks, { blockBytes: blockBytes(node.meta) }),
    gridIndices(blocks).map(index => [loops.reduce((at, n, axis) => at * n + index[axis]!, 0) + inputs[0]!.first]),
  );
};

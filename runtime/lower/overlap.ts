/** Lowerings of overlapping blocks: each task gets the blocks that it takes pieces of, its own among them, and puts the pieces together itself. */

import type { LayerHandle } from "../graph/builder.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import { type Boundary, type Depth, type Segment, segmentsOf } from "../meta/overlap.ts";
import { blockBytes } from "./bytes.ts";
import { gridIndices } from "./block-functions.ts";
import { type Form, knownBlocks } from "./lower.ts";

/** A segment as the kernel sees it: `from` counts the blocks that the task gets along the axis. */
export type Piece =
  | { readonly from: number; readonly start: number; readonly step: number; readonly count: number }
  | { readonly value: number; readonly count: number };
/** By axis and index along it. */
export type Pieces = readonly (readonly { readonly members: number; readonly pieces: readonly Piece[] }[])[];

interface Plan {
  readonly pieces: Pieces;
  /** Blocks along each axis for each index along it. */
  readonly members: readonly (readonly (readonly number[])[])[];
}

function plan(meta: ArrayMeta, depth: readonly Depth[], boundary: readonly Boundary[]): Plan {
  const axes = (meta.chunks as readonly (readonly number[])[]).map((blocks, axis) =>
    (depth[axis]![0] === 0 && depth[axis]![1] === 0
      ? blocks.map((count, block): Segment[] => [{ block, start: 0, step: 1, count }])
      : segmentsOf(blocks, depth[axis]!, boundary[axis]!)
    ).map(segments => {
      const members = [...new Set(segments.flatMap(segment => ("block" in segment ? [segment.block] : [])))];
      const pieces = segments.map((segment): Piece =>
        "block" in segment ? { from: members.indexOf(segment.block), start: segment.start, step: segment.step, count: segment.count } : segment,
      );
      return { members, entry: { members: members.length, pieces } };
    }),
  );
  return { pieces: axes.map(axis => axis.map(({ entry }) => entry)), members: axes.map(axis => axis.map(({ members }) => members)) };
}

function membersOf(input: LayerHandle, { members }: Plan, at: readonly number[]): number[] {
  let places = [0];
  for (const [axis, i] of at.entries()) places = places.flatMap(base => members[axis]![i]!.map(block => base * input.blocks[axis]! + block));
  return places.map(place => input.first + place);
}

const gathered =
  (kernel: string): Form =>
  ({ builder, node, inputs, common }) => {
    const input = inputs[0]!;
    const own = plan(node.inputs[0]!.meta as ArrayMeta, node.params["depth"] as Depth[], node.params["boundary"] as Boundary[]);
    const blocks = knownBlocks(node);
    const layer = common(kernel, blocks, { blockBytes: blockBytes(node.meta) });
    const deps = gridIndices(blocks).map(index => membersOf(input, own, index.slice(0, input.blocks.length)));
    return builder.table({ ...layer, params: { ...layer.params, pieces: own.pieces } }, deps, { gather: true });
  };
export const overlap = gathered("array.overlap");
export const windows = gathered("array.windows");

/** The function with its trimming in the same task: no block of an overlapped array is ever kept. */
export const mapOverlap: Form = ({ builder, node, inputs, common }) => {
  const depth = node.params["depth"] as readonly Depth[][];
  const boundary = node.params["boundary"] as readonly Boundary[][];
  const axes = node.params["axes"] as readonly (readonly number[])[];
  const plans = node.inputs.map((input, k) => plan(input.meta as ArrayMeta, depth[k]!, boundary[k]!));
  const blocks = knownBlocks(node);
  const layer = common("array.mapOverlap", blocks, { blockBytes: blockBytes(node.meta) });
  const deps = gridIndices(blocks).map(index =>
    inputs.flatMap((input, k) =>
      membersOf(
        input,
        plans[k]!,
        axes[k]!.map((follows, axis) => (follows < 0 || (input.blocks[axis] === 1 && blocks[follows] !== 1) ? 0 : index[follows]!)),
      ),
    ),
  );
  const params = { ...layer.params, pieces: plans.map(each => each.pieces), grid: node.inputs.map(input => (input.meta as ArrayMeta).chunks) };
  return builder.table({ ...layer, params }, deps, { gather: true });
};

/** Block i from block i. */
export const sameBlocks: Form = ({ builder, node, inputs, common }) => {
  const blocks = knownBlocks(node);
  return builder.blockwise(common(node.op, blocks, { blockBytes: blockBytes(node.meta) }), [
    { layer: inputs[0]!.layer, offset: inputs[0]!.offset, axes: blocks.map((_, axis) => axis) },
  ]);
};

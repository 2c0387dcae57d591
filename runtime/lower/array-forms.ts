/** Lowerings of array operations that are a form of their own: which input blocks each output block needs. */

import type { LayerHandle } from "../graph/builder.ts";
import { type BlockInput, unravel } from "../graph/graph.ts";
import { locate, sliceChunks } from "../meta/block-grid.ts";
import { DTYPE_INFO, type DType } from "../meta/dtype.ts";
import type { ArrayMeta } from "../meta/meta.ts";
import type { IndexEntry } from "../meta/slice.ts";
import { aligned } from "./blockwise.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks, type LowerContext } from "./lower.ts";

type Blocks = readonly (readonly number[])[];
export const chunksOf = (context: LowerContext, input = 0): Blocks => (context.node.inputs[input]!.meta as ArrayMeta).chunks as Blocks;
const bytes = (context: LowerContext) => ({ blockBytes: blockBytes(context.node.meta) });
export const offsetOf = (index: readonly number[], blocks: readonly number[]): number => index.reduce((at, i, axis) => at * blocks[axis]! + i, 0);
export const indices = (blocks: readonly number[]): number[][] => Array.from({ length: blocks.reduce((n, b) => n * b, 1) }, (_, i) => unravel(i, blocks));

/** What a slice takes of each block, and which block an output block reads. */
export interface SlicePlan {
  readonly entries: readonly object[];
  pick(index: readonly number[]): number[];
}
export function slicePlan(index: readonly IndexEntry[], chunks: Blocks): SlicePlan {
  /** By axis of the input: which block an output index reads, and from which output axis; integers read one block. */
  const picks: ((index: readonly number[]) => number)[] = [];
  let out = 0;
  const entries = index.map(entry => {
    if (entry.kind === "newaxis") {
      out++;
      return entry;
    }
    const axis = picks.length;
    if (entry.kind === "int") {
      const { block, at } = locate(chunks[axis]!, entry.at);
      picks.push(() => block);
      return { kind: "int", at };
    }
    const at = out++;
    if (entry.kind !== "slice" || entry.full) {
      picks.push(own => own[at]!);
      return { kind: "full" };
    }
    const pieces = sliceChunks(chunks[axis]!, entry.start, entry.step, entry.length as number);
    picks.push(own => pieces[own[at]!]!.block);
    return { kind: "slice", step: entry.step, pieces };
  });
  return { entries, pick: own => picks.map(pick => pick(own)) };
}

/** Each output block is a piece of one input block. */
export const slice: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const { entries, pick } = slicePlan(node.params["index"] as readonly IndexEntry[], chunksOf(context));
  const blocks = knownBlocks(node);
  const deps = indices(blocks).map(index => [input.first + offsetOf(pick(index), input.blocks)]);
  return builder.table({ ...common("array.slice", blocks, bytes(context)), params: { entries } }, deps);
};

/** The input's axes follow those of the output that they become. */
export const transposed = (input: LayerHandle, axes: readonly number[]): BlockInput => ({
  layer: input.layer,
  offset: input.offset,
  axes: axes.map((_, axis) => axes.indexOf(axis)),
});
export const transpose: Form = context => {
  const { builder, node, inputs, common } = context;
  const axes = node.params["axes"] as readonly number[];
  return builder.blockwise(common("array.transpose", knownBlocks(node), bytes(context)), [transposed(inputs[0]!, axes)]);
};

/** Positions along one axis, whichever blocks they are in. */
export const take: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const { axis, positions, blocks: sizes } = node.params as unknown as { axis: number; positions: readonly number[]; blocks: readonly number[] };
  const chunks = chunksOf(context)[axis]!;
  let next = 0;
  const parts = sizes.map(size => {
    const places = positions.slice(next, (next += size)).map(position => locate(chunks, position));
    const members = [...new Set(places.map(place => place.block))].sort((a, b) => a - b);
    return {
      members: members.length > 0 ? members : [0],
      part: { from: places.map(place => members.indexOf(place.block)), at: places.map(place => place.at) },
    };
  });
  const blocks = knownBlocks(node);
  const all = indices(blocks);
  const deps = all.map(index => parts[index[axis]!]!.members.map(member => input.first + offsetOf(index.with(axis, member), input.blocks)));
  return builder.table({ ...common("array.take", blocks, bytes(context)), params: { axis } }, deps, {
    gather: true,
    taskParams: all.map(index => ({ part: parts[index[axis]!]!.part })),
  });
};

/** The second input is one-dimensional and follows `params.axis`. */
export const mask: Form = context => {
  const { builder, node, inputs, common } = context;
  const axis = node.params["axis"] as number;
  const blocks = knownBlocks(node);
  return builder.blockwise(common("array.mask", blocks, bytes(context)), [
    aligned(inputs[0]!, blocks),
    { layer: inputs[1]!.layer, offset: inputs[1]!.offset, axes: [axis] },
  ]);
};

/** Blocks one after another along an axis. */
const joined =
  (kernel: string, along: (context: LowerContext, input: number) => number): Form =>
  context => {
    const { builder, node, inputs, common } = context;
    const axis = node.params["axis"] as number;
    const owners = inputs.flatMap((input, k) => Array.from({ length: along(context, k) }, (_, block) => ({ input, block })));
    const blocks = knownBlocks(node);
    const deps = indices(blocks).map(index => {
      const { input, block } = owners[index[axis]!]!;
      const own = kernel === "array.stack" ? index.toSpliced(axis, 1) : index.with(axis, block);
      return [input.first + offsetOf(own, input.blocks)];
    });
    return builder.table(common(kernel, blocks, bytes(context)), deps);
  };
export const concatenate = joined("array.pass", (context, input) => context.inputs[input]!.blocks[context.node.params["axis"] as number]!);
export const stack = joined("array.stack", () => 1);

/** Block i becomes block i in C order. */
const inOrder =
  (kernel: string): Form =>
  context => {
    const { builder, node, inputs, common } = context;
    const blocks = knownBlocks(node);
    return builder.table(
      common(kernel, blocks, bytes(context)),
      indices(blocks).map((_, i) => [inputs[0]!.first + i]),
    );
  };
export const reshape = inOrder("array.reshape");
export const shapes = inOrder("array.shapes");
export const sized = inOrder("array.pass");

export const pickBlocks: Form = context => {
  const { builder, node, inputs, common } = context;
  const input = inputs[0]!;
  const picks = node.params["picks"] as Blocks;
  const blocks = knownBlocks(node);
  return builder.table(
    { ...common("array.pass", blocks, bytes(context)), params: {} },
    indices(blocks).map(index => [
      input.first +
        offsetOf(
          index.map((i, axis) => picks[axis]![i]!),
          input.blocks,
        ),
    ]),
  );
};

/**
 * Running sums: what each block comes to, and running sums of each that start from the blocks before it. Products and complex numbers: a running
 * total a block, the totals of blocks before it, and both put together.
 */
export const cumulative: Form = context => {
  const { builder, node, inputs, common } = context;
  const axis = node.params["axis"] as number;
  const blocks = knownBlocks(node);
  const input = inputs[0]!;
  const dtype = node.params["dtype"] as DType;
  if (node.params["name"] !== "cumprod" && DTYPE_INFO[dtype].category !== "complex") {
    const before = blocks.with(axis, Math.max(0, blocks[axis]! - 1));
    const sums = builder.table(
      common("array.total", before, { suffix: "total" }),
      indices(before).map(index => [input.first + offsetOf(index, blocks)]),
    );
    const parts = indices(blocks).map(index => [
      input.first + offsetOf(index, blocks),
      ...Array.from({ length: index[axis]! }, (_, k) => sums.first + offsetOf(index.with(axis, k), before)),
    ]);
    return builder.table(common("array.cumulateFrom", blocks, bytes(context)), parts, { gather: true });
  }
  const straight = [{ layer: input.layer, offset: input.offset, axes: blocks.map((_, k) => k) }];
  const own = builder.blockwise(common("array.cumulate", blocks, { suffix: "chunk", ...bytes(context) }), straight);
  const totals = builder.blockwise(common("array.lastOf", blocks, { suffix: "total" }), [{ layer: own.layer, axes: blocks.map((_, k) => k) }]);
  const all = indices(blocks);
  const deps = all.map(index => [
    own.first + offsetOf(index, blocks),
    ...Array.from({ length: index[axis]! }, (_, k) => totals.first + offsetOf(index.with(axis, k), blocks)),
  ]);
  return builder.table(common("array.carry", blocks, bytes(context)), deps, { gather: true });
};

/** A partition a block of rows. */
export const toFrame: Form = context => {
  const { builder, node, inputs, common } = context;
  const { layer, offset, blocks } = inputs[0]!;
  return builder.blockwise(common("array.toFrame", knownBlocks(node)), [{ layer, offset, axes: blocks.map((_, axis) => (axis === 0 ? 0 : -1)) }]);
};

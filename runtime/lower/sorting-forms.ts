/** Lowerings of operations in order: against whole lists, block by block against lists of several, along whole axes, with neighbours. */

import { unravel } from "../graph/graph.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, type LowerContext, knownBlocks } from "./lower.ts";

const bytes = (context: LowerContext) => ({ blockBytes: blockBytes(context.node.meta) });
const KERNELS: Readonly<Record<string, string>> = {
  "array.placesIn": "array.searchsorted",
  "array.searchsortedBlocks": "array.searchsorted",
  "array.isin": "array.isin",
  "array.isinBlocks": "array.isin",
};
/** Kernels that take a list of few to many values want the list where NumPy's function of that name has it. */
const listFirst = (op: string): boolean => !op.startsWith("array.isin");

/** The first input is one block, which every task reads. */
export const withWhole: Form = context => {
  const { builder, node, inputs, common } = context;
  const blocks = knownBlocks(node);
  const list = { layer: inputs[0]!.layer, offset: inputs[0]!.offset, axes: inputs[0]!.blocks.map(() => -1) };
  const values = { layer: inputs[1]!.layer, offset: inputs[1]!.offset, axes: blocks.map((_, axis) => axis) };
  return builder.blockwise(common(KERNELS[node.op]!, blocks, bytes(context)), listFirst(node.op) ? [list, values] : [values, list]);
};

/** The first axis of the result follows the blocks of the first input, the others those of the second. */
export const pairs: Form = context => {
  const { builder, node, inputs, common } = context;
  const blocks = knownBlocks(node);
  const list = { layer: inputs[0]!.layer, offset: inputs[0]!.offset, axes: [0] };
  const values = { layer: inputs[1]!.layer, offset: inputs[1]!.offset, axes: inputs[1]!.blocks.map((_, axis) => axis + 1) };
  const layer = common(KERNELS[node.op]!, blocks, bytes(context));
  return builder.blockwise({ ...layer, params: { ...layer.params, front: true } }, listFirst(node.op) ? [list, values] : [values, list]);
};

/** Axes of `params.axes` go away (or stay as one element); what is asked for several times comes in front. A second input has the blocks of the first. */
export const onAxes: Form = context => {
  const { builder, node, inputs, common } = context;
  const { axes, keepdims, scalar } = node.params as unknown as { axes: readonly number[]; keepdims?: boolean; scalar: boolean };
  const input = inputs[0]!;
  let next = scalar ? 0 : 1;
  const follows = input.blocks.map((_, axis) => {
    if (!axes.includes(axis)) return next++;
    if (keepdims === true) next++;
    return -1;
  });
  return builder.blockwise(
    common(node.op, knownBlocks(node), bytes(context)),
    inputs.map(({ layer, offset }) => ({ layer, offset, axes: follows })),
  );
};

/** A block, and those beside it along `params.axis`. */
export const gradient: Form = context => {
  const { builder, node, inputs, common } = context;
  const axis = node.params["axis"] as number;
  const input = inputs[0]!;
  const blocks = knownBlocks(node);
  const stride = blocks.slice(axis + 1).reduce((n, b) => n * b, 1);
  const deps = Array.from({ length: blocks.reduce((n, b) => n * b, 1) }, (_, offset) => {
    const at = unravel(offset, blocks)[axis]!;
    return [-1, 0, 1].filter(step => at + step >= 0 && at + step < blocks[axis]!).map(step => input.first + offset + step * stride);
  });
  return builder.table(common("array.gradient", blocks, bytes(context)), deps, { gather: true });
};

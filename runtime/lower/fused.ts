/** A fused task a block. Where one of its steps is a source with a list of parts, each task is given its own. */

import { depsOf } from "../graph/graph.ts";
import type { Params } from "../ops/operation.ts";
import { aligned, blockwise } from "./blockwise.ts";
import { blockBytes } from "./bytes.ts";
import { type Form, knownBlocks } from "./lower.ts";

export const fused: Form = context => {
  const { builder, node, inputs, common } = context;
  if (node.params["parts"] === undefined) return blockwise(context, "fused");
  const blocks = knownBlocks(node);
  const layer = common("fused", blocks, { blockBytes: node.params["reduced"] === true ? null : blockBytes(node.meta) });
  const { parts: _parts, ...shared } = layer.params;
  const links = { ...layer, kind: "blockwise" as const, first: 0, size: 0, inputs: inputs.map(input => aligned(input, blocks)) };
  const graph = builder.build();
  const parts = layer.params["parts"] as readonly Params[];
  return builder.table(
    { ...layer, params: shared },
    parts.map((_, offset) => depsOf(graph, links, offset)),
    { taskParams: parts.map(part => ({ part })) },
  );
};

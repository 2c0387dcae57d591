/** A task a block, from nothing but its index, its settings and, where there is a list of parts, its part. */

import type { LayerHandle } from "../graph/builder.ts";
import type { Params } from "../ops/operation.ts";
import { blockBytes } from "./bytes.ts";
import { knownBlocks, type LowerContext } from "./lower.ts";

export function source({ builder, node, common }: LowerContext, kernel: string): LayerHandle {
  const blocks = knownBlocks(node);
  const parts = node.params["parts"] as readonly Params[] | undefined;
  const layer = common(kernel, blocks, { blockBytes: blockBytes(node.meta) });
  if (parts === undefined) return builder.blockwise(layer, []);
  const { parts: _parts, ...shared } = layer.params;
  const data = layer.params["parts"] as readonly Params[];
  return builder.table(
    { ...layer, params: shared },
    data.map(() => []),
    { taskParams: data.map(part => ({ part })) },
  );
}

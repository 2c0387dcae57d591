/** Puts a graph together layer by layer; ids are handed out in order. */

import type { BlockInput, BlockwiseLayer, Graph, Layer, TableLayer } from "./graph.ts";

/** The layer that holds an expression's blocks. */
export interface LayerHandle {
  readonly layer: number;
  readonly first: number;
  readonly blocks: readonly number[];
}
type Common = Omit<BlockwiseLayer, "kind" | "first" | "size" | "inputs">;

export class GraphBuilder {
  readonly layers: Layer[] = [];
  size = 0;

  blockwise(common: Common, inputs: readonly BlockInput[]): LayerHandle {
    const size = common.blocks.reduce((n, b) => n * b, 1);
    return this.#add({ kind: "blockwise", ...common, size, first: this.size, inputs });
  }

  /** `deps[i]` are the inputs of task i. */
  table(common: Common, deps: readonly (readonly number[])[], more: Pick<TableLayer, "taskParams" | "keys" | "gather"> = {}): LayerHandle {
    const offsets = new Int32Array(deps.length + 1);
    for (let i = 0; i < deps.length; i++) offsets[i + 1] = offsets[i]! + deps[i]!.length;
    return this.#add({ kind: "table", ...common, size: deps.length, first: this.size, offsets, deps: Int32Array.from(deps.flat()), ...more });
  }

  build(): Graph {
    return { layers: this.layers, size: this.size };
  }

  #add(layer: Layer): LayerHandle {
    this.layers.push(layer);
    this.size += layer.size;
    return { layer: this.layers.length - 1, first: layer.first, blocks: layer.blocks };
  }
}

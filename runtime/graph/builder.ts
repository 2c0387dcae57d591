/** Puts a graph together layer by layer; ids are handed out in order. */

import type { Params } from "../ops/operation.ts";
import type { BlockInput, BlockwiseLayer, Graph, Layer, TableLayer } from "./graph.ts";

/** The layer that holds an expression's blocks. */
export interface LayerHandle {
  readonly layer: number;
  /** Position of its first block in the layer. */
  readonly offset: number;
  /** Id of its first task. */
  readonly first: number;
  readonly blocks: readonly number[];
}
type Common = Omit<BlockwiseLayer, "kind" | "first" | "size" | "inputs"> & Pick<TableLayer, "keys">;

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

  /** Room for `size` single calls whose dependencies `fill` says when they are known. */
  calls(
    common: Common,
    size: number,
  ): { readonly handles: readonly LayerHandle[]; fill(task: number, deps: readonly number[], params: Params): void; close(): void } {
    const layer = this.layers.length;
    const first = this.size;
    const deps: (readonly number[])[] = [];
    const taskParams: Params[] = [];
    this.#add({ kind: "table", ...common, size, first, offsets: new Int32Array(size + 1), deps: new Int32Array(0) });
    const handles = Array.from({ length: size }, (_, offset) => ({ layer, offset, first: first + offset, blocks: [] }));
    return {
      handles,
      fill: (task, inputs, params) => {
        deps[task] = inputs;
        taskParams[task] = params;
      },
      close: () => {
        const offsets = new Int32Array(size + 1);
        for (let i = 0; i < size; i++) offsets[i + 1] = offsets[i]! + deps[i]!.length;
        this.layers[layer] = { ...this.layers[layer]!, kind: "table", offsets, deps: Int32Array.from(deps.flat()), taskParams } as TableLayer;
      },
    };
  }

  build(): Graph {
    return { layers: this.layers, size: this.size };
  }

  #add(layer: Layer): LayerHandle {
    this.layers.push(layer);
    this.size += layer.size;
    return { layer: this.layers.length - 1, offset: 0, first: layer.first, blocks: layer.blocks };
  }
}

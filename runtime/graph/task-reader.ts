/** Tasks of a graph as whoever runs many of them wants them: what all tasks of a layer share is worked out once. */

import type { Params } from "../ops/operation.ts";
import { unravel, type BlockwiseLayer, type Graph, type Layer } from "./graph.ts";

export interface LayerReader {
  readonly position: number;
  readonly layer: Layer;
  /** The kernel gets its inputs as one list. */
  readonly gather: boolean;
  /** Of the task at this offset in the layer. */
  index(offset: number): readonly number[];
  deps(offset: number, index: readonly number[]): readonly number[];
  params(offset: number): Params;
}

export class TaskReader {
  readonly #graph: Graph;
  readonly #readers: (LayerReader | undefined)[] = [];
  #last: LayerReader | undefined;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** The layer that holds a task. */
  layerOf(task: number): LayerReader {
    const last = this.#last;
    if (last !== undefined && last.layer.first <= task && task < last.layer.first + last.layer.size) return last;
    const { layers } = this.#graph;
    let low = 0;
    let high = layers.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (layers[middle]!.first <= task) low = middle;
      else high = middle - 1;
    }
    return (this.#last = this.#readers[low] ??= readerOf(this.#graph, low));
  }
}

const NO_INDEX: readonly number[] = [];

function readerOf(graph: Graph, position: number): LayerReader {
  const layer = graph.layers[position]!;
  const { blocks, params } = layer;
  const index = blocks.length === 0 ? () => NO_INDEX : blocks.length === 1 ? (offset: number) => [offset] : (offset: number) => unravel(offset, blocks);
  if (layer.kind === "blockwise") {
    return { position, layer, gather: false, index, deps: blockwiseDeps(graph, layer), params: () => params };
  }
  const { offsets, deps, taskParams } = layer;
  const alone = Object.keys(params).length === 0;
  return {
    position,
    layer,
    gather: layer.gather === true,
    index,
    deps(offset) {
      const [first, end] = [offsets[offset]!, offsets[offset + 1]!];
      const list = new Array<number>(end - first);
      for (let i = 0; i < list.length; i++) list[i] = deps[first + i]!;
      return list;
    },
    params(offset) {
      const own = taskParams?.at(offset);
      return own === undefined ? params : alone ? own : { ...params, ...own };
    },
  };
}

/** Each input's block is a sum of steps along the axes of the output. */
function blockwiseDeps(graph: Graph, layer: BlockwiseLayer): LayerReader["deps"] {
  const { inputs, blocks } = layer;
  const first = inputs.map(input => graph.layers[input.layer]!.first + (input.offset ?? 0));
  const steps = inputs.map(input => {
    const source = graph.layers[input.layer]!.blocks;
    const along = new Array<number>(blocks.length).fill(0);
    for (let axis = input.axes.length - 1, stride = 1; axis >= 0; axis--) {
      const follows = input.axes[axis]!;
      if (follows >= 0) along[follows]! += stride;
      stride *= source[axis]!;
    }
    return along;
  });
  return (_offset, index) => {
    const list = new Array<number>(inputs.length);
    for (let k = 0; k < list.length; k++) {
      let at = first[k]!;
      const along = steps[k]!;
      for (let axis = 0; axis < index.length; axis++) at += along[axis]! * index[axis]!;
      list[k] = at;
    }
    return list;
  };
}

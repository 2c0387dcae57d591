/**
 * The runnable level. A graph is a list of layers with dense task ids: layer after layer, inside a layer in C order of its blocks. Block-wise
 * layers stay symbolic (a million tasks are one object) until a task is handed out. All of it is plain data that a thread can be sent.
 */

import type { Site, WorkKind } from "../../protocol/graph.ts";
import type { Params } from "../ops/operation.ts";

interface LayerBase {
  /** What its keys begin with: `sum-chunk-3f0c...`. Unique in a graph. */
  readonly name: string;
  /** Names of the expressions whose work it does; several when fused. */
  readonly names: readonly string[];
  readonly label: string;
  readonly work: WorkKind;
  readonly sites: readonly Site[];
  readonly kernel: string;
  /** Settings shared by all its tasks. */
  readonly params: Params;
  /** Blocks along each axis; the product is `size`. Empty: one task, printed without an index. */
  readonly blocks: readonly number[];
  readonly size: number;
  /** Id of its first task. */
  readonly first: number;
  /** Expected bytes of one block, for placing and budgets; null if nobody knows. */
  readonly blockBytes: number | null;
}

/** An input of a block-wise layer: axis k of the input follows axis `axes[k]` of the output, or is always block 0 (-1). */
export interface BlockInput {
  readonly layer: number;
  /** Position of the input's first block in its layer: layers of single calls hold many values. */
  readonly offset?: number;
  readonly axes: readonly number[];
}
export interface BlockwiseLayer extends LayerBase {
  readonly kind: "blockwise";
  readonly inputs: readonly BlockInput[];
}
/** An array, or what gives its entries one by one. */
export interface Listing<T> {
  readonly length: number;
  at(i: number): T | undefined;
}
/** Dependencies written out: those of task i are `deps[offsets[i]]` to `deps[offsets[i + 1]]`, in the order of the kernel's arguments. */
export interface TableLayer extends LayerBase {
  readonly kind: "table";
  readonly offsets: Int32Array;
  readonly deps: Int32Array;
  /** Settings of single tasks, over `params`. */
  readonly taskParams?: Listing<Params>;
  /** Keys of single tasks where they are not `name(i, j)`. */
  readonly keys?: Listing<string>;
  /** The kernel gets its inputs as one list. */
  readonly gather?: boolean;
}
export type Layer = BlockwiseLayer | TableLayer;

export interface Graph {
  readonly layers: readonly Layer[];
  readonly size: number;
}

/** A task as a worker sees it. */
export interface Task {
  readonly id: number;
  readonly layer: number;
  readonly kernel: string;
  readonly params: Params;
  readonly index: readonly number[];
  readonly deps: readonly number[];
  readonly gather: boolean;
}

/** Position of the layer that holds a task: binary search over `first`. */
export function layerOf(graph: Graph, task: number): number {
  let low = 0;
  let high = graph.layers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (graph.layers[middle]!.first <= task) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function taskAt(graph: Graph, id: number): Task {
  const position = layerOf(graph, id);
  const layer = graph.layers[position]!;
  const offset = id - layer.first;
  const own = layer.kind === "table" ? layer.taskParams?.at(offset) : undefined;
  return {
    id,
    layer: position,
    kernel: layer.kernel,
    params: own === undefined ? layer.params : { ...layer.params, ...own },
    index: unravel(offset, layer.blocks),
    deps: depsOf(graph, layer, offset),
    gather: layer.kind === "table" && layer.gather === true,
  };
}

export function depsOf(graph: Graph, layer: Layer, offset: number): number[] {
  if (layer.kind === "table") return Array.from(layer.deps.subarray(layer.offsets[offset]!, layer.offsets[offset + 1]!));
  const index = unravel(offset, layer.blocks);
  return layer.inputs.map(input => {
    const source = graph.layers[input.layer]!;
    let position = 0;
    for (let axis = 0; axis < input.axes.length; axis++) {
      const follows = input.axes[axis]!;
      position = position * source.blocks[axis]! + (follows < 0 ? 0 : index[follows]!);
    }
    return source.first + (input.offset ?? 0) + position;
  });
}

/** All dependencies in two flat arrays: those of task i are `deps[offsets[i]]` to `deps[offsets[i + 1]]`. */
export function dependencies(graph: Graph): { offsets: Int32Array; deps: Int32Array } {
  const offsets = new Int32Array(graph.size + 1);
  let count = 0;
  for (const layer of graph.layers) {
    for (let i = 0; i < layer.size; i++) {
      count += layer.kind === "table" ? layer.offsets[i + 1]! - layer.offsets[i]! : layer.inputs.length;
      offsets[layer.first + i + 1] = count;
    }
  }
  const deps = new Int32Array(count);
  let at = 0;
  for (const layer of graph.layers) {
    if (layer.kind === "table") {
      deps.set(layer.deps, at);
      at += layer.deps.length;
    } else {
      for (let i = 0; i < layer.size; i++) for (const dep of depsOf(graph, layer, i)) deps[at++] = dep;
    }
  }
  return { offsets, deps };
}

/** `name-token(i, j)`, made when somebody asks. */
export function keyOf(graph: Graph, task: number): string {
  const layer = graph.layers[layerOf(graph, task)]!;
  const offset = task - layer.first;
  if (layer.kind === "table" && layer.keys !== undefined) return layer.keys.at(offset)!;
  return layer.blocks.length === 0 ? layer.name : `${layer.name}(${unravel(offset, layer.blocks).join(", ")})`;
}

export function unravel(offset: number, blocks: readonly number[]): number[] {
  const index = new Array<number>(blocks.length);
  for (let axis = blocks.length - 1; axis >= 0; axis--) {
    index[axis] = offset % blocks[axis]!;
    offset = Math.floor(offset / blocks[axis]!);
  }
  return index;
}

/** The graph as stable text, one line a task: the golden form. */
export function printGraph(graph: Graph): string {
  const lines: string[] = [];
  for (let id = 0; id < graph.size; id++) {
    const task = taskAt(graph, id);
    lines.push(`${keyOf(graph, id)} = ${task.kernel}(${task.deps.map(dep => keyOf(graph, dep)).join(", ")})`);
  }
  return lines.join("\n");
}

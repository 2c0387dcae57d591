/** Who needs whom, both ways, in flat arrays: what ordering and scheduling walk. */

import type { BlockwiseLayer, Graph } from "./graph.ts";

export interface Links {
  readonly size: number;
  /** Dependencies of task i: `deps[depOffsets[i]]` to `deps[depOffsets[i + 1]]`, each named once. */
  readonly depOffsets: Int32Array;
  readonly deps: Int32Array;
  /** Users of task i, in the same form, ascending. */
  readonly userOffsets: Int32Array;
  readonly users: Int32Array;
}

export function linksOf(graph: Graph): Links {
  const offsets = new Int32Array(graph.size + 1);
  let count = 0;
  for (const layer of graph.layers) count += layer.kind === "table" ? layer.deps.length : layer.inputs.length * layer.size;
  const deps = new Int32Array(count);
  let at = 0;
  for (const layer of graph.layers) {
    if (layer.kind === "blockwise") {
      writeBlockwise(graph, layer, offsets, deps, at);
      at += layer.inputs.length * layer.size;
      continue;
    }
    for (let i = 0; i < layer.size; i++) offsets[layer.first + i + 1] = at + layer.offsets[i + 1]!;
    deps.set(layer.deps, at);
    at += layer.deps.length;
  }
  return linkUp(graph.size, offsets, deps);
}

/** Counts through the blocks as an odometer does: going on along an axis moves each input by a fixed step. */
function writeBlockwise(graph: Graph, layer: BlockwiseLayer, offsets: Int32Array, deps: Int32Array, at: number): void {
  const { blocks, inputs, size, first } = layer;
  const steps = inputs.map(input => {
    const source = graph.layers[input.layer]!.blocks;
    const along = new Array<number>(blocks.length).fill(0);
    let stride = 1;
    for (let axis = source.length - 1; axis >= 0; axis--) {
      const follows = input.axes[axis]!;
      if (follows >= 0) along[follows]! += stride;
      stride *= source[axis]!;
    }
    return along;
  });
  const places = inputs.map(input => graph.layers[input.layer]!.first);
  const index = new Array<number>(blocks.length).fill(0);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < places.length; k++) deps[at++] = places[k]!;
    offsets[first + i + 1] = at;
    for (let axis = blocks.length - 1; axis >= 0 && i + 1 < size; axis--) {
      index[axis]!++;
      for (let k = 0; k < places.length; k++) places[k]! += steps[k]![axis]!;
      if (index[axis]! < blocks[axis]!) break;
      for (let k = 0; k < places.length; k++) places[k]! -= steps[k]![axis]! * blocks[axis]!;
      index[axis] = 0;
    }
  }
}

/** A task that names an input twice waits for it and holds it once: repeats are left out. */
export function linkUp(size: number, offsets: Int32Array, deps: Int32Array): Links {
  const seen = new Int32Array(size).fill(-1);
  const depOffsets = new Int32Array(size + 1);
  const unique = new Int32Array(deps.length);
  const userOffsets = new Int32Array(size + 1);
  let count = 0;
  for (let task = 0; task < size; task++) {
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const dep = deps[at]!;
      if (seen[dep] === task) continue;
      seen[dep] = task;
      unique[count++] = dep;
      userOffsets[dep + 1]!++;
    }
    depOffsets[task + 1] = count;
  }
  for (let task = 0; task < size; task++) userOffsets[task + 1]! += userOffsets[task]!;
  const users = new Int32Array(count);
  const next = userOffsets.slice(0, size);
  for (let task = 0; task < size; task++) {
    for (let at = depOffsets[task]!; at < depOffsets[task + 1]!; at++) users[next[unique[at]!]!++] = task;
  }
  return { size, depOffsets, deps: unique.subarray(0, count), userOffsets, users };
}

/** The tasks that the outputs need, themselves included: 1 where needed. */
export function neededFor(links: Links, outputs: readonly number[]): Uint8Array {
  const needed = new Uint8Array(links.size);
  const stack: number[] = [];
  const visit = (task: number) => {
    if (needed[task] === 1) return;
    needed[task] = 1;
    stack.push(task);
  };
  for (const output of outputs) visit(output);
  while (stack.length > 0) {
    const task = stack.pop()!;
    for (let at = links.depOffsets[task]!; at < links.depOffsets[task + 1]!; at++) visit(links.deps[at]!);
  }
  return needed;
}

/**
 * A graph on its way to other threads. Dependencies go in shared memory; settings and keys of single tasks, of which there may be a million,
 * as packs of bytes that whoever needs a task opens: neither the coordinator nor a worker reads all of them.
 */

import { deserialize, serialize } from "node:v8";
import type { Graph, Layer, Listing, TableLayer } from "../../graph/graph.ts";

/** Entries a pack. */
const PACK = 256;
/** Layers of fewer tasks travel as they are. */
const FEW = 64;

interface Packs {
  readonly bytes: Uint8Array;
  /** Where each pack begins, and the end of the last. */
  readonly offsets: Int32Array;
  readonly length: number;
}
type Listed = "taskParams" | "keys";
export type TravellingLayer = Layer | (Omit<TableLayer, Listed> & { readonly packs: Readonly<Partial<Record<Listed, Packs>>> });
export interface TravellingGraph {
  readonly layers: readonly TravellingLayer[];
  readonly size: number;
}

export function packGraph(graph: Graph): TravellingGraph {
  if (graph.layers.every(layer => layer.size < FEW || layer.kind === "blockwise")) return graph;
  return { size: graph.size, layers: graph.layers.map(layer => (layer.size < FEW || layer.kind === "blockwise" ? layer : packLayer(layer))) };
}

/** What arrived, as a graph. */
export function unpackGraph(graph: TravellingGraph): Graph {
  return { size: graph.size, layers: graph.layers.map(layer => ("packs" in layer ? unpackLayer(layer) : layer)) };
}

function packLayer(layer: TableLayer): TravellingLayer {
  const { taskParams, keys, ...rest } = layer;
  const shared = { ...rest, offsets: sharedCopy(layer.offsets), deps: sharedCopy(layer.deps) };
  try {
    return { ...shared, packs: { ...(taskParams === undefined ? {} : { taskParams: pack(taskParams) }), ...(keys === undefined ? {} : { keys: pack(keys) }) } };
  } catch {
    // Shared memory in the settings of a task can be posted but not serialised.
    return { ...shared, ...(taskParams === undefined ? {} : { taskParams }), ...(keys === undefined ? {} : { keys }) };
  }
}

function unpackLayer({ packs, ...layer }: Extract<TravellingLayer, { packs: unknown }>): TableLayer {
  const { taskParams, keys } = packs;
  return {
    ...layer,
    ...(taskParams === undefined ? {} : { taskParams: new PackedList<never>(taskParams) }),
    ...(keys === undefined ? {} : { keys: new PackedList<string>(keys) }),
  };
}

function pack(list: Listing<unknown>): Packs {
  const parts: Uint8Array[] = [];
  const offsets = [0];
  for (let first = 0; first < list.length; first += PACK) {
    const part = serialize(Array.from({ length: Math.min(PACK, list.length - first) }, (_, i) => list.at(first + i)));
    parts.push(part);
    offsets.push(offsets.at(-1)! + part.length);
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets.at(-1)!));
  parts.forEach((part, i) => bytes.set(part, offsets[i]!));
  return { bytes, offsets: Int32Array.from(offsets), length: list.length };
}

/** Tasks run nearly in order: a few packs stay open. */
const OPEN = 8;

class PackedList<T> implements Listing<T> {
  readonly length: number;
  readonly #packs: Packs;
  readonly #open = new Map<number, readonly T[]>();

  constructor(packs: Packs) {
    this.#packs = packs;
    this.length = packs.length;
  }
  at(i: number): T | undefined {
    const position = Math.floor(i / PACK);
    let opened = this.#open.get(position);
    if (opened === undefined) {
      const { bytes, offsets } = this.#packs;
      if (i < 0 || i >= this.length) return undefined;
      opened = deserialize(Uint8Array.from(bytes.subarray(offsets[position], offsets[position + 1]))) as T[];
      if (this.#open.size >= OPEN) this.#open.delete(this.#open.keys().next().value!);
      this.#open.set(position, opened);
    }
    return opened[i % PACK];
  }
}

function sharedCopy(values: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

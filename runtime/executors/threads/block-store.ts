/**
 * Where the blocks of a run are. A block that lives in shared memory is a packed description and the leases it looks into; one that lives
 * in its worker is known by its owner alone, until it is asked for. To disk goes what a block itself looks at, not what else is in its
 * leases: so a view of a large block, or one of the many small blocks of a slab, comes back alone, to a place of its own size.
 */

import { packTree, unpackTree } from "../../memory/codec.ts";
import type { Pool } from "../../memory/pool.ts";
import { PAGE } from "../../memory/size-class.ts";
import type { Spill, SpillFile } from "../../memory/spill.ts";
import type { Resident } from "./residents.ts";
import { extents, moved } from "../../memory/tree-places.ts";

export interface StoredBlock {
  /** Packed. Undefined: it lives in its owner only. */
  tree: Uint8Array | undefined;
  leases: readonly number[];
  /** On disk instead of in memory, a file for each lease; what the tree calls byte 0 of the lease is the first of the file. */
  files: readonly SpillFile[];
  /** It looks into this one, which alone decides where the bytes are. */
  readonly resident?: Resident;
}

/** Room for something that comes back from disk: held once for the block. */
export interface Place {
  readonly lease: number;
  /** The first byte in the lease. */
  readonly offset: number;
}

/** Shared by all blocks that have none: there are many. */
const NONE: readonly never[] = [];

/** Takes hold of the leases. */
export function storeBlock(pool: Pool, tree: StoredBlock["tree"], leases: readonly number[]): StoredBlock {
  for (const lease of leases) pool.hold(lease);
  return { tree, leases, files: NONE };
}

export function dropBlock(pool: Pool, spill: Spill, block: StoredBlock): void {
  if (block.resident !== undefined) return;
  for (const lease of block.leases) pool.drop(lease);
  for (const file of block.files) spill.remove(file);
  block.leases = NONE;
  block.files = NONE;
}

/** Whether writing all its leases to disk would free memory: nothing else looks into them, and no worker reads them. */
export const canSpill = (pool: Pool, block: StoredBlock): boolean =>
  block.tree !== undefined &&
  block.resident === undefined &&
  block.leases.length > 0 &&
  block.leases.every(lease => pool.holdersOf(lease) === 1 && !pool.isPinned(lease));

/**
 * Gives the bytes written: with `own` those that the block looks at, else all of its leases, for a block that others look into by its places.
 * Throws, and the block stays where it is, where the disk does not take them.
 */
export function spillBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock, own = false): number {
  const tree = own ? unpackTree(block.tree!) : undefined;
  const parts = tree === undefined ? block.leases.map(lease => [0, pool.bytesOf(lease)] as const) : extents(tree, block.leases.length);
  const files: SpillFile[] = [];
  try {
    for (const [i, [from, to]] of parts.entries()) files.push(spill.write(new Uint8Array(memory.buffer, block.leases[i]! * PAGE + from, to - from)));
  } catch (error) {
    for (const file of files) spill.remove(file);
    throw error;
  }
  for (const lease of block.leases) pool.drop(lease);
  if (tree !== undefined && parts.some(([from]) => from > 0))
    block.tree = packTree(
      moved(
        tree,
        parts.map(([from]) => -from),
      ),
    );
  block.files = files;
  block.leases = NONE;
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * Back into memory, at another place; false, and nothing changed, if there is no room. Throws where it cannot be read: then it is nowhere.
 * `take` gives a lease, or -1, or a place in one that others hold too.
 */
export function fetchBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock, take: (bytes: number) => Place | number): boolean {
  const places: Place[] = [];
  const giveBack = () => {
    for (const { lease } of places) pool.drop(lease);
  };
  for (const file of block.files) {
    const taken = take(file.bytes);
    const place = typeof taken === "number" ? { lease: taken, offset: 0 } : taken;
    if (place.lease < 0) {
      giveBack();
      return false;
    }
    places.push(place);
  }
  const { files } = block;
  for (let i = 0; i < files.length; i++) {
    try {
      spill.read(files[i]!, new Uint8Array(memory.buffer, places[i]!.lease * PAGE + places[i]!.offset, files[i]!.bytes));
    } catch (error) {
      giveBack();
      for (const file of files.slice(i + 1)) spill.remove(file);
      block.files = NONE;
      throw error;
    }
  }
  if (places.some(({ offset }) => offset > 0))
    block.tree = packTree(
      moved(
        unpackTree(block.tree!),
        places.map(({ offset }) => offset),
      ),
    );
  block.leases = places.map(({ lease }) => lease);
  block.files = NONE;
  return true;
}

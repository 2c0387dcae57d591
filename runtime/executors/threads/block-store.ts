/**
 * Where the blocks of a run are. A block that lives in shared memory is a packed description and the leases it looks into; one that lives
 * in its worker is known by its owner alone, until it is asked for. When memory is full, the block that is needed last goes to disk.
 */

import type { Pool } from "../../memory/pool.ts";
import { PAGE } from "../../memory/size-class.ts";
import type { Spill, SpillFile } from "../../memory/spill.ts";

export interface StoredBlock {
  /** Packed. Undefined: it lives in its owner only. */
  tree: Uint8Array | undefined;
  leases: readonly number[];
  /** On disk instead of in memory, a file for each lease. */
  files: readonly SpillFile[];
}

/** Shared by all blocks that have none: there are many. */
const NONE: readonly never[] = [];

/** Takes hold of the leases. */
export function storeBlock(pool: Pool, tree: StoredBlock["tree"], leases: readonly number[]): StoredBlock {
  for (const lease of leases) pool.hold(lease);
  return { tree, leases, files: NONE };
}

export function dropBlock(pool: Pool, spill: Spill, block: StoredBlock): void {
  for (const lease of block.leases) pool.drop(lease);
  for (const file of block.files) spill.remove(file);
  block.leases = NONE;
  block.files = NONE;
}

/** Whether writing it to disk would free memory: nothing else looks into its leases. */
export const canSpill = (pool: Pool, block: StoredBlock): boolean =>
  block.tree !== undefined && block.leases.length > 0 && block.leases.every(lease => pool.holdersOf(lease) === 1);

export function spillBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock): void {
  block.files = block.leases.map(lease => spill.write(new Uint8Array(memory.buffer, lease * PAGE, pool.bytesOf(lease))));
  for (const lease of block.leases) pool.drop(lease);
  block.leases = NONE;
}

/** Back into memory, at another place; false, and nothing changed, if there is no room. */
export function fetchBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock, take: (bytes: number) => number): boolean {
  const leases: number[] = [];
  for (const file of block.files) {
    const lease = take(file.bytes);
    if (lease < 0) {
      for (const taken of leases) pool.drop(taken);
      return false;
    }
    leases.push(lease);
  }
  block.files.forEach((file, i) => spill.read(file, new Uint8Array(memory.buffer, leases[i]! * PAGE, file.bytes)));
  block.leases = leases;
  block.files = NONE;
  return true;
}

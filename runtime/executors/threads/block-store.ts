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

/** Whether writing it to disk would free memory: nothing else looks into its leases, and no worker reads them. */
export const canSpill = (pool: Pool, block: StoredBlock): boolean =>
  block.tree !== undefined && block.leases.length > 0 && block.leases.every(lease => pool.holdersOf(lease) === 1 && !pool.isPinned(lease));

/** Gives the bytes written. Throws, and the block stays where it is, where the disk does not take them. */
export function spillBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock): number {
  const files: SpillFile[] = [];
  try {
    for (const lease of block.leases) files.push(spill.write(new Uint8Array(memory.buffer, lease * PAGE, pool.bytesOf(lease))));
  } catch (error) {
    for (const file of files) spill.remove(file);
    throw error;
  }
  for (const lease of block.leases) pool.drop(lease);
  block.files = files;
  block.leases = NONE;
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** Back into memory, at another place; false, and nothing changed, if there is no room. Throws where it cannot be read: then it is nowhere. */
export function fetchBlock(pool: Pool, spill: Spill, memory: WebAssembly.Memory, block: StoredBlock, take: (bytes: number) => number): boolean {
  const leases: number[] = [];
  const giveBack = () => {
    for (const lease of leases) pool.drop(lease);
  };
  for (const file of block.files) {
    const lease = take(file.bytes);
    if (lease < 0) {
      giveBack();
      return false;
    }
    leases.push(lease);
  }
  const { files } = block;
  for (let i = 0; i < files.length; i++) {
    try {
      spill.read(files[i]!, new Uint8Array(memory.buffer, leases[i]! * PAGE, files[i]!.bytes));
    } catch (error) {
      giveBack();
      for (const file of files.slice(i + 1)) spill.remove(file);
      block.files = NONE;
      throw error;
    }
  }
  block.leases = leases;
  block.files = NONE;
  return true;
}

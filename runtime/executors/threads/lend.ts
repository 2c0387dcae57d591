/** A resident for the caller to copy: where it lies, or what it holds, read from disk. */

import type { PackedBlock } from "./protocol.ts";
import type { Residents } from "./residents.ts";
import { contents } from "./restore-outside.ts";

/** It stays where it is until it is given back, where there is a block. */
export function lend(residents: Residents, name: string): { readonly id: number; readonly block: PackedBlock | undefined; readonly trouble: string } {
  try {
    const resident = residents.lend(name);
    const { id, block } = resident;
    try {
      const data = block.files.map(contents);
      return { id, block: { tree: block.tree!, leases: block.leases, files: [], ...(data.length > 0 ? { data } : {}) }, trouble: "" };
    } catch (error) {
      residents.giveBack(id);
      throw error;
    }
  } catch (error) {
    return { id: -1, block: undefined, trouble: (error as Error).message };
  }
}

/** A result in memory of the caller's own: copied out of block memory, out of a constant, or read from the file it was written to. */

import { closeSync, openSync } from "node:fs";
import { MemoryError } from "../../errors.ts";
import { restoreBlock, unpackTree } from "../../memory/codec.ts";
import { PAGE } from "../../memory/size-class.ts";
import { readSpilled, type SpillFile } from "../../memory/spill.ts";
import { copiedView } from "../../memory/typed-view.ts";
import type { PackedBlock } from "./protocol.ts";
import type { Resources } from "./resources.ts";

export function restoreOutside(block: PackedBlock, memory: WebAssembly.Memory, constants: Pick<Resources, "copy">): unknown {
  if (typeof block.tree === "number") return block.tree;
  const tree = unpackTree(block.tree);
  const onDisk = block.data ?? block.files.map(contents);
  const leases = onDisk.length > 0 ? onDisk.map((_, i) => i) : block.leases;
  return restoreBlock(
    { tree, leases },
    {
      view(kind, lease, offset, elements) {
        if (onDisk.length === 0) return copiedView(kind, memory.buffer, lease * PAGE + offset, elements);
        return copiedView(kind, onDisk[lease]!.buffer, offset, elements);
      },
      resource: constants.copy,
    },
  );
}

/** In memory of its own; it stays on disk. */
export function contents(from: SpillFile): Uint8Array {
  const into = new Uint8Array(from.bytes);
  try {
    const file = openSync(from.path, "r");
    try {
      readSpilled(file, from, into);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new MemoryError(`a result that was written to disk cannot be read back: ${(error as Error).message}`);
  }
  return into;
}

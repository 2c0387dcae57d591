/** A result in memory of the caller's own: copied out of block memory, out of a constant, or read from the file it was written to. */

import { readFileSync } from "node:fs";
import { restoreBlock, unpackTree } from "../../memory/codec.ts";
import { PAGE } from "../../memory/size-class.ts";
import { copiedView } from "../../memory/typed-view.ts";
import type { PackedBlock } from "./protocol.ts";
import type { Resources } from "./resources.ts";

export function restoreOutside(block: PackedBlock, memory: WebAssembly.Memory, constants: Pick<Resources, "copy">): unknown {
  if (typeof block.tree === "number") return block.tree;
  const tree = unpackTree(block.tree);
  const onDisk = block.files.map(file => readFileSync(file));
  const leases = onDisk.length > 0 ? onDisk.map((_, i) => i) : block.leases;
  return restoreBlock(
    { tree, leases },
    {
      view(kind, lease, offset, elements) {
        if (onDisk.length === 0) return copiedView(kind, memory.buffer, lease * PAGE + offset, elements);
        const file = onDisk[lease]!;
        return copiedView(kind, file.buffer, file.byteOffset + offset, elements);
      },
      resource: constants.copy,
    },
  );
}

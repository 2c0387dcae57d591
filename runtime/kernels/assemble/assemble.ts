/** What `compute` gives: the blocks of a value put together. */

import type { Meta } from "../../meta/meta.ts";
import { assembleArray } from "./assemble-array.ts";
import { assembleFrame } from "./assemble-frame.ts";

/** `blocks` in C order of the block grid. */
export function assemble(meta: Meta, blocks: readonly unknown[]): unknown {
  switch (meta.kind) {
    case "array":
      return assembleArray(meta, blocks);
    case "frame":
    case "series":
      return assembleFrame(meta, blocks);
    case "bag":
      return (blocks as readonly unknown[][]).flat();
    default:
      return blocks[0];
  }
}

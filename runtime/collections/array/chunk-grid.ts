/** `toSvg` of an array: its chunk grid as a text. */

import { NotSupportedError } from "../../errors.ts";
import { chunkGridSvg } from "../../meta/chunk-grid.ts";
import type { ArrayMeta } from "../../meta/meta.ts";

/** `toSvg` of an array: throws where there are sizes that only computing tells. */
export function arrayToSvg(meta: ArrayMeta, options: unknown): string {
  const { size } = (options ?? {}) as { size?: unknown };
  if (size !== undefined && !(typeof size === "number" && size >= 20 && size <= 4000))
    throw new RangeError(`toSvg: expected a size of 20 to 4000 pixels, got ${String(size)}`);
  const drawn = chunkGridSvg(meta, size === undefined ? {} : { size: size as number });
  if (drawn !== undefined) return drawn;
  const why = meta.shape.length === 0 ? "an array without axes has no grid" : "a size is not known or zero: await computeChunkSizes() if it is not known";
  throw new NotSupportedError(`toSvg: ${why}`);
}
